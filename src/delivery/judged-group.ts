import { AppError } from '../common/app-error.js';
import type { Clock } from '../common/clock.js';
import { type AnswerField, decideSave, type SaveEntry, type Step } from '../core/attempt/attempt.js';
import { RunningSheet } from '../core/attempt/running-sheet.js';
import type { HotRow, Repeated, SaveGroup, Written } from './save-rows.js';

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
  /** epoch ms */
  readonly deadlineAt: number;
  readonly sheet: RunningSheet;
  lastSeq: number;
  lastClientSeq: number;
  /** Entries that are stored or of this very group, as far as one of them can come again. */
  readonly met: SaveEntry[];
  isTouched: boolean;
}

interface Known {
  /** Without its sheet's text. */
  readonly row: HotRow;
  readonly sheet: RunningSheet;
}

/** Attempts as they were at their last committed step; a row that has gone on since is read anew. */
export class KnownAttempts {
  private readonly known = new Map<string, Known>();

  constructor(private readonly size: number) {}

  get(id: string): Known | undefined {
    return this.known.get(id);
  }

  set(id: string, known: Known): void {
    if (this.known.size >= this.size && !this.known.has(id)) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    this.known.set(id, known);
  }

  delete(id: string): void {
    this.known.delete(id);
  }

  /**
   * Rows of the attempts of which all that `group` brings is new to them and from the page that held the lease: these can be
   * judged before the database is asked, by a statement that writes nothing where a row is no longer so.
   */
  foreseen(group: readonly Waiting[]): ReadonlyMap<string, HotRow> {
    const rows = new Map<string, HotRow>();
    const unsure = new Set<string>();
    for (const { fixed, sessionId, entries } of group) {
      const row = this.known.get(fixed.attemptId)?.row;
      const isNew =
        row?.leaseSessionId === sessionId &&
        entries.length > 0 &&
        entries.every((e) => e.leaseNo === row.leaseNo && e.clientSeq > row.lastClientSeq);
      if (isNew) rows.set(row.id, row);
      else unsure.add(fixed.attemptId);
    }
    for (const id of unsure) rows.delete(id);
    return rows;
  }
}

const everybody = { has: (): boolean => true };

/** A group of saves, judged one by one against the rows of their attempts; a refused one leaves no trace. */
export class JudgedGroup implements SaveGroup {
  readonly ids: readonly string[];
  private readonly current = new Map<string, Current>();
  private readonly answers: (SaveReceipt | Error)[] = [];

  constructor(
    private readonly group: readonly Waiting[],
    private readonly attempts: KnownAttempts,
    private readonly clock: Clock,
  ) {
    this.ids = [...new Set(group.map((w) => w.fixed.attemptId))].sort();
  }

  known(id: string): number {
    return this.attempts.get(id)?.row.lastSeq ?? 0;
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
      this.current.set(row.id, currentOf(row, this.attempts.get(row.id), stored.get(row.id)));
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
    return { steps, rows: touched.map(writtenRow), at: now };
  }

  get hasRefused(): boolean {
    return this.answers.some((answer) => answer instanceof Error);
  }

  /** After the commit, of those attempts that it wrote. */
  settle(written: Pick<ReadonlySet<string>, 'has'> = everybody): void {
    this.remember(written);
    this.answer(written);
  }

  forget(): void {
    for (const id of this.ids) this.attempts.delete(id);
  }

  private remember(written: Pick<ReadonlySet<string>, 'has'>): void {
    for (const { row, sheet, lastSeq, lastClientSeq } of this.current.values())
      if (written.has(row.id))
        this.attempts.set(row.id, { sheet, row: { ...row, lastSeq, lastClientSeq, sheet: null } });
      else this.attempts.delete(row.id);
  }

  private answer(written: Pick<ReadonlySet<string>, 'has'>): void {
    this.group.forEach((waiting, i) => {
      const answer = this.answers[i];
      if (!written.has(waiting.fixed.attemptId)) return;
      if (answer === undefined || answer instanceof Error) waiting.reject(answer);
      else waiting.resolve(answer);
    });
  }
}

function currentOf(row: HotRow, known: Known | undefined, stored: readonly SaveEntry[] = []): Current {
  const { lastSeq, lastClientSeq } = row;
  const sheet = row.sheet === null ? known?.sheet : RunningSheet.read(row.sheet);
  if (sheet === undefined) throw new Error(`attempt ${row.id}: neither its sheet nor a known one`);
  return {
    row,
    deadlineAt: Date.parse(row.deadlineAt),
    sheet,
    lastSeq,
    lastClientSeq,
    met: [...stored],
    isTouched: false,
  };
}

function judge(waiting: Waiting, current: Current, now: number): Step[] | Error {
  const { row } = current;
  const holds = row.leaseSessionId === waiting.sessionId;
  if (!holds && waiting.entries.some((e) => e.leaseNo >= row.leaseNo)) return new AppError('save/not-your-lease');
  const decided = decideSave(
    {
      state: row.state,
      leaseNo: row.leaseNo,
      lastSeq: current.lastSeq,
      deadlineAt: current.deadlineAt,
      graceMs: waiting.fixed.graceMs,
      now,
      fields: waiting.fixed.fields,
      stored: (leaseNo, clientSeq) => current.met.find((e) => e.clientSeq === clientSeq && e.leaseNo === leaseNo),
    },
    waiting.entries,
  );
  if (!decided.ok) return AppError.of(decided.error);
  for (const step of decided.value) {
    current.sheet.apply(step);
    current.lastSeq = step.seq;
    if (step.leaseNo === row.leaseNo) current.lastClientSeq = Math.max(current.lastClientSeq, step.clientSeq ?? 0);
  }
  current.met.push(...waiting.entries);
  return decided.value;
}

const writtenRow = ({ row, sheet, lastSeq, lastClientSeq }: Current): Written['rows'][number] => ({
  id: row.id,
  lastSeq,
  lastClientSeq,
  sheet: sheet.text(),
  answeredCount: sheet.answeredCount,
});

function receiptOf(waiting: Waiting, { row, deadlineAt, lastSeq }: Current, now: number): SaveReceipt {
  const stale = row.leaseSessionId !== waiting.sessionId || waiting.entries.some((e) => e.leaseNo < row.leaseNo);
  return { savedAt: now, deadlineAt, stale, lastSeq };
}
