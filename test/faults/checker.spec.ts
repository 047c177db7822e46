import { describe, expect, it } from '@jest/globals';
import { check, type FinalAttempt, type FinalState, type FinalStep } from './checker.js';
import { type Journal, newJournal, type SentEntry } from './journal.js';

const step = (seq: number, kind: string, more: Partial<FinalStep> = {}): FinalStep => ({
  seq,
  kind,
  at: `2027-01-09T00:30:0${seq}.000Z`,
  leaseNo: 1,
  clientSeq: null,
  itemNo: null,
  value: null,
  ...more,
});

const entry = (seq: number, item: number, value: string): SentEntry => ({
  lease: 1,
  seq,
  item,
  kind: 'answer',
  value,
  acknowledged: true,
  heardAt: 0n,
});

const answer = (seq: number, clientSeq: number, itemNo: number, value: string): FinalStep =>
  step(seq, 'answer', { clientSeq, itemNo, value });

function sound(): { journal: Journal; attempt: FinalAttempt; entries: Map<string, number> } {
  const journal: Journal = { ...newJournal('e1'), isStarted: true, isHandedIn: true, receipts: new Set(['ABCD-EFGH']) };
  for (const e of [entry(1, 1, 'A'), entry(2, 2, 'B'), entry(3, 1, 'C')]) journal.sent.set(`1/${e.seq}`, e);
  const attempt: FinalAttempt = {
    id: 'a1',
    entryId: 'e1',
    state: 'closed',
    leaseNo: 1,
    lastSeq: 5,
    lastClientSeq: 3,
    answeredCount: 2,
    sheet: {
      answers: { '1': { value: 'C', leaseNo: 1, clientSeq: 3 }, '2': { value: 'B', leaseNo: 1, clientSeq: 2 } },
      flags: {},
    },
    receiptCode: 'ABCD-EFGH',
    steps: [step(1, 'start'), answer(2, 1, 1, 'A'), answer(3, 2, 2, 'B'), answer(4, 3, 1, 'C'), step(5, 'submit')],
    scores: [
      {
        points: 200,
        items: [
          { no: 1, response: 'C', points: 200 },
          { no: 2, response: 'B', points: 0 },
        ],
      },
    ],
  };
  return {
    journal,
    attempt,
    entries: new Map([
      ['attempt.started a1', 1],
      ['attempt.closed a1', 1],
    ]),
  };
}

const judged = (
  change: Partial<FinalAttempt>,
  more: { journal?: Partial<Journal>; state?: Partial<FinalState> } = {},
): string =>
  check(
    [{ ...sound().journal, ...more.journal }],
    { attempts: [{ ...sound().attempt, ...change }], entries: sound().entries, unsound: [], ...more.state },
    { isOver: true },
  ).join('\n');

const withSteps = (edit: (steps: FinalStep[]) => FinalStep[]): Partial<FinalAttempt> => ({
  steps: edit([...sound().attempt.steps]),
});

describe('the judge of faults', () => {
  it('finds nothing where all is well', () => {
    expect(judged({})).toBe('');
  });

  it.each<[string, Partial<FinalAttempt>, string]>([
    ['an acknowledged answer that is missing', withSteps((s) => s.filter((x) => x.clientSeq !== 2)), 'LOST: entry 1/2'],
    [
      'one that is changed',
      withSteps((s) => s.map((x) => (x.clientSeq === 2 ? { ...x, value: 'D' } : x))),
      'another content',
    ],
    [
      'one that nobody sent',
      withSteps((s) => [...s.slice(0, 4), answer(5, 9, 3, 'A'), step(6, 'submit')]),
      'nobody sent it',
    ],
    [
      'one that is stored twice',
      withSteps((s) => [...s.slice(0, 4), answer(5, 3, 1, 'C'), step(6, 'submit')]),
      'stored twice',
    ],
    ['a gap in the numbers', withSteps((s) => s.map((x) => (x.seq === 5 ? { ...x, seq: 6 } : x))), 'have a gap'],
    [
      'time that runs backwards',
      withSteps((s) => s.map((x) => (x.seq === 4 ? { ...x, at: '2027-01-08' } : x))),
      'is older',
    ],
    [
      'a row that holds an older answer',
      {
        sheet: {
          answers: { '1': { value: 'A', leaseNo: 1, clientSeq: 1 }, '2': { value: 'B', leaseNo: 1, clientSeq: 2 } },
          flags: {},
        },
      },
      'not the newest entry',
    ],
    [
      'a row that lacks an answer',
      { sheet: { answers: { '1': { value: 'C', leaseNo: 1, clientSeq: 3 } }, flags: {} } },
      'the row lacks the answer',
    ],
    ['a wrong count', { answeredCount: 3 }, '2 answered, the row says 3'],
    ['a second end', withSteps((s) => [...s, step(6, 'expire')]), 'it ends 2 times'],
    ['no end after it was handed in', { state: 'running', receiptCode: null }, 'it is not closed'],
    ['another receipt than was shown', { receiptCode: 'ZZZZ-ZZZZ' }, 'the receipt shown was'],
    ['a second score', { scores: [...sound().attempt.scores, ...sound().attempt.scores] }, '2 scores'],
    ['no score', { scores: [] }, 'no score'],
    [
      'a score over another answer',
      { scores: [{ points: 0, items: [{ no: 1, response: 'A', points: 0 }] }] },
      'is not the last answer',
    ],
  ])('finds %s', (_what, change, told) => {
    expect(judged(change)).toContain(told);
  });

  it('finds two receipts, an entry of the ledger too many, a session that ended, and an unsound ledger', () => {
    expect(judged({}, { journal: { receipts: new Set(['ABCD-EFGH', 'OTHE-R000']) } })).toContain('had 2 receipts');
    expect(
      judged(
        {},
        {
          state: {
            entries: new Map([
              ['attempt.started a1', 1],
              ['attempt.closed a1', 2],
            ]),
          },
        },
      ),
    ).toContain('stands 2 times');
    expect(judged({}, { journal: { odd: ['led to sign in again'] } })).toContain('led to sign in again');
    expect(judged({}, { state: { unsound: ['row/changed attempt a1'] } })).toContain('row/changed');
  });

  it('finds a start that was acknowledged and is not there', () => {
    expect(judged({}, { state: { attempts: [] } })).toContain("said 'started' and has no attempt");
  });

  it('takes an answer that was sent and never acknowledged for what it is: there or not', () => {
    const open = { ...entry(4, 3, 'D'), acknowledged: false };
    const sent = new Map([...sound().journal.sent, ['1/4', open] as const]);
    expect(judged({}, { journal: { sent } })).toBe('');
  });
});
