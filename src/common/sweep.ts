import { Logger } from '@nestjs/common';

/**
 * What a server looks for and does by itself every few seconds. A turn that fails is told in the log and made up for by the
 * next one.
 */
export class Sweep {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<number> | null = null;
  /** Asked between two parts of the work: what is left is done after the next start. */
  isStopping = false;

  /** @param work what is due; it returns how much was */
  constructor(
    name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<number>,
  ) {
    this.logger = new Logger(name);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.turn().catch((error: unknown) => {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      });
    }, this.everyMs);
    this.timer.unref();
  }

  /** A second call meanwhile joins the first. */
  turn(): Promise<number> {
    this.running ??= this.work().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** From now on there is a turn only for who asks. */
  halt(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** The part under way is finished. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.halt();
    await this.running?.catch(() => undefined);
  }
}
