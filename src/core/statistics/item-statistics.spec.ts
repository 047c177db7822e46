import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FormItem } from '../blueprint/form.js';
import type { ItemScore } from '../scoring/score-form.js';
import { type ItemAnswer, itemStatistics, ItemTally, paperAnswers } from './item-statistics.js';

const item = (no: number, changes: Partial<FormItem> = {}): FormItem => ({
  no,
  itemId: `i${no}`,
  versionId: `v${no}`,
  code: `C${no}`,
  topic: 'a',
  level: 'recall',
  kind: 'single',
  points: 200,
  stem: 'Câu hỏi?',
  // Shown as A, B, C, written as C, A, B.
  options: ['C', 'A', 'B'].map((origin, i) => ({ letter: 'ABC'.charAt(i), origin, text: origin })),
  ...changes,
});
const score = (no: number, points: number, changes: Partial<ItemScore> = {}): ItemScore => ({
  ...{ no, code: `C${no}`, topic: 'a', level: 'recall', response: 'A', key: 'A', points, max: 200 },
  ...changes,
});

const tallied = (answers: readonly ItemAnswer[]) => {
  const tally = new ItemTally();
  for (const answer of answers) tally.add([answer]);
  return [...tally.result().values()];
};

const answer = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.option(fc.integer({ min: 0, max: 58 })), fc.constantFrom('A', 'B', ''))
  .map(([share, rest, letter]): ItemAnswer => ({
    ...{ itemId: 'i', versionId: 'v', share: share / 4, rest: rest === null ? null : rest / 58 },
    chosen: letter === '' ? [] : [letter],
    isRuled: false,
  }));
const batch = fc.array(answer, { minLength: 1, maxLength: 60 });

/** The textbook's: correlation of the pairs. */
function pearson(pairs: readonly { share: number; rest: number }[]): number | null {
  const mean = (of: (p: (typeof pairs)[number]) => number): number =>
    pairs.reduce((s, p) => s + of(p), 0) / pairs.length;
  const [mx, my] = [mean((p) => p.share), mean((p) => p.rest)];
  const xy = mean((p) => (p.share - mx) * (p.rest - my));
  const deviation = Math.sqrt(mean((p) => (p.share - mx) ** 2)) * Math.sqrt(mean((p) => (p.rest - my) ** 2));
  return deviation < 1e-9 ? null : xy / deviation;
}

describe('statistics of an item', () => {
  it('are the mean share of its points and the correlation with the rest of the paper, by hand', () => {
    const papers = [
      [1, 0.9],
      [1, 0.7],
      [0, 0.6],
      [0, 0.2],
    ] as const;
    const told = itemStatistics(
      tallied(
        papers.map(([share, rest]) => ({ itemId: 'i', versionId: 'v', share, rest, chosen: null, isRuled: false })),
      ),
    );
    expect(told).toMatchObject({ answers: 4, facility: 0.5, chosen: {} });
    // Means 0.5 and 0.6; products 0.4, squares 1 and 0.26.
    expect(told!.discrimination).toBeCloseTo(0.4 / Math.sqrt(0.26), 12);
  });

  it('equal what the textbook says, lie between 0 and 1 and between -1 and 1, and are null rather than no number', () => {
    fc.assert(
      fc.property(batch, (answers) => {
        const told = itemStatistics(tallied(answers))!;
        const pairs = answers.flatMap((a) => (a.rest === null ? [] : [{ share: a.share, rest: a.rest }]));
        expect(told.answers).toBe(answers.length);
        expect(told.facility).toBeCloseTo(answers.reduce((s, a) => s + a.share, 0) / answers.length, 9);
        const r = pairs.length === 0 ? null : pearson(pairs);
        if (r === null) expect(told.discrimination).toBeNull();
        else expect(told.discrimination).toBeCloseTo(r, 6);
        expect(Math.abs(told.discrimination ?? 0)).toBeLessThanOrEqual(1);
        const papers = Object.values(told.chosen).reduce((s, n) => s + n, 0);
        expect(papers).toBe(answers.length);
      }),
    );
    expect(itemStatistics([])).toBeNull();
  });

  it('of several batches do not depend on how well each batch did on the whole, nor on their order', () => {
    fc.assert(
      fc.property(batch, batch, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (one, other, shift) => {
        const [a, b] = [tallied(one), tallied(other)];
        const told = itemStatistics([...a, ...b]);
        const swapped = itemStatistics([...b, ...a])!;
        expect(swapped.facility).toBeCloseTo(told!.facility, 9);
        const moved = tallied(other.map((x) => ({ ...x, rest: x.rest === null ? null : x.rest + shift })));
        const again = itemStatistics([...a, ...moved])!;
        expect(again.facility).toBeCloseTo(told!.facility, 9);
        if (told!.discrimination !== null && again.discrimination !== null)
          expect(again.discrimination).toBeCloseTo(told!.discrimination, 5);
      }),
    );
  });

  it('count options under the letters of their author, and a blank as none', () => {
    const [one, two, blank] = paperAnswers(
      [item(1), item(2), item(3)],
      [score(1, 200, { response: 'A' }), score(2, 0, { response: 'B' }), score(3, 0, { response: '' })],
    );
    expect([one!.chosen, two!.chosen, blank!.chosen]).toEqual([['C'], ['A'], []]);
    expect(paperAnswers([item(1, { kind: 'shortText', options: [] })], [score(1, 0)])[0]!.chosen).toBeNull();
    expect(paperAnswers([item(1, { kind: 'essay', options: [] })], [score(1, 50)])[0]).toMatchObject({
      share: 0.25,
      rest: null,
      chosen: null,
    });
  });

  it('tell in how many papers the council changed what counts as right', () => {
    const paper = (changes: Partial<ItemScore>) =>
      paperAnswers([item(1), item(2)], [score(1, 200, changes), score(2, 0)]);
    const tally = new ItemTally();
    for (const changes of [{}, { ruling: 'bothKeys' }, { ruling: 'newKey' }] as const) tally.add(paper(changes));
    expect([...tally.result().values()].map((s) => itemStatistics([s])!.ruled)).toEqual([2, 0]);
  });

  it('leave out what the council dropped or gave to all, in the item as in the rest of the others', () => {
    const items = [1, 2, 3, 4].map((no) => item(no));
    const dropped = score(3, 0, { max: 0, ruling: 'drop' });
    const given = score(4, 200, { ruling: 'fullMarks' });
    const told = paperAnswers(items, [score(1, 200), score(2, 0), dropped, given]);
    expect(told.map((a) => [a.itemId, a.share, a.rest])).toEqual([
      ['i1', 1, 0],
      ['i2', 0, 1],
    ]);
    expect(paperAnswers(items, [score(1, 200, { ruling: 'newKey' })])).toHaveLength(1);
  });
});
