import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';
import { applyStep, type AttemptFold, type SaveEntry, type Sheet, type Step, type StepSource } from './attempt.js';

/** An entry that came after its attempt was closed: kept whole, counted by nobody but the council. */
export interface LateAnswer extends SaveEntry {
  /** Gapless per attempt, in the order of arrival. */
  readonly no: number;
  readonly source: StepSource;
  readonly arrivedAt: number;
}

/** What the ledger keeps of late answers that came together. */
export const lateDigest = (answers: readonly LateAnswer[]): string =>
  sha256Hex(
    canonicalJson(
      answers.map(({ no, kind, leaseNo, clientSeq, itemNo, value, source, arrivedAt }) => ({
        no,
        kind,
        leaseNo,
        clientSeq,
        itemNo,
        value,
        source,
        arrivedAt,
      })),
    ),
  );

/** The steps by which the council counts late answers; flags count for nothing. */
export function lateSteps(attempt: AttemptFold, answers: readonly LateAnswer[], now: number): Step[] {
  return answers
    .filter((a) => a.kind === 'answer')
    .map(({ leaseNo, clientSeq, itemNo, value, source }, i) => ({
      seq: attempt.lastSeq + i + 1,
      kind: 'acceptLate',
      at: now,
      source,
      leaseNo,
      clientSeq,
      itemNo,
      value,
    }));
}

/** An item whose answer would be another one if the late answers counted. */
export interface LateChange {
  readonly itemNo: number;
  readonly held: string;
  readonly late: string;
}

/** What counting would change, by item; an older device's late answer fills only what the newer left untouched. */
export function lateChanges(attempt: AttemptFold, answers: readonly LateAnswer[]): LateChange[] {
  const after = lateSteps(attempt, answers, 0).reduce(applyStep, attempt).sheet;
  return [...new Set(answers.filter((a) => a.kind === 'answer').map((a) => a.itemNo))]
    .sort((a, b) => a - b)
    .map((itemNo) => ({ itemNo, held: valueOf(attempt.sheet, itemNo), late: valueOf(after, itemNo) }))
    .filter((c) => c.held !== c.late);
}

const valueOf = (sheet: Sheet, itemNo: number): string => sheet.answers[itemNo]?.value ?? '';
