import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

/** Later than any command of the command line takes: only a server keeps house. */
const FIRST_MS = 30_000;
const EVERY_MS = 60_000;

/** A file that somebody uploaded and nobody imported goes after so many days. */
export const UPLOAD_KEPT_DAYS = 7;

/** The instant before which such a file must have come. */
export const uploadsKeptSince = (nowMs: number): Date => new Date(nowMs - UPLOAD_KEPT_DAYS * 24 * 3600_000);

/** @param isStopping asked between two steps; what is left is done by the next turn, or by another instance */
export type Chore = (isStopping: () => boolean) => Promise<void>;

/**
 * What the server does by itself now and then and nobody waits for. A chore may be done twice, by several instances at once,
 * and be interrupted anywhere; one that fails is made up for by the next turn.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Housekeeping');
  private readonly chores = new Map<string, Chore>();
  private timers: NodeJS.Timeout[] = [];
  private running: Promise<void> | null = null;
  private isStopping = false;

  register(name: string, chore: Chore): void {
    this.chores.set(name, chore);
  }

  onApplicationBootstrap(): void {
    const turn = (): void => void this.turn();
    this.timers = [setTimeout(turn, FIRST_MS), setInterval(turn, EVERY_MS)];
    for (const timer of this.timers) timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.running;
  }

  /** All chores, one after another; who asks meanwhile gets the turn that is under way. */
  turn(): Promise<void> {
    this.running ??= this.work().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async work(): Promise<void> {
    for (const [name, chore] of this.chores) {
      if (this.isStopping) return;
      try {
        await chore(() => this.isStopping);
      } catch (error) {
        this.logger.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  }
}
