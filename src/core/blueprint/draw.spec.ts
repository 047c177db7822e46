import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../shared/digest.js';
import { createRandom } from '../shared/random.js';
import { type Blueprint, blueprintCells, blueprintSize, DEFAULT_BLUEPRINT, pointsPerItem } from './blueprint.js';
import { drawItems, feasibility, type StockItem } from './draw.js';

const seeded = (n: number) => createRandom(sha256(String(n)));
const one = (topic: string, n: number): Blueprint => ({
  topics: [{ topic, recall: n, understand: 0, apply: 0 }],
  maxPerClause: 1,
});
const stock = (...clauses: (string | null)[]): StockItem[] =>
  clauses.map((clauseKey, i) => ({ id: `i${i}`, topic: 'history', level: 'recall', clauseKey, essayPoints: null }));

describe('the default blueprint', () => {
  it('draws 30 items, 15 recall, 10 understand, 5 apply, worth 2 points each of 60', () => {
    const cells = blueprintCells(DEFAULT_BLUEPRINT);
    const of = (level: string): number => cells.filter((c) => c.level === level).reduce((s, c) => s + c.need, 0);
    expect([of('recall'), of('understand'), of('apply')]).toEqual([15, 10, 5]);
    expect(blueprintSize(DEFAULT_BLUEPRINT)).toBe(30);
    expect(pointsPerItem(DEFAULT_BLUEPRINT, 6000)).toEqual({ ok: true, value: 200 });
  });

  it('refuses points that do not divide evenly rather than hide a remainder', () => {
    expect(pointsPerItem(DEFAULT_BLUEPRINT, 5000)).toMatchObject({
      ok: false,
      error: { code: 'blueprint/points-not-divisible' },
    });
  });
});

describe('drawItems', () => {
  it('gives the same form for the same seed, whatever order the bank comes in', () => {
    const items = stock(...Array.from({ length: 20 }, (_, i) => `c${i}`));
    const forwards = drawItems(one('history', 8), items, seeded(1));
    const backwards = drawItems(one('history', 8), [...items].reverse(), seeded(1));
    expect(forwards).toEqual(backwards);
    expect(drawItems(one('history', 8), items, seeded(2))).not.toEqual(forwards);
  });

  it('names the cell that lacks items', () => {
    expect(drawItems(one('history', 3), stock('a', 'b'), seeded(1))).toEqual({
      ok: false,
      error: { code: 'blueprint/cell-short', params: { topic: 'history', level: 'recall', need: 3, have: 2 } },
    });
  });

  it('takes at most one item of a clause', () => {
    expect(drawItems(one('history', 2), stock('a', 'a', 'a'), seeded(1)).ok).toBe(false);
    expect(drawItems(one('history', 2), stock('a', 'a', 'b'), seeded(1)).ok).toBe(true);
  });

  it('moves an earlier pick when a later cell needs its clause', () => {
    const blueprint: Blueprint = {
      topics: [
        { topic: 'history', recall: 1, understand: 0, apply: 0 },
        { topic: 'charter', recall: 1, understand: 0, apply: 0 },
      ],
      maxPerClause: 1,
    };
    const items: StockItem[] = [
      { id: '1', topic: 'history', level: 'recall', clauseKey: 'shared', essayPoints: null },
      { id: '2', topic: 'history', level: 'recall', clauseKey: 'own', essayPoints: null },
      { id: '3', topic: 'charter', level: 'recall', clauseKey: 'shared', essayPoints: null },
    ];
    for (let seed = 0; seed < 20; seed += 1) {
      const drawn = drawItems(blueprint, items, seeded(seed));
      expect(drawn.ok && drawn.value.map((i) => i.id).sort()).toEqual(['2', '3']);
    }
  });

  it('finds a form exactly when feasibility says there is one, and each form keeps the blueprint and the cap', () => {
    const level = fc.constantFrom('recall' as const, 'understand' as const);
    const items = fc.array(
      fc.record({ topic: fc.constantFrom('a', 'b'), level, clause: fc.option(fc.integer({ min: 0, max: 5 })) }),
      { maxLength: 14 },
    );
    const need = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        items,
        need,
        need,
        need,
        need,
        fc.integer({ min: 1, max: 2 }),
        fc.nat(),
        (raw, a1, a2, b1, b2, maxPerClause, seed) => {
          const blueprint: Blueprint = {
            topics: [
              { topic: 'a', recall: a1, understand: a2, apply: 0 },
              { topic: 'b', recall: b1, understand: b2, apply: 0 },
            ],
            maxPerClause,
          };
          const bank = raw.map((r, i): StockItem => ({
            id: `i${i}`,
            topic: r.topic,
            level: r.level,
            clauseKey: r.clause === null ? null : `c${r.clause}`,
            essayPoints: null,
          }));
          const drawn = drawItems(blueprint, bank, seeded(seed));
          expect(drawn.ok).toBe(feasibility(blueprint, bank).feasible || blueprintSize(blueprint) === 0);
          expect(drawn.ok).toBe(existsByForce(blueprint, bank));
          if (!drawn.ok) return;
          for (const cell of blueprintCells(blueprint)) {
            expect(drawn.value.filter((i) => i.topic === cell.topic && i.level === cell.level)).toHaveLength(cell.need);
          }
          const clauses = drawn.value.flatMap((i) => i.clauseKey ?? []);
          for (const c of clauses) expect(clauses.filter((x) => x === c).length).toBeLessThanOrEqual(maxPerClause);
          expect(new Set(drawn.value.map((i) => i.id)).size).toBe(drawn.value.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Tries every choice: slow, and obviously right. */
function existsByForce(blueprint: Blueprint, bank: readonly StockItem[]): boolean {
  const slots = blueprintCells(blueprint).flatMap((c) => Array.from({ length: c.need }, () => c));
  const search = (slot: number, used: ReadonlySet<string>, clauses: ReadonlyMap<string, number>): boolean => {
    const cell = slots[slot];
    if (cell === undefined) return true;
    const tried = new Set<string>();
    return bank.some((i) => {
      const kind = i.clauseKey ?? i.id;
      if (i.topic !== cell.topic || i.level !== cell.level || used.has(i.id) || tried.has(kind)) return false;
      const held = clauses.get(kind) ?? 0;
      if (i.clauseKey !== null && held >= blueprint.maxPerClause) return false;
      tried.add(kind);
      return search(slot + 1, new Set([...used, i.id]), new Map([...clauses, [kind, held + 1]]));
    });
  };
  return search(0, new Set(), new Map());
}
