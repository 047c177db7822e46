import { Injectable } from '@nestjs/common';
import { type CandidateActor, candidateLedgerActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import type { SaveEntry } from '../core/attempt/attempt.js';
import { LateAnswerService, type LateReceipt } from './late-answer.service.js';
import type { SaveReceipt } from './judged-group.js';
import { SaveQueue } from './save-queue.service.js';

/** Refusals that can mean 'too late'; a lease, too, is nobody's any more once the attempt is closed. */
const MAY_BE_LATE = /^(attempt\/(closed|too-late)|save\/not-your-lease)$/;

/** What a page is told about the entries that it sent: saved, or come too late. */
export type Answered =
  { readonly late: false; readonly receipt: SaveReceipt } | { readonly late: true; readonly receipt: LateReceipt };

/** The door through which a candidate's answers come in, in time or late. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly queue: SaveQueue,
    private readonly lateAnswers: LateAnswerService,
  ) {}

  /** @throws AppError attempt/closed where late answers are refused; save/malformed, save/too-long, save/conflict, save/not-your-lease */
  save(actor: CandidateActor, entries: readonly SaveEntry[]): Promise<Answered> {
    return this.queue.save(actor, entries).then(inTime, (error: unknown) => this.late(actor, entries, error));
  }

  private async late(actor: CandidateActor, entries: readonly SaveEntry[], error: unknown): Promise<Answered> {
    if (!(error instanceof AppError) || !MAY_BE_LATE.test(error.code)) throw error;
    const { entryId } = actor;
    const late = await this.lateAnswers.setAside(entryId, entries, 'browser', candidateLedgerActor(entryId));
    if (late !== null) return { late: true, receipt: late };
    if (error.code === 'save/not-your-lease') throw error;
    // Time was given in the same instant.
    return inTime(await this.queue.save(actor, entries));
  }
}

const inTime = (receipt: SaveReceipt): Answered => ({ late: false, receipt });
