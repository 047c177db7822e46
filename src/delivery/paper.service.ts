import { Injectable } from '@nestjs/common';
import type { CandidateActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { changedEntries, readPaperForm } from '../core/attempt/paper-form.js';
import { replay } from '../core/attempt/attempt.js';
import { answerFields, canBeSaved } from './answer-fields.js';
import { AnswersService } from './answers.service.js';
import { AttemptService } from './attempt.service.js';
import type { Attempt } from './entities/attempt.entity.js';
import { LateAnswerService } from './late-answer.service.js';

/** Saving without script: the whole paper comes as one form. */
@Injectable()
export class PaperService {
  constructor(
    private readonly attempts: AttemptService,
    private readonly answers: AnswersService,
    private readonly lateAnswers: LateAnswerService,
  ) {}

  /**
   * Saves what the person changed on the page that showed the attempt after step `seq`.
   * @returns what is too long or not finished, by number of its item: it is not saved, and the page must show it again
   */
  async saveForm(actor: CandidateActor, body: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<number, string>> {
    const { attempt: held } = await this.attempts.standing(actor.entryId);
    const attempt = found(held);
    if (attempt.leaseSessionId !== actor.sessionId) throw new AppError('save/not-your-lease');
    const form = await this.attempts.getForm(actor.entryId);
    const steps = await this.attempts.findSteps(attempt.id);
    const seq = Number(body['seq']);
    const shownSteps = Number.isInteger(seq) && seq >= 1 ? steps.filter((s) => s.seq <= seq) : steps;
    const shown = replay(shownSteps).sheet;
    const fields = answerFields(form.items);
    const sent = readPaperForm(body, fields);
    const unsaved = new Map([...sent.answers].filter(([no, value]) => !canBeSaved(fields.get(no), value)));
    const entries = changedEntries(
      sent,
      shown,
      form.items.map((i) => i.no).filter((no) => !unsaved.has(no)),
      attempt.leaseNo,
      await this.lastNumber(attempt),
    );
    if (entries.length > 0) await this.answers.save(actor, entries);
    return unsaved;
  }

  /** The greatest number under the lease; what came late has taken numbers too. */
  private async lastNumber({ id, leaseNo, lastClientSeq }: Attempt): Promise<number> {
    const late = (await this.lateAnswers.findFiles([id])).get(id)?.answers ?? [];
    return Math.max(lastClientSeq, ...late.filter((a) => a.leaseNo === leaseNo).map((a) => a.clientSeq));
  }
}
