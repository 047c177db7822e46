import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_LEVELS } from '../item/item.js';
import { sha256 } from '../shared/digest.js';
import { createRandom, entrySeed } from '../shared/random.js';
import type { Blueprint } from './blueprint.js';
import { DEFAULT_BLUEPRINT } from './blueprint.js';
import { EXPECTED_FACILITY } from './difficulty.js';
import { drawItems, feasibility, type StockItem } from './draw.js';
import { bandOf, drawForm } from './equivalence.js';
import { simulateForms } from './simulate.js';

const CELLS = ['a', 'b'].flatMap((topic) => [...ITEM_LEVELS, 'essay' as const].map((level) => ({ topic, level })));
const facility = fc.option(
  fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000),
  { nil: undefined },
);
const count = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 2, max: 6 }) }, fc.integer({ min: 0, max: 1 }));
const cells = fc.tuple(...CELLS.map((cell) => count.map((n) => ({ ...cell, n }))));
const bank = fc.tuple(cells, fc.infiniteStream(facility)).map(([rows, known]) =>
  rows
    .flatMap(({ n, ...cell }) => Array.from({ length: n }, () => cell))
    .map(({ topic, level }, i): StockItem => {
      const { value } = known.next();
      return {
        id: `i${i}`,
        topic,
        level: level === 'essay' ? 'apply' : level,
        clauseKey: i % 3 === 0 ? `c${i % 7}` : null,
        essayPoints: level === 'essay' ? 500 : null,
        ...(value === undefined ? {} : { facility: value }),
      };
    }),
);
const limit = fc.option(fc.integer({ min: 10, max: 400 }));
const need = fc.integer({ min: 0, max: 2 });
const plan = fc
  .record({ a: fc.record({ recall: need, understand: need, apply: need }), essays: fc.boolean(), limit })
  .map(({ a, essays, limit }): Blueprint => ({
    topics: [
      { topic: 'a', ...a },
      { topic: 'b', recall: 1, understand: 0, apply: 0 },
    ],
    maxPerClause: 1,
    ...(limit === null ? {} : { equivalentWithin: limit }),
    ...(essays ? { essays: [{ topic: 'a', count: 1, points: 500 }] } : {}),
  }));

const FORMS = 12;

/**
 * The forms that closing a roster would draw from this seed for entries named 0, 1, 2 ...; from the first on that cannot be
 * brought near the others, as they are drawn without a limit.
 */
function drawnForms(blueprint: Blueprint, stock: readonly StockItem[]): StockItem[][] {
  const batchSeed = sha256('seed');
  const band = bandOf(blueprint, stock, 200);
  if (!band.ok) throw new Error(band.error.code);
  let limit = band.value;
  return Array.from({ length: FORMS }, (_, n) => {
    const random = () => createRandom(entrySeed(batchSeed, String(n)));
    const drawn = drawForm(blueprint, stock, random(), limit);
    if (drawn.ok) return drawn.value;
    expect(drawn.error.code).toBe('blueprint/unequal');
    limit = null;
    const plain = drawItems(blueprint, stock, random());
    if (!plain.ok) throw new Error(plain.error.code);
    return plain.value;
  });
}

