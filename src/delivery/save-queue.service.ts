import { Injectable } from '@nestjs/common';
import type { CandidateActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { FormService } from '../batch/form.service.js';
import { essayText } from '../core/attempt/essay-text.js';
import {
  type AnswerField,
  answeredCount,
  applyStep,
  type AttemptFold,
  decideSave,
  type SaveEntry,
  type Step,
} from '../core/attempt/attempt.js';
import type { FormItem } from '../core/blueprint/form.js';
import { isHumanMarked } from '../core/item/item.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AttemptRepository, toRow } from './attempt.repository.js';
import type { Attempt, AttemptStep } from './entities/attempt.entity.js';
import { writtenOf } from './timing.service.js';

/** What the server promises for a save: given only after the commit. */
export interface SaveReceipt {
  readonly savedAt: number;
  readonly deadlineAt: number;
  /** Another page holds the lease now; what was sent is kept, behind what that page says. */
  readonly stale: boolean;
  readonly lastSeq: number;
}

type Fields = ReadonlyMap<number, AnswerField>;

/** What never changes of an attempt once it has started. */
interface Fixed {
  readonly attemptId: string;
  readonly graceMs: number;
  readonly fields: Fields;
}

interface Waiting {
  readonly fixed: Fixed;
  readonly sessionId: string;
  readonly entries: readonly SaveEntry[];
  readonly resolve: (receipt: SaveReceipt) => void;
  readonly reject: (error: unknown) => void;
}

const CACHE_SIZE = 5_000;

/**
 * Saves commit in groups: everything that arrived while the loop was busy shares one transaction, which checks deadline
 * and lease, and each is acknowledged only after the commit. A save that cannot stand fails alone.
 */
@Injectable()
export class SaveQueue {
  private waiting: Waiting[] = [];
  private draining: Promise<void> | null = null;
  private readonly fixed = new Map<string, Fixed>();

  constructor(
    private readonly repository: AttemptRepository,
    private readonly candidates: CandidateAccess,
    private readonly forms: FormService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError attempt/closed, attempt/too-late, save/malformed, save/too-long, save/conflict, save/not-your-lease */
  async save(actor: CandidateActor, entries: readonly SaveEntry[]): Promise<SaveReceipt> {
    const fixed = await this.fixedOf(actor.entryId);
    return new Promise<SaveReceipt>((resolve, reject) => {
      this.waiting.push({
        fixed,
        sessionId: actor.sessionId,
        entries: settled(entries, fixed.fields),
        resolve,
        reject,
      });
      this.draining ??= this.drain().finally(() => {
        this.draining = null;
      });
    });
  }

  private async drain(): Promise<void> {
    // One turn of the loop: requests already in the sockets' buffers join this group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      await this.commit(group);
    }
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.uow.run(() => this.apply(group));
      for (const [waiting, answer] of answers) {
        if (answer instanceof Error) waiting.reject(answer);
        else waiting.resolve(answer);
      }
    } catch (error) {
      const [only] = group;
      if (group.length === 1 && only !== undefined) only.reject(error);
      // The group failed as a whole: each tries alone, so that one poisoned save does not take the others with it.
      else for (const waiting of group) await this.commit([waiting]);
    }
  }

  private async apply(group: readonly Waiting[]): Promise<[Waiting, SaveReceipt | Error][]> {
    const ids = [...new Set(group.map((w) => w.fixed.attemptId))].sort();
    const attempts = new Map((await this.repository.lock(ids)).map((a) => [a.id, a]));
    const now = this.clock.epochMs();
    const answers: [Waiting, SaveReceipt | Error][] = [];
    const rows: AttemptStep[] = [];
    const touched = new Set<string>();
    for (const waiting of group) {
      const attempt = attempts.get(waiting.fixed.attemptId);
      if (attempt === undefined) {
        answers.push([waiting, new AppError('common/not-found')]);
        continue;
      }
      const decided = await this.decide(attempt, waiting, now, rows);
      if (decided instanceof Error) {
        answers.push([waiting, decided]);
        continue;
      }
      rows.push(...decided.map((step) => toRow(attempt.id, step)));
      const next = advance(attempt, decided, now);
      attempts.set(attempt.id, next);
      touched.add(attempt.id);
      answers.push([waiting, receipt(next, waiting, now)]);
    }
    await this.repository.insertStepRows(rows);
    for (const id of touched) await this.write(found(attempts.get(id)));
    return answers;
  }

  private async decide(
    attempt: Attempt,
    waiting: Waiting,
    now: number,
    rows: readonly AttemptStep[],
  ): Promise<Step[] | Error> {
    const holds = attempt.leaseSessionId === waiting.sessionId;
    if (!holds && waiting.entries.some((e) => e.leaseNo >= attempt.leaseNo)) return new AppError('save/not-your-lease');
    const stored = await this.storedEntries(attempt, waiting.entries, rows);
    const decided = decideSave(
      {
        state: attempt.state,
        leaseNo: attempt.leaseNo,
        lastSeq: attempt.lastSeq,
        deadlineAt: attempt.deadlineAt.getTime(),
        graceMs: waiting.fixed.graceMs,
        now,
        fields: waiting.fixed.fields,
        stored: (leaseNo, clientSeq) => stored.get(`${leaseNo}/${clientSeq}`),
      },
      waiting.entries,
    );
    return decided.ok ? decided.value : AppError.of(decided.error);
  }

  /** Entries already stored under the numbers that come in again; looked up only when there can be any. */
  private async storedEntries(
    attempt: Attempt,
    entries: readonly SaveEntry[],
    rows: readonly AttemptStep[],
  ): Promise<Map<string, SaveEntry>> {
    const mayExist = entries.some((e) => e.leaseNo < attempt.leaseNo || e.clientSeq <= attempt.lastClientSeq);
    if (!mayExist) return new Map();
    const earlier = rows.filter((r) => r.attemptId === attempt.id);
    const steps = [...(await this.repository.findSteps(attempt.id)), ...earlier];
    return new Map(
      steps.flatMap(({ kind, leaseNo, clientSeq, itemNo, value }): [string, SaveEntry][] => {
        if ((kind !== 'answer' && kind !== 'flag') || clientSeq === null || itemNo === null || value === null)
          return [];
        return [[`${leaseNo}/${clientSeq}`, { kind, leaseNo, clientSeq, itemNo, value }]];
      }),
    );
  }

  private async write(attempt: Attempt): Promise<void> {
    const { lastSeq, lastClientSeq, sheet, answeredCount: answered, lastSavedAt, lastContactAt } = attempt;
    await this.repository.update(attempt.id, {
      lastSeq,
      lastClientSeq,
      sheet,
      answeredCount: answered,
      lastSavedAt,
      lastContactAt,
    });
  }

  private async fixedOf(entryId: string): Promise<Fixed> {
    const cached = this.fixed.get(entryId);
    if (cached !== undefined) return cached;
    const [attempt, self, form] = await Promise.all([
      this.repository.findByEntry(entryId),
      this.candidates.getSelf(entryId),
      this.forms.getForm(entryId),
    ]);
    const fields = new Map(form.items.map((i) => [i.no, fieldOf(i)]));
    const fixed: Fixed = { attemptId: found(attempt).id, graceMs: writtenOf(self.batch).graceSeconds * 1000, fields };
    if (this.fixed.size >= CACHE_SIZE) this.fixed.clear();
    this.fixed.set(entryId, fixed);
    return fixed;
  }
}

