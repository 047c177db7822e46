import { Logger } from '@nestjs/common';
import { AppError } from '../app-error.js';
import type { Clock } from '../clock.js';
import { newId } from '../ids.js';

export interface MadeFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** Work that takes longer than somebody would look at a blank page. */
export interface Errand {
  readonly id: string;
  /** Who asked: nobody else sees it. */
  readonly userId: string;
  /** What it is about. */
  readonly subjectId: string;
  readonly total: number;
  readonly done: number;
  readonly state: 'running' | 'ready' | 'failed';
  /** Of a refusal. */
  readonly code: string | null;
  readonly file: MadeFile | null;
}

/** What an errand does; one that makes no file ends with null. */
type Work = (progress: (done: number) => void) => Promise<MadeFile | null>;

type Kept = { -readonly [K in keyof Errand]: Errand[K] } & { touchedMs: number };

const KEPT_MS = 30 * 60_000;
const MOST_KEPT = 20;
const MOST_RUNNING = 5;

/**
 * Errands of this process, in its memory: a restart loses them, and so does half an hour without a look. What they make
 * can be made again from what is on record.
 */
export class Errands {
  private readonly logger = new Logger('Errands');
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  /**
   * Begins and does not wait. Who asks again for what is still being made for them gets that.
   * @param work tells by `progress` how many of the total are done
   * @throws AppError common/busy when too many are running
   */
  start({ userId, subjectId, total }: Pick<Errand, 'userId' | 'subjectId' | 'total'>, work: Work): Errand {
    this.forget();
    const running = [...this.kept.values()].filter((e) => e.state === 'running');
    const own = running.find((e) => e.userId === userId && e.subjectId === subjectId);
    if (own !== undefined) return own;
    if (running.length >= MOST_RUNNING) throw new AppError('common/busy');
    const errand: Kept = {
      ...{ id: newId(), userId, subjectId, total, done: 0, state: 'running', code: null, file: null },
      touchedMs: this.clock.epochMs(),
    };
    this.kept.set(errand.id, errand);
    void this.run(errand, work);
    return errand;
  }

  /** Null: never there, somebody else's, or lost. */
  find(userId: string, subjectId: string, id: string): Errand | null {
    this.forget();
    const errand = this.kept.get(id);
    if (errand?.userId !== userId || errand.subjectId !== subjectId) return null;
    errand.touchedMs = this.clock.epochMs();
    return errand;
  }

  /** What somebody's newest errand about something has come to. */
  findOf(userId: string, subjectId: string): Errand | null {
    const own = [...this.kept.values()].filter((e) => e.userId === userId && e.subjectId === subjectId).at(-1);
    return own === undefined ? null : this.find(userId, subjectId, own.id);
  }

  private async run(errand: Kept, work: Work): Promise<void> {
    try {
      errand.file = await work((done) => {
        errand.done = done;
      });
      errand.done = errand.total;
      errand.state = 'ready';
    } catch (error) {
      errand.state = 'failed';
      errand.code = error instanceof AppError ? error.code : 'common/unexpected';
      if (!(error instanceof AppError))
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    errand.touchedMs = this.clock.epochMs();
  }

  private forget(): void {
    const over = [...this.kept.values()].filter((e) => e.state !== 'running').sort((a, b) => a.touchedMs - b.touchedMs);
    const before = this.clock.epochMs() - KEPT_MS;
    for (const [i, e] of over.entries())
      if (e.touchedMs < before || i < over.length - MOST_KEPT) this.kept.delete(e.id);
  }
}
