import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../shared/digest.js';
import { createRandom } from '../shared/random.js';
import { type DrawnItem, formDigest, layOutForm } from './form.js';

const drawn = (changes: Partial<DrawnItem> = {}): DrawnItem => ({
  id: 'i1',
  versionId: 'v1',
  code: 'DL001',
  topic: 'charter',
  level: 'recall',
  kind: 'single',
  stem: 'Câu hỏi?',
  prompts: [],
  options: 'ABCD'.split('').map((id) => ({ id, text: `Phương án ${id}` })),
  shuffle: true,
  key: ['A'],
  folding: null,
  rubric: null,
  ...changes,
});

describe('layOutForm', () => {
  it('puts the key at every place about equally often: place tells nothing (chi-square, 2,000 forms)', () => {
    const places = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed += 1) {
      const { keys } = layOutForm([drawn()], 200, createRandom(sha256(`f${seed}`)));
      const key = keys[0]?.key ?? '';
      places.set(key, (places.get(key) ?? 0) + 1);
    }
    const chiSquare = [...places.values()].reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0);
    expect([...places.keys()].sort()).toEqual(['A', 'B', 'C', 'D']);
    // 11.34 is the 1 % point of three degrees of freedom.
    expect(chiSquare).toBeLessThan(11.34);
  });

  it('keeps the written order where the author asks for it', () => {
    const { items } = layOutForm([drawn({ shuffle: false })], 200, createRandom(sha256('x')));
    expect(items[0]?.options.map((o) => o.origin).join('')).toBe('ABCD');
  });

  it('gives the keys in the letters shown', () => {
    const { items, keys } = layOutForm([drawn({ kind: 'multiple', key: ['B', 'D'] })], 200, createRandom(sha256('y')));
    const texts = items[0]?.options.filter((o) => keys[0]?.key.includes(o.letter)).map((o) => o.text);
    expect(texts?.sort()).toEqual(['Phương án B', 'Phương án D']);
  });

  it('gives another digest when a stem, an order or a key changes', () => {
    const { items, keys, digest } = layOutForm([drawn()], 200, createRandom(sha256('z')));
    expect(formDigest(items, keys)).toBe(digest);
    expect(
      formDigest(
        items.map((i) => ({ ...i, stem: 'Khác?' })),
        keys,
      ),
    ).not.toBe(digest);
    expect(
      formDigest(
        items.map((i) => ({ ...i, options: [...i.options].reverse() })),
        keys,
      ),
    ).not.toBe(digest);
    expect(formDigest(items, [{ no: 1, key: 'E' }])).not.toBe(digest);
  });
});
