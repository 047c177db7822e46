import { availableParallelism } from 'node:os';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Piscina } from 'piscina';
import { AppError } from '../app-error.js';
import type { Job } from './job.js';
import { Lane } from './lane.js';

export interface WorkshopLimits {
  /** How many jobs may run at once, an urgent one not counted. */
  readonly threads: number;
  /** How many may wait. */
  readonly room: number;
  /** Heap of a thread, in MB. */
  readonly heapMb: number;
}

/** Half of the cores, so that the loop that saves answers keeps one of its own. */
const LIMITS: WorkshopLimits = {
  threads: Math.max(1, Math.floor(availableParallelism() / 2)),
  room: 50,
  heapMb: 384,
};

/** An idle thread is given up: what a document needs in memory, an exam need not pay for. */
const IDLE_MS = 30_000;
/** Where the system knows priorities, a thread gives way to the loop whenever both want the same core. */
const NICE = 5;

/**
 * Worker threads for work that would keep the loop from saving answers: documents, files from outside, drawing. A job
 * is a function of plain data in a `*.worker.ts` file; it has a limit of time and memory and cannot take the server down.
 */
@Injectable()
export class Workshop implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Workshop');
  private readonly lane: Lane;
  private pool: Piscina | null = null;
  private closing = false;

  constructor(private readonly limits: WorkshopLimits = LIMITS) {
    this.lane = new Lane(limits.threads, limits.room);
  }

  /**
   * Runs a job in its turn.
   * @throws AppError common/busy (too many wait), work/too-long, work/too-large (memory), work/died, common/stopping;
   * what the job itself throws comes as it is
   */
  async run<I, O>(job: Job<I, O>, input: I): Promise<O> {
    if (this.closing) throw new AppError('common/stopping');
    return job.urgent ? this.runNow(job, input) : this.lane.run(() => this.runNow(job, input));
  }

  /** Running jobs end at once: a restart during an exam must not wait for a document. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.pool?.destroy();
  }

  private async runNow<I, O>({ file, name, seconds }: Job<I, O>, input: I): Promise<O> {
    if (this.closing) throw new AppError('common/stopping');
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
    }, seconds * 1000);
    try {
      return (await this.threads().run(input, { filename: file, name, signal: late.signal })) as O;
    } catch (error) {
      throw this.told(error, late.signal.aborted, `${name} in ${file}`);
    } finally {
      clearTimeout(timer);
    }
  }

  private told(error: unknown, isLate: boolean, what: string): unknown {
    if (this.closing) return new AppError('common/stopping');
    const refusal = isLate ? new AppError('work/too-long') : refusalOf(error);
    if (refusal !== null) this.logger.warn(`${refusal.code}: ${what}`);
    return refusal ?? error;
  }

  private threads(): Piscina {
    if (this.pool === null) {
      this.pool = new Piscina({
        minThreads: 0,
        maxThreads: this.limits.threads + 1,
        idleTimeout: IDLE_MS,
        niceIncrement: NICE,
        resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMb },
        // Nobody reads a histogram.
        recordTiming: false,
      });
      // A thread that fails between two jobs is replaced; without a listener it would end the process.
      this.pool.on('error', (error: Error) => {
        this.logger.error(`a thread failed: ${error.message}`);
      });
    }
    return this.pool;
  }
}

/** For a thread that did not survive its job; null for an error of the job's own. */
function refusalOf(error: unknown): AppError | null {
  if ((error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY') return new AppError('work/too-large');
  return error instanceof Error && error.message.startsWith('worker exited') ? new AppError('work/died') : null;
}
