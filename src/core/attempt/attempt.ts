import type { AnswerField } from '../item/kinds/kind.js';
import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { assertNever, refuse, ok, type Result } from '../shared/result.js';

export type AttemptState = 'running' | 'closed';
/** suspended: the invigilator ended it; what was saved until then counts as it is. */
export type CloseReason = 'submitted' | 'expired' | 'suspended';
/** acceptLate: an answer that came after the end, which the council counts. */
export type StepKind = 'start' | 'lease' | 'answer' | 'flag' | 'submit' | 'expire' | 'suspend' | 'acceptLate';
export type StepSource = 'browser' | 'server' | 'rescueFile' | 'paper';

/** One thing that happened; an attempt is the list of its steps. */
export interface Step {
  /** Server-given, gapless per attempt, in the order of commit. */
  readonly seq: number;
  readonly kind: StepKind;
  readonly at: number;
  readonly source: StepSource;
  readonly leaseNo: number;
  readonly clientSeq: number | null;
  readonly itemNo: number | null;
  /** answer: as the item's `AnswerField` settles it, letters as displayed ('' = cleared); flag: '1' or '0'. */
  readonly value: string | null;
}

/** The value that holds for an item, with the number that the device gave it. */
export interface Mark {
  readonly value: string;
  readonly leaseNo: number;
  readonly clientSeq: number;
}

/** Answers and flags by item number. */
export interface Sheet {
  readonly answers: Readonly<Record<string, Mark>>;
  readonly flags: Readonly<Record<string, Mark>>;
}

export interface AttemptFold {
  readonly state: AttemptState;
  readonly leaseNo: number;
  readonly lastSeq: number;
  /** Greatest client_seq of the current lease. */
  readonly lastClientSeq: number;
  readonly sheet: Sheet;
  readonly closeReason: CloseReason | null;
}

export const EMPTY_FOLD: AttemptFold = {
  state: 'running',
  leaseNo: 0,
  lastSeq: 0,
  lastClientSeq: 0,
  sheet: { answers: {}, flags: {} },
  closeReason: null,
};

/** What may follow what: a closed attempt takes late answers alone, a running one has started exactly once. */
function mayFollow(fold: AttemptFold, step: Step): boolean {
  if (step.seq !== fold.lastSeq + 1) return false;
  if ((fold.state === 'closed') !== (step.kind === 'acceptLate')) return false;
  return (step.kind === 'start') === (fold.lastSeq === 0);
}

/** The attempt after one more step. @throws Error on a gap or on a step after the end: a broken invariant. */
export function applyStep(fold: AttemptFold, step: Step): AttemptFold {
  if (!mayFollow(fold, step)) throw new Error(`attempt: step ${step.seq} (${step.kind}) cannot follow ${fold.lastSeq}`);
  const next = { ...fold, lastSeq: step.seq };
  switch (step.kind) {
    case 'start':
    case 'lease':
      return { ...next, leaseNo: step.leaseNo, lastClientSeq: 0 };
    case 'answer':
    case 'flag':
    case 'acceptLate':
      return applyMark(next, step);
    case 'submit':
      return { ...next, state: 'closed', closeReason: 'submitted' };
    case 'expire':
      return { ...next, state: 'closed', closeReason: 'expired' };
    case 'suspend':
      return { ...next, state: 'closed', closeReason: 'suspended' };
    default:
      return assertNever(step.kind);
  }
}

function applyMark(fold: AttemptFold, step: Step): AttemptFold {
  const { itemNo, clientSeq, value, leaseNo } = step;
  if (itemNo === null || clientSeq === null || value === null)
    throw new Error(`attempt: step ${step.seq} is incomplete`);
  const part = step.kind === 'flag' ? 'flags' : 'answers';
  const mark = { value, leaseNo, clientSeq };
  const held = fold.sheet[part][itemNo];
  const sheet =
    held !== undefined && !isNewer(mark, held)
      ? fold.sheet
      : { ...fold.sheet, [part]: { ...fold.sheet[part], [itemNo]: mark } };
  const lastClientSeq = leaseNo === fold.leaseNo ? Math.max(fold.lastClientSeq, clientSeq) : fold.lastClientSeq;
  return { ...fold, sheet, lastClientSeq };
}

/** Order of devices, never of arrival: a late entry of an older lease fills only what the newer left untouched. */
export const isNewer = (a: Mark, b: Mark): boolean =>
  a.leaseNo !== b.leaseNo ? a.leaseNo > b.leaseNo : a.clientSeq > b.clientSeq;

/** The attempt after all its steps. @throws Error when they cannot be: a gap, a step after the end, a number given twice */
export function replay(steps: readonly Step[]): AttemptFold {
  const numbers = steps.flatMap(({ leaseNo, clientSeq }) => (clientSeq === null ? [] : [`${leaseNo}/${clientSeq}`]));
  if (new Set(numbers).size < numbers.length) throw new Error('attempt: two steps bear the same number of a device');
  return steps.reduce(applyStep, EMPTY_FOLD);
}

