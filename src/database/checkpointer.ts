import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { Database } from './database.js';

/** Urgent: documents that wait must not let the log grow. */
const CHECKPOINT = jobsIn<typeof import('./checkpoint.worker.js')>(import.meta.url, 'checkpoint.worker')(
  'checkpoint',
  60,
  'urgent',
);

const EVERY_MS = 1_000;
/** Fewer commits are left to the log's own limit: in a quiet hour no thread is started for them. */
const MIN_COMMITS = 200;
/** Pages from which on the log is begun anew, once what is left to move is little. */
const LONG_LOG = 4_000;

/**
 * Moves the embedded database's log into its file beside the loop that saves answers, in a worker thread. A log is begun
 * anew only when nothing is left to be moved; under load there is always a little, which the loop then moves itself.
 */
@Injectable()
export class Checkpointer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Checkpointer');
  private timer: NodeJS.Timeout | null = null;
  private seen = 0;

  constructor(
    private readonly database: Database,
    private readonly workshop: Workshop,
  ) {}

  onApplicationBootstrap(): void {
    if (this.database.file !== null) this.wait();
  }

  beforeApplicationShutdown(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      void this.turn().then(() => {
        if (this.timer !== null) this.wait();
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    const { uow, file } = this.database;
    if (file === null || uow.commits - this.seen < MIN_COMMITS) return;
    this.seen = uow.commits;
    try {
      const { log } = await this.workshop.run(CHECKPOINT, file);
      if (log >= LONG_LOG) await uow.restartLog();
    } catch (error) {
      // The log's own limit stands behind it.
      this.logger.warn(`the log was not moved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
