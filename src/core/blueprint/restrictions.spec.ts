import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_LEVELS } from '../item/item.js';
import { sha256, sha256Hex } from '../shared/digest.js';
import { createRandom } from '../shared/random.js';
import { type Blueprint, DEFAULT_BLUEPRINT } from './blueprint.js';
import { drawItems, feasibility, type StockItem } from './draw.js';

const seeded = (n: number) => createRandom(sha256(String(n)));

const item = (id: string, changes: Partial<StockItem> = {}): StockItem => ({
  id,
  topic: 'a',
  level: 'recall',
  clauseKey: null,
  essayPoints: null,
  ...changes,
});
const plan = (recall: number, essays = 0): Blueprint => ({
  topics: [{ topic: 'a', recall, understand: 0, apply: 0 }],
  maxPerClause: 1,
  ...(essays === 0 ? {} : { essays: [{ topic: 'a', count: essays, points: 500 }] }),
});

/** Both of a pair name the other. */
function withEnemies(items: readonly StockItem[], pairs: readonly (readonly [number, number])[]): StockItem[] {
  return items.map((one, i) => {
    const others = pairs.flatMap(([a, b]) => (a === b ? [] : a === i ? [b] : b === i ? [a] : []));
    const enemies = others.flatMap((o) => items[o]?.id ?? []);
    return enemies.length === 0 ? one : { ...one, enemies };
  });
}

const bank = fc
  .record({
    rows: fc.array(
      fc.record({
        level: fc.constantFrom('recall' as const, 'understand' as const),
        clause: fc.option(fc.integer({ min: 0, max: 4 })),
        isEssay: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
        resting: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      }),
      { minLength: 4, maxLength: 12 },
    ),
    pairs: fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { maxLength: 12 }),
  })
  .map(({ rows, pairs }) =>
    withEnemies(
      rows.map(({ level, clause, isEssay, resting }, i) =>
        item(`i${i}`, {
          level,
          clauseKey: clause === null ? null : `c${clause}`,
          essayPoints: isEssay ? 500 : null,
          ...(resting ? { resting } : {}),
        }),
      ),
      pairs,
    ),
  );
const blueprint = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))
  .map(([recall, understand, essays]): Blueprint => ({
    ...plan(recall, essays),
    topics: [{ topic: 'a', recall, understand, apply: 0 }],
  }));

/** Tries every set of items that fills the places: slow, and obviously right. */
function existsByForce({ topics, essays, maxPerClause }: Blueprint, stock: readonly StockItem[]): boolean {
  const wanted = [
    ...topics.flatMap((t) => ITEM_LEVELS.flatMap((l) => Array.from({ length: t[l] }, () => l as string))),
    ...Array.from({ length: essays?.[0]?.count ?? 0 }, () => 'essay'),
  ];
  const placeOf = (i: StockItem): string => (i.essayPoints === null ? i.level : 'essay');
  const search = (n: number, form: readonly StockItem[]): boolean => {
    const place = wanted[n];
    if (place === undefined) return true;
    return stock.some((i) => {
      if (placeOf(i) !== place || i.resting === true || form.includes(i)) return false;
      if (form.some((f) => i.enemies?.includes(f.id))) return false;
      const alike = form.filter((f) => f.essayPoints === null && f.clauseKey === i.clauseKey);
      if (place !== 'essay' && i.clauseKey !== null && alike.length >= maxPerClause) return false;
      return search(n + 1, [...form, i]);
    });
  };
  return search(0, []);
}

describe('enemies and rest in a draw', () => {
  it('find a form exactly when there is one, and it has no two enemies, nothing that rests, and the clause cap', () => {
    let found = 0;
    fc.assert(
      fc.property(blueprint, bank, fc.nat(), (wanted, stock, seed) => {
        const drawn = drawItems(wanted, stock, seeded(seed));
        expect(drawn.ok).toBe(existsByForce(wanted, stock));
        if (!drawn.ok) return;
        found += 1;
        const ids = drawn.value.map((i) => i.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const i of drawn.value) {
          expect(i.resting).toBeUndefined();
          expect(ids.filter((id) => i.enemies?.includes(id))).toEqual([]);
        }
        const clauses = drawn.value.flatMap((i) => (i.essayPoints === null ? (i.clauseKey ?? []) : []));
        expect(new Set(clauses).size).toBe(clauses.length);
        expect(drawn.value.filter((i) => i.essayPoints !== null)).toHaveLength(wanted.essays?.[0]?.count ?? 0);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('are told by feasibility as by the draw, essays apart', () => {
    fc.assert(
      fc.property(blueprint, bank, (wanted, stock) => {
        const { topics, maxPerClause } = wanted;
        const machine = { topics, maxPerClause };
        const { feasible, cells } = feasibility(machine, stock);
        fc.pre(cells.length > 0);
        expect(feasible).toBe(drawItems(machine, stock, seeded(1)).ok);
      }),
    );
  });

  it('leave no other item out of reach: each that could stand in a form does in some', () => {
    const stock = withEnemies(
      ['p', 'q', 'r', 's'].map((id) => item(id)),
      [[0, 1]],
    );
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const drawn = drawItems(plan(2), stock, seeded(seed));
      if (drawn.ok) for (const { id } of drawn.value) seen.add(id);
    }
    expect([...seen].sort()).toEqual(['p', 'q', 'r', 's']);
  });

  it('say how many items a cell lacks when those that rest would fill it', () => {
    const stock = [item('p'), item('q', { resting: true }), item('r', { resting: true })];
    expect(drawItems(plan(2), stock, seeded(1))).toEqual({
      ok: false,
      error: {
        code: 'blueprint/cell-resting',
        params: { topic: 'a', level: 'recall', need: 2, have: 1, lack: 1, resting: 2 },
      },
    });
    expect(feasibility(plan(2), stock).cells).toMatchObject([{ have: 1, resting: 2, supply: 'short' }]);
  });

  it('are named as what is in the way when there would be items enough', () => {
    const stock = withEnemies([item('p'), item('q')], [[0, 1]]);
    expect(drawItems(plan(2), stock, seeded(1))).toMatchObject({ ok: false, error: { code: 'blueprint/enemies' } });
  });

  it('change no form of a bank without them: revealed seeds of years past draw what they drew', () => {
    const stock = DEFAULT_BLUEPRINT.topics.flatMap(({ topic }) =>
      ITEM_LEVELS.flatMap((level) =>
        Array.from({ length: 9 }, (_, i) =>
          item(`${topic}-${level}-${i}`, {
            topic,
            level,
            clauseKey: i % 2 === 0 ? `${topic}|${i % 6}` : null,
            essayPoints: i === 8 ? 500 : null,
          }),
        ),
      ),
    );
    const wanted = { ...DEFAULT_BLUEPRINT, maxPerClause: 2, essays: [{ topic: 'theme', count: 2, points: 500 }] };
    const ids = Array.from({ length: 50 }, (_, n) => {
      const drawn = drawItems(wanted, stock, createRandom(sha256(`gold ${n}`)));
      return drawn.ok ? drawn.value.map((i) => i.id) : [];
    });
    expect(sha256Hex(ids.flat().join(' '))).toBe('fbb1eb8c2b59b9ced95f55313c03347562069c9c9421e26d6324c6615f85ba1a');
  });
});