/** The item that was worked on last, by the numbers that the devices gave; null on an untouched sheet. */
export function lastTouched(sheet: Sheet): number | null {
  const marks = [...Object.entries(sheet.answers), ...Object.entries(sheet.flags)];
  marks.sort(([, a], [, b]) => b.leaseNo - a.leaseNo || b.clientSeq - a.clientSeq);
  const [last] = marks;
  return last === undefined ? null : Number(last[0]);
}

export const answeredCount = (sheet: Sheet): number =>
  Object.values(sheet.answers).filter((m) => m.value !== '').length;

/** What the ledger keeps of all steps when an attempt closes. */
export const stepsDigest = (steps: readonly Step[]): string => sha256Hex(canonicalJson(steps as never));

/** One entry as a device sends it. */
export interface SaveEntry {
  readonly leaseNo: number;
  readonly clientSeq: number;
  readonly itemNo: number;
  readonly kind: 'answer' | 'flag';
  readonly value: string;
}

export type { AnswerField };

export interface SaveFacts {
  readonly state: AttemptState;
  readonly leaseNo: number;
  readonly lastSeq: number;
  readonly deadlineAt: number;
  readonly graceMs: number;
  readonly now: number;
  /** What each item takes, by number. */
  readonly fields: ReadonlyMap<number, AnswerField>;
  /** The entry already stored under (leaseNo, clientSeq), if any. */
  readonly stored: (leaseNo: number, clientSeq: number) => SaveEntry | undefined;
}

/**
 * Which of the entries become steps. An entry already stored is acknowledged when its content is the same.
 * Refusals: attempt/closed, attempt/too-late, save/malformed, save/too-long, save/conflict (nothing of the request is
 * taken). A text that is too long is refused whole: cutting it would hand in what nobody wrote.
 */
export function decideSave(
  facts: SaveFacts,
  entries: readonly SaveEntry[],
  source: StepSource = 'browser',
): Result<Step[]> {
  const allowed = mayStillSave(facts);
  if (!allowed.ok) return allowed;
  const fresh = freshEntries(facts, entries);
  if (!fresh.ok) return fresh;
  return ok(fresh.value.map((entry, i) => ({ ...entry, seq: facts.lastSeq + i + 1, at: facts.now, source })));
}

/** The entries that are not stored yet, each once. Refusals as of `decideSave`, but for the time. */
export function freshEntries(
  facts: Pick<SaveFacts, 'leaseNo' | 'fields' | 'stored'>,
  entries: readonly SaveEntry[],
): Result<SaveEntry[]> {
  const fresh = new Map<string, SaveEntry>();
  for (const entry of entries) {
    if (!isWellFormed(entry, facts)) return refuse('save/malformed', { item: entry.itemNo, seq: entry.clientSeq });
    const long = excess(entry, facts);
    if (long !== null) return refuse('save/too-long', { item: entry.itemNo, ...long });
    const id = `${entry.leaseNo}/${entry.clientSeq}`;
    const before = fresh.get(id) ?? facts.stored(entry.leaseNo, entry.clientSeq);
    if (before !== undefined) {
      if (!sameEntry(before, entry)) return refuse('save/conflict', { item: entry.itemNo, seq: entry.clientSeq });
      continue;
    }
    fresh.set(id, entry);
  }
  return ok([...fresh.values()]);
}

/** Whether the attempt still takes answers now. */
export function mayStillSave(facts: Pick<SaveFacts, 'state' | 'deadlineAt' | 'graceMs' | 'now'>): Result<null> {
  if (facts.state !== 'running') return refuse('attempt/closed');
  if (facts.now > facts.deadlineAt + facts.graceMs) return refuse('attempt/too-late');
  return ok(null);
}

function isWellFormed(entry: SaveEntry, facts: Pick<SaveFacts, 'leaseNo' | 'fields'>): boolean {
  const field = facts.fields.get(entry.itemNo);
  if (field === undefined) return false;
  if (entry.leaseNo < 1 || entry.leaseNo > facts.leaseNo || entry.clientSeq < 1) return false;
  if (entry.kind === 'flag') return entry.value === '0' || entry.value === '1';
  return field.accepts(entry.value);
}

/** By how much a text passes what its item takes; null when it does not. */
function excess(
  { kind, itemNo, value }: SaveEntry,
  facts: Pick<SaveFacts, 'fields'>,
): { length: number; max: number } | null {
  const max = kind === 'answer' ? facts.fields.get(itemNo)?.max : null;
  return max != null && value.length > max ? { length: value.length, max } : null;
}

const sameEntry = (a: SaveEntry, b: SaveEntry): boolean =>
  a.kind === b.kind && a.itemNo === b.itemNo && a.value === b.value;
