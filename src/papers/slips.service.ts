import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { type Errand, Errands, type MadeFile } from '../common/worker/errands.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { bufferOf, DocumentMaker } from '../documents/document-maker.js';
import type { Frame } from './forms/frame.js';
import type { ListedResult } from './forms/listed-results.js';
import { slipObstacle } from './paper-state.js';
import { type PaperSource, PaperSources, type SlipSheet } from './paper-source.service.js';

const SLIPS = jobsIn<typeof import('./slips.worker.js')>(import.meta.url, 'slips.worker')('slips', 120);

/** Pages in one file: more are slow to open, and nobody prints more in one go. */
export const SLIPS_PER_FILE = 500;

/** Phiếu báo kết quả of everybody in a batch: one file to print, or a ZIP of some where they are many. */
@Injectable()
export class SlipsService {
  private readonly errands: Errands;

  constructor(
    private readonly sources: PaperSources,
    private readonly workshop: Workshop,
    private readonly documents: DocumentMaker,
    clock: Clock,
  ) {
    this.errands = new Errands(clock);
  }

  /** @throws AppError papers/not-locked, papers/person-sees-nothing, common/busy */
  async start(actor: StaffActor, batchId: string): Promise<Errand> {
    const source = await this.sources.ofBatch(actor.ownerId, batchId);
    const obstacle = slipObstacle(source);
    if (obstacle !== null) throw new AppError(obstacle);
    const sheet = await this.sources.slips(source, found(source.rules));
    const asked = { userId: actor.id, subjectId: batchId, total: sheet.rows.length };
    return this.errands.start(asked, (progress) => this.make(frameOf(source), sheet, progress));
  }

  /** Null: it is not this person's, or it is lost. */
  find(actor: StaffActor, batchId: string, id: string): Errand | null {
    return this.errands.find(actor.id, batchId, id);
  }

  /** File by file, each in its turn: what others ask for meanwhile comes between. */
  private async make(frame: Frame, { rows, facts }: SlipSheet, progress: (done: number) => void): Promise<MadeFile> {
    const stem = `phieu-ket-qua-dot-${frame.batch.number}-${frame.batch.year}`;
    const files: Record<string, Uint8Array> = {};
    for (let from = 0; from < rows.length; from += SLIPS_PER_FILE) {
      const part = rows.slice(from, from + SLIPS_PER_FILE);
      const no = String(from / SLIPS_PER_FILE + 1).padStart(2, '0');
      files[`${stem}-tep-${no}.docx`] = await this.workshop.run(SLIPS, { frame, facts, rows: part.map(listed) });
      progress(from + part.length);
    }
    const [only, ...more] = Object.values(files);
    if (only !== undefined && more.length === 0) return { fileName: `${stem}.docx`, bytes: bufferOf(only) };
    return { fileName: `${stem}.zip`, bytes: await this.documents.zip(files) };
  }
}

/** No more of batch and entry than slips tell goes to the thread. */
function frameOf({ frame }: PaperSource): Frame {
  const { number, year, place, examOn } = frame.batch;
  return { ...frame, batch: { number, year, place, examOn }, number: null };
}

function listed({ entry, outcome, addendumNo }: ListedResult): ListedResult {
  const { id, fullName, sortKey, birth, sex, unitId, unitName, candidateNo } = entry;
  return { entry: { id, fullName, sortKey, birth, sex, unitId, unitName, candidateNo }, outcome, addendumNo };
}
