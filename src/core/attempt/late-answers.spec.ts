import { describe, expect, it } from '@jest/globals';
import { replay, type Step } from './attempt.js';
import { type LateAnswer, lateChanges, lateDigest, lateSteps } from './late-answers.js';

const T0 = Date.parse('2027-01-09T01:00:00Z');
const step = (seq: number, kind: Step['kind'], more: Partial<Step> = {}): Step => ({
  seq,
  kind,
  at: T0,
  source: 'server',
  leaseNo: 1,
  clientSeq: null,
  itemNo: null,
  value: null,
  ...more,
});
const answer = (seq: number, leaseNo: number, clientSeq: number, itemNo: number, value: string): Step =>
  step(seq, 'answer', { source: 'browser', leaseNo, clientSeq, itemNo, value });
const late = (no: number, leaseNo: number, clientSeq: number, itemNo: number, value: string): LateAnswer => ({
  no,
  kind: 'answer',
  leaseNo,
  clientSeq,
  itemNo,
  value,
  source: 'rescueFile',
  arrivedAt: T0 + 1000,
});
/** Item 1 answered by the first device, item 2 by the second, then time was over. */
const STEPS = [
  step(1, 'start'),
  answer(2, 1, 1, 1, 'A'),
  step(3, 'lease', { leaseNo: 2 }),
  answer(4, 2, 1, 2, 'B'),
  step(5, 'expire', { leaseNo: 2 }),
];

describe('late answers', () => {
  it('that count follow the end of the attempt as steps of their own kind, without a gap', () => {
    const flag: LateAnswer = { ...late(2, 2, 3, 3, '1'), kind: 'flag' };
    const steps = lateSteps(replay(STEPS), [late(1, 2, 2, 3, 'C'), flag, late(3, 2, 4, 1, 'D')], T0 + 9000);
    expect(steps.map((s) => [s.seq, s.kind, s.itemNo, s.source])).toEqual([
      [6, 'acceptLate', 3, 'rescueFile'],
      [7, 'acceptLate', 1, 'rescueFile'],
    ]);
    const fold = replay([...STEPS, ...steps]);
    expect([fold.state, fold.closeReason, fold.lastSeq]).toEqual(['closed', 'expired', 7]);
    expect(fold.sheet.answers[1]?.value).toBe('D');
    expect(fold.sheet.flags).toEqual({});
  });

  it('count after the end alone: a running attempt takes none', () => {
    const counted = step(5, 'acceptLate', { leaseNo: 2, clientSeq: 9, itemNo: 1, value: 'A' });
    expect(() => replay([...STEPS.slice(0, 4), counted])).toThrow('cannot follow');
  });

  it('of an older device would fill only what the newer left untouched', () => {
    const fold = replay(STEPS);
    expect(lateChanges(fold, [late(1, 1, 5, 2, 'D'), late(2, 1, 6, 3, 'C'), late(3, 1, 7, 1, 'A')])).toEqual([
      { itemNo: 3, held: '', late: 'C' },
    ]);
  });

  it('give another digest when any of them changes', () => {
    const answers = [late(1, 1, 5, 2, 'D'), late(2, 1, 6, 3, 'C')];
    const digest = lateDigest(answers);
    expect(lateDigest(answers.slice(0, 1))).not.toBe(digest);
    expect(lateDigest(answers.map((a) => ({ ...a, arrivedAt: a.arrivedAt + 1 })))).not.toBe(digest);
  });
});
