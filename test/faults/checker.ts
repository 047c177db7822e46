import type { Journal, SentEntry } from './journal.js';

export interface FinalStep {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly leaseNo: number;
  readonly clientSeq: number | null;
  readonly itemNo: number | null;
  readonly value: string | null;
}

export interface FinalMark {
  readonly value: string;
  readonly leaseNo: number;
  readonly clientSeq: number;
}

export interface FinalScore {
  readonly points: number;
  readonly items: readonly { readonly no: number; readonly response: string; readonly points: number }[];
}

/** What the database holds of one candidate in the end. */
export interface FinalAttempt {
  readonly id: string;
  readonly entryId: string;
  readonly state: string;
  readonly leaseNo: number;
  readonly lastSeq: number;
  readonly lastClientSeq: number;
  readonly answeredCount: number;
  readonly sheet: {
    readonly answers: Readonly<Record<string, FinalMark>>;
    readonly flags: Readonly<Record<string, FinalMark>>;
  };
  readonly receiptCode: string | null;
  /** In the order of seq. */
  readonly steps: readonly FinalStep[];
  readonly scores: readonly FinalScore[];
}

export interface FinalState {
  readonly attempts: readonly FinalAttempt[];
  /** How many entries of the ledger tell of a subject: `<action> <subject id>`. */
  readonly entries: ReadonlyMap<string, number>;
  /** Findings of `ledger verify`. */
  readonly unsound: readonly string[];
}

export interface Expectation {
  /** Every attempt is over and scored. */
  readonly isOver: boolean;
}

/**
 * Holds the clients' own journals against the database. A rule of its own beside the product's: nothing of it is asked
 * what should be there. @returns what does not hold, in sentences; empty when all does
 */
export function check(journals: readonly Journal[], state: FinalState, expect: Expectation): string[] {
  const byEntry = new Map(state.attempts.map((a) => [a.entryId, a]));
  const faults = state.unsound.map((text) => `ledger verify: ${text}`);
  for (const journal of journals) {
    faults.push(...journal.odd.map((text) => `${journal.entryId}: ${text}`));
    const attempt = byEntry.get(journal.entryId);
    if (attempt === undefined) {
      if (journal.isStarted) faults.push(`${journal.entryId}: the server said 'started' and has no attempt`);
      continue;
    }
    const found = [
      ...stepsFaults(attempt),
      ...acknowledgedFaults(journal, attempt),
      ...strangerFaults(journal, attempt),
      ...rowFaults(attempt),
      ...endFaults(journal, attempt, state.entries),
      ...(expect.isOver ? overFaults(attempt) : []),
    ];
    faults.push(...found.map((text) => `${journal.entryId}: ${text}`));
  }
  return faults;
}

const isEntry = (step: FinalStep): boolean => step.kind === 'answer' || step.kind === 'flag';
const idOf = (step: FinalStep): string => `${step.leaseNo}/${String(step.clientSeq)}`;
const sameContent = (step: FinalStep, e: SentEntry): boolean =>
  step.kind === e.kind && step.itemNo === e.item && step.value === e.value;

/** Numbered without a gap, in the order of time, no number of a device twice. */
function stepsFaults({ steps, lastSeq }: FinalAttempt): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  steps.forEach((step, i) => {
    if (step.seq !== i + 1) faults.push(`step ${step.seq} stands at place ${i + 1}: the numbers have a gap`);
    const before = steps[i - 1];
    if (before !== undefined && before.at > step.at) faults.push(`step ${step.seq} is older than the one before it`);
    if (!isEntry(step)) return;
    if (seen.has(idOf(step))) faults.push(`entry ${idOf(step)} is stored twice`);
    seen.add(idOf(step));
  });
  if (steps.length !== lastSeq) faults.push(`the row says ${lastSeq} steps, there are ${steps.length}`);
  return faults;
}

/** Nothing that was acknowledged is missing or changed. */
function acknowledgedFaults(journal: Journal, attempt: FinalAttempt): string[] {
  const stored = new Map(attempt.steps.filter(isEntry).map((s) => [idOf(s), s]));
  return [...journal.sent].flatMap(([id, entry]) => {
    if (!entry.acknowledged) return [];
    const step = stored.get(id);
    if (step === undefined) return [`LOST: entry ${id} (item ${entry.item}) was acknowledged and is not there`];
    return sameContent(step, entry) ? [] : [`entry ${id} was acknowledged and is there with another content`];
  });
}

/** Nothing is there that nobody sent. */
function strangerFaults(journal: Journal, attempt: FinalAttempt): string[] {
  return attempt.steps.filter(isEntry).flatMap((step) => {
    const entry = journal.sent.get(idOf(step));
    return entry !== undefined && sameContent(step, entry) ? [] : [`entry ${idOf(step)} is there and nobody sent it`];
  });
}

