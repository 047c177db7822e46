import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DrawnTicket, layOutPool, nextTicket, type OralItem, poolDigest, type PoolItem } from './ticket.js';

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i);

const oralItem = (n: number, points = 2000): OralItem => ({
  id: `q${String(n).padStart(2, '0')}`,
  versionId: `v${n}`,
  code: `VD-${n}`,
  topic: 'lich-su',
  level: 'understand',
  stem: `Câu ${n}?`,
  rubric: { points, criteria: [{ id: 'c1', title: 'Nội dung', guide: '', points }], ideas: [] },
});
const stock = (n: number): OralItem[] => Array.from({ length: n }, (_, i) => oralItem(i));

function poolOf(n: number, seed = SEED): PoolItem[] {
  const laid = layOutPool(stock(n), 1, 2000, seed);
  if (!laid.ok) throw new Error(laid.error.code);
  return laid.value;
}

/** One panel examines one person after the other. */
function drawAll(pool: readonly PoolItem[], panelId: string, people: number, questions: number): DrawnTicket[][] {
  const history: DrawnTicket[] = [];
  return Array.from({ length: people }, () => {
    const own: DrawnTicket[] = [];
    for (let q = 0; q < questions; q += 1) {
      const { item, round } = nextTicket(
        pool,
        SEED,
        panelId,
        history,
        own.map((t) => t.itemId),
      );
      own.push({ itemId: item.id, round });
      history.push({ itemId: item.id, round });
    }
    return own;
  });
}

describe('the pool of a batch', () => {
  it('numbers the slips in the reference order of its seed', () => {
    // Computed by an independent script (Python, hashlib): draws can be repeated only as long as this holds.
    const order = 'q16 q11 q14 q02 q15 q18 q01 q17 q06 q10 q09 q05 q04 q12 q13 q19 q08 q07 q03 q00';
    expect(
      poolOf(20)
        .map((i) => i.id)
        .join(' '),
    ).toBe(order);
    expect(poolOf(20).map((i) => i.ticketNo)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('does not depend on the order in which the bank gives its questions', () => {
    const back = layOutPool(stock(20).reverse(), 2, 2000, SEED);
    expect(back.ok && poolDigest(back.value)).toBe(poolDigest(poolOf(20)));
  });

  it('is refused with fewer questions than one person draws', () => {
    expect(layOutPool(stock(1), 2, 2000, SEED)).toEqual({
      ok: false,
      error: { code: 'oral/too-few-questions', params: { need: 2, have: 1 } },
    });
  });

  it('is refused with a rubric that gives other points than the plan, by name', () => {
    expect(layOutPool([...stock(3), oralItem(9, 1500)], 2, 2000, SEED)).toEqual({
      ok: false,
      error: { code: 'oral/rubric-points', params: { code: 'VD-9', points: 15, planPoints: 20 } },
    });
  });
});

describe('drawing slips', () => {
  it.each([
    ['ban-1', 0, 'q17 q13 q18 q10 q03 q01'],
    ['ban-2', 0, 'q01 q14 q06 q19 q13 q08'],
    ['ban-1', 1, 'q12 q13 q00 q15 q01 q19'],
    ['ban-2', 1, 'q18 q08 q05 q13 q06 q09'],
  ])('panel %s draws in round %i by the reference vectors', (panel, round, expected) => {
    const drawn = drawAll(poolOf(20), panel, 26, 1)
      .flat()
      .filter((t) => t.round === round);
    expect(
      drawn
        .slice(0, 6)
        .map((t) => t.itemId)
        .join(' '),
    ).toBe(expected);
  });

  it('gives nobody a question twice, and every slip once a round', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.string(),
        (questions, more, people, panelId) => {
          const pool = poolOf(questions + more);
          const drawn = drawAll(pool, panelId, people, questions);
          for (const own of drawn) expect(new Set(own.map((t) => t.itemId)).size).toBe(questions);
          const all = drawn.flat();
          const last = all.at(-1)?.round ?? 0;
          for (let round = 0; round <= last; round += 1) {
            const slips = all.filter((t) => t.round === round).map((t) => t.itemId);
            expect(new Set(slips).size).toBe(slips.length);
            if (round < last) expect(slips).toHaveLength(pool.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same slip for the same seed and history, and another order for another seed', () => {
    const pool = poolOf(20);
    const draw = (seed: Uint8Array): string => nextTicket(pool, seed, 'ban-1', [], []).item.id;
    expect(draw(SEED)).toBe(draw(Uint8Array.from(SEED)));
    const others = Array.from({ length: 20 }, (_, i) => draw(Uint8Array.from(SEED, (b) => b ^ (i + 1))));
    expect(new Set(others).size).toBeGreaterThan(5);
  });

  it('passes over what the person already has, even when the round is left with nothing else', () => {
    const pool = poolOf(2);
    const [first, second] = [nextTicket(pool, SEED, 'b', [], []).item.id, 'x'];
    const other = pool.find((i) => i.id !== first)?.id ?? second;
    const { item, round } = nextTicket(pool, SEED, 'b', [{ itemId: first, round: 0 }], [other]);
    expect([item.id, round]).toEqual([first, 1]);
  });

  it('is a broken invariant when the pool cannot serve one person', () => {
    expect(() => nextTicket(poolOf(1), SEED, 'b', [{ itemId: 'q00', round: 0 }], ['q00'])).toThrow('smaller');
  });
});
