import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MarkEntry, type MarkLog, mergeEntries, plainMarks } from './mark-log.js';
import type { Rubric } from './rubric.js';

const rubric: Rubric = {
  points: 2000,
  ideas: [],
  criteria: ['c1', 'c2'].map((id) => ({ id, title: id, guide: '', points: 1000 })),
};
const EMPTY: MarkLog = { marks: {}, note: null };

interface Sent {
  readonly lease: number;
  readonly entry: MarkEntry;
}

const merged = (sent: readonly Sent[]): MarkLog =>
  sent.reduce<MarkLog>((log, { lease, entry }) => {
    const result = mergeEntries(log, rubric, lease, [entry]);
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  }, EMPTY);

/** Taps of several pages of one rater, each numbered within its page. */
const taps = fc
  .array(
    fc.record({
      lease: fc.integer({ min: 1, max: 3 }),
      what: fc.oneof(
        fc.record({
          criterion: fc.constantFrom('c1', 'c2'),
          points: fc.option(fc.integer({ min: 0, max: 20 }).map((halves) => halves * 50)),
        }),
        fc.record({ note: fc.string({ maxLength: 20 }) }),
      ),
    }),
    { maxLength: 30 },
  )
  .map((all) => {
    const next = new Map<number, number>();
    return all.map(({ lease, what }): Sent => {
      const seq = (next.get(lease) ?? 0) + 1;
      next.set(lease, seq);
      return { lease, entry: { seq, ...what } };
    });
  });

describe('a sheet’s taps', () => {
  it('give the same sheet in whatever order and however often they arrive', () => {
    fc.assert(
      fc.property(
        taps.chain((sent) =>
          fc.tuple(fc.constant(sent), fc.shuffledSubarray(sent, { minLength: sent.length }), fc.subarray(sent)),
        ),
        ([sent, shuffled, again]) => {
          expect(merged([...shuffled, ...again])).toEqual(merged(sent));
        },
      ),
    );
  });

  it('rank by page, then by number: the newest page’s last word holds', () => {
    const mark = (lease: number, seq: number, points: number | null): Sent => ({
      lease,
      entry: { seq, criterion: 'c1', points },
    });
    expect(merged([mark(2, 1, 100), mark(1, 9, 500)]).marks['c1']?.points).toBe(100);
    expect(merged([mark(1, 2, 100), mark(1, 1, 500)]).marks['c1']?.points).toBe(100);
    expect(plainMarks(merged([mark(1, 1, 100), mark(1, 2, null)]).marks)).toEqual({});
  });

  it('are refused by name, and then nothing of the request is taken', () => {
    const good: MarkEntry = { seq: 1, criterion: 'c1', points: 100 };
    for (const [bad, code] of [
      [{ seq: 2, criterion: 'c9', points: 100 }, 'rating/no-criterion'],
      [{ seq: 2, criterion: 'c9', points: null }, 'rating/no-criterion'],
      [{ seq: 2, criterion: 'c2', points: 75 }, 'rating/mark-out-of-range'],
      [{ seq: 2, criterion: 'c2', points: 1050 }, 'rating/mark-out-of-range'],
      [{ seq: 2, note: 'x'.repeat(2001) }, 'rating/note-too-long'],
    ] as const)
      expect(mergeEntries(EMPTY, rubric, 1, [good, bad])).toMatchObject({ ok: false, error: { code } });
  });
});