/** Of each item the entry with the greatest (lease, seq). */
function holding(steps: readonly FinalStep[], kind: 'answer' | 'flag'): Map<number, FinalMark> {
  const marks = new Map<number, FinalMark>();
  for (const { kind: k, itemNo, leaseNo, clientSeq, value } of steps) {
    if (k !== kind || itemNo === null || clientSeq === null || value === null) continue;
    const held = marks.get(itemNo);
    const isNewer =
      held === undefined || leaseNo > held.leaseNo || (leaseNo === held.leaseNo && clientSeq > held.clientSeq);
    if (isNewer) marks.set(itemNo, { value, leaseNo, clientSeq });
  }
  return marks;
}

/** The row is the fold of its steps. */
function rowFaults(attempt: FinalAttempt): string[] {
  const { steps, sheet } = attempt;
  const faults: string[] = [];
  for (const [kind, cached] of [
    ['answer', sheet.answers],
    ['flag', sheet.flags],
  ] as const) {
    const marks = holding(steps, kind);
    const same = (no: string, m: FinalMark): boolean => {
      const mark = marks.get(Number(no));
      return mark?.value === m.value && mark.leaseNo === m.leaseNo && mark.clientSeq === m.clientSeq;
    };
    for (const [no, mark] of Object.entries(cached))
      if (!same(no, mark)) faults.push(`item ${no}: the row's ${kind} is not the newest entry`);
    for (const no of marks.keys())
      if (cached[String(no)] === undefined) faults.push(`item ${no}: the row lacks the ${kind} that the steps have`);
  }
  const answered = [...holding(steps, 'answer').values()].filter((m) => m.value !== '').length;
  if (answered !== attempt.answeredCount) faults.push(`${answered} answered, the row says ${attempt.answeredCount}`);
  const leases = steps.filter((s) => s.kind === 'start' || s.kind === 'lease').map((s) => s.leaseNo);
  const lease = Math.max(0, ...leases);
  if (lease !== attempt.leaseNo) faults.push(`lease ${lease} is the newest, the row says ${attempt.leaseNo}`);
  const last = Math.max(0, ...steps.filter((s) => isEntry(s) && s.leaseNo === lease).map((s) => s.clientSeq ?? 0));
  if (last !== attempt.lastClientSeq) faults.push(`the last entry is ${last}, the row says ${attempt.lastClientSeq}`);
  return faults;
}

const ENDS = new Set(['submit', 'expire', 'suspend']);

/** One start, at most one end and that the last step, one receipt, each once in the ledger. */
function endFaults(journal: Journal, attempt: FinalAttempt, entries: ReadonlyMap<string, number>): string[] {
  const faults: string[] = [];
  const { steps, state, receiptCode, id } = attempt;
  const ends = steps.filter((s) => ENDS.has(s.kind));
  const isClosed = state === 'closed';
  if (ends.length > 1) faults.push(`it ends ${ends.length} times`);
  if (ends.length === 1 && ends[0] !== steps.at(-1)) faults.push('there are steps after its end');
  if (ends.length > 0 !== isClosed) faults.push(`the row says ${state}, the steps otherwise`);
  if ((receiptCode !== null) !== isClosed) faults.push(`${state}, but the receipt is ${String(receiptCode)}`);
  if (journal.isHandedIn && !isClosed) faults.push('the server said it was handed in, and it is not closed');
  if (journal.receipts.size > 1)
    faults.push(`it had ${journal.receipts.size} receipts: ${[...journal.receipts].join(', ')}`);
  for (const code of journal.receipts)
    if (code !== receiptCode) faults.push(`the receipt shown was ${code}, stored is ${String(receiptCode)}`);
  const starts = steps.filter((s) => s.kind === 'start').length;
  if (journal.isStarted && starts !== 1) faults.push(`it starts ${starts} times`);
  for (const [action, wanted] of [
    ['attempt.started', starts],
    ['attempt.closed', ends.length],
  ] as const) {
    const told = entries.get(`${action} ${id}`) ?? 0;
    if (told !== wanted) faults.push(`${action} stands ${told} times in the ledger, it happened ${wanted} times`);
  }
  return faults;
}

/** One score, over exactly the answers that hold. */
function overFaults({ state, steps, scores }: FinalAttempt): string[] {
  if (state !== 'closed') return ['it is not closed'];
  const [score, ...more] = scores;
  if (score === undefined) return ['it has no score'];
  const faults = more.length > 0 ? [`it has ${scores.length} scores`] : [];
  const marks = holding(steps, 'answer');
  for (const { no, response } of score.items)
    if (response !== (marks.get(no)?.value ?? '')) faults.push(`item ${no}: scored is not the last answer`);
  const sum = score.items.reduce((total, i) => total + i.points, 0);
  if (sum !== score.points) faults.push(`the items give ${sum} points, the score is ${score.points}`);
  return faults;
}
