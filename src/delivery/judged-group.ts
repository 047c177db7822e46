import { AppError } from '../common/app-error.js';
import type { Clock } from '../common/clock.js';
import {
  type AnswerField,
  answeredCount,
  applyStep,
  type AttemptFold,
  decideSave,
  type SaveEntry,
  type Step,
} from '../core/attempt/attempt.js';
import { readSheet, sheetText } from '../core/attempt/sheet-text.js';
import type { HotRow, Repeated, SaveGroup, Written } from './save.repository.js';

/** What the server promises for a save: given only after the commit. */
export interface SaveReceipt {
  /** epoch ms */
  readonly savedAt: number;
  readonly deadlineAt: number;
  /** Another page holds the lease now; what was sent is kept, behind what that page says. */
  readonly stale: boolean;
  readonly lastSeq: number;
}

/** What never changes of an attempt once it has started. */
export interface Fixed {
  readonly attemptId: string;
  readonly graceMs: number;
  readonly fields: ReadonlyMap<number, AnswerField>;
}

/** A save on its way to the database. */
export interface Waiting {
  readonly fixed: Fixed;
  readonly sessionId: string;
  readonly entries: readonly SaveEntry[];
  readonly resolve: (receipt: SaveReceipt) => void;
  readonly reject: (error: unknown) => void;
}

interface Current {
  readonly row: HotRow;
  fold: AttemptFold;
  /** Entries of this very group, by their numbers. */
  readonly fresh: Map<string, SaveEntry>;
  isTouched: boolean;
}

/** Sheets of attempts as they were at their last committed step; a row that has gone on since is read anew. */
export class Folds {
  private readonly folds = new Map<string, AttemptFold>();

  constructor(private readonly size: number) {}

  get(id: string): AttemptFold | undefined {
    return this.folds.get(id);
  }

  set(id: string, fold: AttemptFold): void {
    if (this.folds.size >= this.size && !this.folds.has(id)) {
      const [oldest] = this.folds.keys();
      if (oldest !== undefined) this.folds.delete(oldest);
    }
    this.folds.set(id, fold);
  }

  delete(id: string): void {
    this.folds.delete(id);
  }
}

/** A group of saves, judged one by one against rows that the database holds locked; a refused one leaves no trace. */
export class JudgedGroup implements SaveGroup {
  readonly ids: readonly string[];
  private readonly current = new Map<string, Current>();
  private readonly answers: (SaveReceipt | Error)[] = [];

  constructor(
    private readonly group: readonly Waiting[],
    private readonly folds: Folds,
    private readonly clock: Clock,
  ) {
    this.ids = [...new Set(group.map((w) => w.fixed.attemptId))].sort();
  }

  known(id: string): number {
    return this.folds.get(id)?.lastSeq ?? 0;
  }

  /** Only numbers that can be there already are looked up: those of an older lease, or not above the last one. */
  repeated(rows: ReadonlyMap<string, HotRow>): Repeated[] {
    const ranges = new Map<string, { attemptId: string; from: number; to: number }>();
    for (const { fixed, entries } of this.group) {
      const row = rows.get(fixed.attemptId);
      if (row === undefined) continue;
      for (const { leaseNo, clientSeq } of entries) {
        if (leaseNo >= row.leaseNo && clientSeq > row.lastClientSeq) continue;
        const range = ranges.get(row.id) ?? { attemptId: row.id, from: clientSeq, to: clientSeq };
        range.from = Math.min(range.from, clientSeq);
        range.to = Math.max(range.to, clientSeq);
        ranges.set(row.id, range);
      }
    }
    return [...ranges.values()];
  }

  decide(rows: ReadonlyMap<string, HotRow>, stored: ReadonlyMap<string, readonly SaveEntry[]>): Written {
    const now = this.clock.epochMs();
    for (const row of rows.values())
      this.current.set(row.id, currentOf(row, this.folds.get(row.id), stored.get(row.id)));
    const steps: { attemptId: string; step: Step }[] = [];
    for (const waiting of this.group) {
      const current = this.current.get(waiting.fixed.attemptId);
      const judged = current === undefined ? new AppError('common/not-found') : judge(waiting, current, now);
      if (current === undefined || judged instanceof Error) {
        this.answers.push(judged instanceof Error ? judged : new AppError('common/not-found'));
        continue;
      }
      for (const step of judged) steps.push({ attemptId: current.row.id, step });
      current.isTouched = true;
      this.answers.push(receiptOf(waiting, current, now));
    }
    const touched = [...this.current.values()].filter((c) => c.isTouched);
    return { steps, rows: touched.map(({ row, fold }) => writtenRow(row.id, fold)), at: now };
  }

  /** After the commit. */
  remember(): void {
    for (const { row, fold } of this.current.values()) this.folds.set(row.id, fold);
  }

  forget(): void {
    for (const id of this.ids) this.folds.delete(id);
  }

  answer(): void {
    this.group.forEach((waiting, i) => {
      const answer = this.answers[i];
      if (answer === undefined || answer instanceof Error) waiting.reject(answer);
      else waiting.resolve(answer);
    });
  }
}

function currentOf(row: HotRow, known: AttemptFold | undefined, stored: readonly SaveEntry[] = []): Current {
  const { state, leaseNo, lastSeq, lastClientSeq } = row;
  const sheet = row.sheet === null ? known?.sheet : readSheet(row.sheet);
  if (sheet === undefined) throw new Error(`attempt ${row.id}: neither its sheet nor a known one`);
  const fresh = new Map(stored.map((entry) => [numberOf(entry.leaseNo, entry.clientSeq), entry]));
  return { row, fold: { state, leaseNo, lastSeq, lastClientSeq, sheet, closeReason: null }, fresh, isTouched: false };
}

function judge(waiting: Waiting, current: Current, now: number): Step[] | Error {
  const { row, fold } = current;
  const holds = row.leaseSessionId === waiting.sessionId;
  if (!holds && waiting.entries.some((e) => e.leaseNo >= row.leaseNo)) return new AppError('save/not-your-lease');
  const decided = decideSave(
    {
      state: row.state,
      leaseNo: row.leaseNo,
      lastSeq: fold.lastSeq,
      deadlineAt: row.deadlineAt,
      graceMs: waiting.fixed.graceMs,
      now,
      fields: waiting.fixed.fields,
      stored: (leaseNo, clientSeq) => current.fresh.get(numberOf(leaseNo, clientSeq)),
    },
    waiting.entries,
  );
  if (!decided.ok) return AppError.of(decided.error);
  current.fold = decided.value.reduce(applyStep, fold);
  for (const entry of waiting.entries) current.fresh.set(numberOf(entry.leaseNo, entry.clientSeq), entry);
  return decided.value;
}

const numberOf = (leaseNo: number, clientSeq: number): string => `${leaseNo}/${clientSeq}`;

const writtenRow = (id: string, { lastSeq, lastClientSeq, sheet }: AttemptFold): Written['rows'][number] => ({
  id,
  lastSeq,
  lastClientSeq,
  sheet: sheetText(sheet),
  answeredCount: answeredCount(sheet),
});

function receiptOf(waiting: Waiting, { row, fold }: Current, now: number): SaveReceipt {
  const stale = row.leaseSessionId !== waiting.sessionId || waiting.entries.some((e) => e.leaseNo < row.leaseNo);
  return { savedAt: now, deadlineAt: row.deadlineAt, stale, lastSeq: fold.lastSeq };
}
