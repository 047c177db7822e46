import { describe, expect, it } from '@jest/globals';
import { ITEM_STATES, type ItemState } from './item.js';
import { dayBefore, type Replaceable, replacementRefusal } from './replacement.js';
import { type ReviewAct, reviewRefusal } from './review.js';

describe('an item', () => {
  it.each<[ReviewAct, string[]]>([
    ['sendToReview', ['live']],
    ['confirm', ['inReview']],
    ['retire', ['inReview', 'live']],
  ])('lets people %s from its own states alone', (act, states) => {
    const open = ITEM_STATES.filter((state) => reviewRefusal(act, { state, sentBy: 'a', isNew: false }, 'b') === null);
    expect(open).toEqual(states);
    const isOpen = (state: ItemState) => reviewRefusal(act, { state, sentBy: 'a', isNew: true }, 'b') === null;
    expect(isOpen('inReview')).toBe(false);
  });

  it('that waits for review is decided by somebody other than who sent it there', () => {
    for (const act of ['confirm', 'retire'] as const) {
      expect(reviewRefusal(act, { state: 'inReview', sentBy: 'a', isNew: false }, 'a')).toEqual({
        code: 'item/own-mark',
      });
      expect(reviewRefusal(act, { state: 'inReview', sentBy: null, isNew: false }, 'a')).toBeNull();
    }
    // Long ago sent there and since confirmed: nothing waits.
    expect(reviewRefusal('retire', { state: 'live', sentBy: 'a', isNew: false }, 'a')).toBeNull();
  });
});

describe('a document', () => {
  const old: Replaceable = { id: 'old', status: 'inForce', issuedOn: '2021-09-28', inForceFrom: null };
  const next: Replaceable = { id: 'next', status: 'inForce', issuedOn: '2026-03-01', inForceFrom: '2026-07-01' };
  const today = '2027-01-09';

  it('is replaced by another one that stands, from a day that has come and lies after its own beginning', () => {
    expect(replacementRefusal(old, next, '2026-07-01', today)).toBeNull();
    expect(replacementRefusal(old, next, today, today)).toBeNull();
    const codes = [
      replacementRefusal({ ...old, status: 'superseded' }, next, '2026-07-01', today),
      replacementRefusal(old, old, '2026-07-01', today),
      replacementRefusal(old, { ...next, status: 'superseded' }, '2026-07-01', today),
      replacementRefusal(old, next, '2027-01-10', today),
      replacementRefusal(old, next, '2021-09-28', today),
      replacementRefusal({ ...old, inForceFrom: '2026-08-01' }, next, '2026-07-01', today),
    ].map((r) => r?.code);
    expect(codes).toEqual([
      'source/already-replaced',
      'source/by-itself',
      'source/by-replaced',
      'source/from-ahead',
      'source/from-before',
      'source/from-before',
    ]);
  });

  it('is in force to the day before', () => {
    expect(['2027-01-01', '2024-03-01', '2026-07-15'].map(dayBefore)).toEqual([
      '2026-12-31',
      '2024-02-29',
      '2026-07-14',
    ]);
  });
});