describe('simulateForms', () => {
  it('refuses just what the draw refuses, and counts just the forms that it would draw', () => {
    let counted = 0;
    fc.assert(
      fc.property(plan, bank, (blueprint, stock) => {
        const told = simulateForms(blueprint, stock, FORMS, 'seed', 200);
        const one = drawItems(blueprint, stock, createRandom(sha256('any')));
        expect(told.ok).toBe(one.ok);
        if (!told.ok) {
          expect(one).toMatchObject({ error: { code: told.error.code } });
          return;
        }
        counted += 1;
        const forms = drawnForms(blueprint, stock).map((form) => new Set(form.map((i) => i.id)));
        for (const { id, forms: n, rate } of told.value.exposure) {
          expect(n).toBe(forms.filter((f) => f.has(id)).length);
          expect(rate).toBe(n / FORMS);
        }
        expect(told.value.exposure.map((e) => e.id).sort()).toEqual(stock.map((i) => i.id).sort());
        const overlaps = forms.flatMap((a, i) => forms.slice(i + 1).map((b) => [...a].filter((x) => b.has(x)).length));
        const { mean, greatest } = told.value.overlap;
        const size = forms[0]!.size;
        expect(told.value.size).toBe(size);
        expect(mean).toBeCloseTo(overlaps.reduce((s, n) => s + n, 0) / overlaps.length / size, 9);
        expect(greatest).toBeCloseTo(Math.max(...overlaps) / size, 9);
      }),
    );
    expect(counted).toBeGreaterThan(20);
  });

  it('expects of each form the mean of its items: what was measured, else what their level says', () => {
    fc.assert(
      fc.property(plan, bank, (blueprint, stock) => {
        const told = simulateForms(blueprint, stock, FORMS, 'seed', 200);
        fc.pre(told.ok);
        const { expected, spread } = told.value;
        const byHand = drawnForms(blueprint, stock).map((form) => {
          const machine = form.filter((i) => i.essayPoints === null);
          return machine.reduce((s, i) => s + (i.facility ?? EXPECTED_FACILITY[i.level]), 0) / machine.length;
        });
        expect(expected).toHaveLength(FORMS);
        expected.forEach((p, n) => {
          expect(p).toBeCloseTo(byHand[n]!, 9);
        });
        const mean = byHand.reduce((s, p) => s + p, 0) / FORMS;
        expect(spread!.mean).toBeCloseTo(mean, 9);
        expect(spread!.deviation ** 2).toBeCloseTo(byHand.reduce((s, p) => s + (p - mean) ** 2, 0) / FORMS, 9);
        expect([spread!.least, spread!.greatest]).toEqual([Math.min(...expected), Math.max(...expected)]);
      }),
    );
  });

  it('gives the same figures for the same seed, whatever order the bank comes in', () => {
    fc.assert(
      fc.property(plan, bank, (blueprint, stock) => {
        const again = simulateForms(blueprint, [...stock].reverse(), FORMS, 'seed', 200);
        expect(again).toEqual(simulateForms(blueprint, stock, FORMS, 'seed', 200));
      }),
    );
  });

  it('has no spread where levels alone are known: the matrix fixes how many there are of each', () => {
    const stock = DEFAULT_BLUEPRINT.topics.flatMap(({ topic }) =>
      ITEM_LEVELS.flatMap((level) =>
        Array.from({ length: 20 }, (_, i): StockItem => {
          return { id: `${topic}-${level}-${i}`, topic, level, clauseKey: null, essayPoints: null };
        }),
      ),
    );
    const told = simulateForms(DEFAULT_BLUEPRINT, stock, 50, 'seed', 200);
    if (!told.ok) throw new Error(told.error.code);
    expect(told.value.spread!.deviation).toBeCloseTo(0, 9);
    expect(told.value.spread!.mean).toBeCloseTo((15 * 0.8 + 10 * 0.65 + 5 * 0.5) / 30, 9);
  });
});

describe('the supply of a cell', () => {
  it('is short below what is drawn, thin below four times, ample from there', () => {
    const supplyOf = (have: number): unknown => {
      const items = Array.from({ length: have }, (_, i): StockItem => {
        return { id: `i${i}`, topic: 'a', level: 'recall', clauseKey: null, essayPoints: null };
      });
      const topics = [{ topic: 'a', recall: 2, understand: 0, apply: 0 }];
      const [cell] = feasibility({ topics, maxPerClause: 1 }, items).cells;
      return [cell!.supply, cell!.times];
    };
    expect([1, 2, 7, 8].map(supplyOf)).toEqual([
      ['short', 0.5],
      ['thin', 1],
      ['thin', 3.5],
      ['ample', 4],
    ]);
  });
});
