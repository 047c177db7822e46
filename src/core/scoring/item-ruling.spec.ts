import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FormItem } from '../blueprint/form.js';
import { acceptedKeys, checkRuling, isSameRuling, type ItemRuling, rulingsInForce } from './item-ruling.js';

const item: FormItem = {
  no: 21,
  itemId: 'i21',
  versionId: 'v',
  code: 'DL-07',
  topic: 't',
  level: 'recall',
  kind: 'single',
  points: 200,
  stem: '?',
  // This paper shows the author's C first.
  options: [
    { letter: 'A', origin: 'C', text: 'c' },
    { letter: 'B', origin: 'A', text: 'a' },
    { letter: 'C', origin: 'D', text: 'd' },
    { letter: 'D', origin: 'B', text: 'b' },
  ],
};
const ruling = (kind: ItemRuling['kind'], ...keys: string[]): ItemRuling => ({
  itemId: 'i21',
  kind,
  keys: keys.map((k) => [...k]),
});

describe('a ruling about an item', () => {
  it('accepts keys in the letters of each paper', () => {
    expect(acceptedKeys(item, ruling('newKey', 'B'))).toEqual(['D']);
    expect(acceptedKeys(item, ruling('bothKeys', 'A', 'C'))).toEqual(['B', 'A']);
    expect(acceptedKeys(item, ruling('newKey', 'CD'))).toEqual(['AC']);
  });

  it('the newest about an item holds, and rulings about others stay', () => {
    const other = { ...ruling('drop'), itemId: 'i22' };
    const newest = ruling('fullMarks');
    const inForce = rulingsInForce([ruling('drop'), other, newest]);
    expect([inForce.get('i21'), inForce.get('i22'), inForce.size]).toEqual([newest, other, 2]);
  });

  it.each([
    ['a new key that is none', ruling('newKey'), 'single', 'rescore/one-key'],
    ['a new key that is two', ruling('newKey', 'A', 'B'), 'single', 'rescore/one-key'],
    ['both keys that are one', ruling('bothKeys', 'A', 'A'), 'single', 'rescore/two-keys'],
    ['a letter that the item does not have', ruling('newKey', 'E'), 'single', 'rescore/no-such-key'],
    ['an empty key', ruling('newKey', ''), 'multiple', 'rescore/no-such-key'],
    ['two letters where one is right', ruling('newKey', 'AB'), 'single', 'rescore/no-such-key'],
    ['an essay', ruling('fullMarks'), 'essay', 'rescore/essay'],
  ] as const)('is refused with %s', (_, typed, kind, code) => {
    expect(checkRuling({ ...item, kind }, typed)).toMatchObject({ ok: false, error: { code } });
  });

  it('is one ruling however it is typed', () => {
    const letters = fc.subarray(['A', 'B', 'C', 'D'], { minLength: 2 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        fc.pre([...a].sort().join('') !== [...b].sort().join(''));
        const spelt = checkRuling({ ...item, kind: 'multiple' }, { itemId: 'i21', kind: 'bothKeys', keys: [a, b] });
        const again = checkRuling(
          { ...item, kind: 'multiple' },
          { itemId: 'i21', kind: 'bothKeys', keys: [[...b].reverse(), [...a, ...a], b] },
        );
        if (!spelt.ok || !again.ok) throw new Error('refused');
        expect(isSameRuling(spelt.value, again.value)).toBe(true);
      }),
    );
  });

  it('drops its keys where they mean nothing, and differs from every other ruling', () => {
    expect(checkRuling(item, ruling('drop', 'A'))).toEqual({ ok: true, value: ruling('drop') });
    expect(isSameRuling(undefined, ruling('drop'))).toBe(false);
    expect(isSameRuling(ruling('fullMarks'), ruling('drop'))).toBe(false);
    expect(isSameRuling(ruling('newKey', 'A'), ruling('newKey', 'B'))).toBe(false);
  });
});