const fieldOf = ({ kind, options }: FormItem): AnswerField =>
  isHumanMarked(kind)
    ? { kind: 'text' }
    : { kind: 'letters', letters: options.map((o) => o.letter).join(''), many: kind === 'multiple' };

/** Texts in the one form in which they are stored, so that the same text sent again is the same. */
const settled = (entries: readonly SaveEntry[], fields: Fields): SaveEntry[] =>
  entries.map((e) =>
    e.kind === 'answer' && fields.get(e.itemNo)?.kind === 'text' ? { ...e, value: essayText(e.value) } : e,
  );

/** The row after the steps. */
function advance(attempt: Attempt, steps: readonly Step[], now: number): Attempt {
  const { state, leaseNo, lastSeq, lastClientSeq, sheet, closeReason } = attempt;
  const before: AttemptFold = { state, leaseNo, lastSeq, lastClientSeq, sheet, closeReason };
  const fold = steps.reduce(applyStep, before);
  const at = new Date(now);
  return {
    ...attempt,
    lastSeq: fold.lastSeq,
    lastClientSeq: fold.lastClientSeq,
    sheet: fold.sheet,
    answeredCount: answeredCount(fold.sheet),
    lastSavedAt: at,
    lastContactAt: at,
  };
}

function receipt(attempt: Attempt, waiting: Waiting, now: number): SaveReceipt {
  const stale =
    attempt.leaseSessionId !== waiting.sessionId || waiting.entries.some((e) => e.leaseNo < attempt.leaseNo);
  return { savedAt: now, deadlineAt: attempt.deadlineAt.getTime(), stale, lastSeq: attempt.lastSeq };
}
