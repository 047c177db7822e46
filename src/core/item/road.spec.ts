import { describe, expect, it } from '@jest/globals';
import { editRefusal, isRechecked, onWay, ROAD_ACTS, roadRefusal, type RoadState, type Travelling } from './road.js';

const NEVER: Travelling = {
  ...{ state: 'draft', version: 1, versionId: 'v1', liveSince: null, authors: ['author'] },
  ...{ nextVersion: null, nextVersionId: null, nextState: null },
};
const LIVE: Travelling = { ...NEVER, state: 'live', liveSince: new Date(0), authors: [] };
const changed = (nextState: RoadState): Travelling => ({
  ...LIVE,
  ...{ nextVersion: 2, nextVersionId: 'v2', nextState, authors: ['author'] },
});
const open = (item: Travelling, by: string) => ROAD_ACTS.filter((act) => roadRefusal(act, item, by) === null);

describe('a text on its way', () => {
  it('is the item itself while it was never in use, and its next version after', () => {
    expect(onWay(NEVER)).toEqual({ state: 'draft', version: 1, versionId: 'v1', isFirst: true });
    expect(onWay(LIVE)).toBeNull();
    expect(onWay(changed('approved'))).toEqual({ state: 'approved', version: 2, versionId: 'v2', isFirst: false });
    expect(onWay({ ...NEVER, state: 'retired' })).toBeNull();
    expect(onWay({ ...changed('draft'), state: 'retired' })).toBeNull();
  });

  it.each<[RoadState, string[], string[]]>([
    ['draft', ['submit', 'drop'], []],
    ['inReview', ['withdraw'], ['approve', 'sendBack']],
    ['approved', ['withdraw', 'putLive'], ['sendBack', 'putLive']],
  ])('as %s is led on by its author or by somebody else, never approved by its author', (state, author, other) => {
    for (const item of [{ ...NEVER, state }, changed(state)]) {
      expect(open(item, 'author')).toEqual(author);
      expect(open(item, 'other')).toEqual(other);
    }
  });

  it('of which nobody knows the author is sent by whoever does, and approved by whoever did not', () => {
    const orphan = { ...NEVER, authors: [] };
    expect(roadRefusal('submit', orphan, 'anybody')).toBeNull();
    const sent: Travelling = { ...orphan, state: 'inReview', authors: ['anybody'] };
    expect(roadRefusal('approve', sent, 'anybody')).toEqual({ code: 'item/own-text' });
  });

  it('is changed only as a draft; an item in use by a next version; a retired one not at all', () => {
    expect([NEVER, LIVE, changed('draft')].map((item) => editRefusal(item))).toEqual([null, null, null]);
    expect(editRefusal(changed('inReview'))).toEqual({ code: 'item/not-draft' });
    expect(editRefusal({ ...NEVER, state: 'approved' })).toEqual({ code: 'item/not-draft' });
    expect(editRefusal({ ...LIVE, state: 'retired' })).toEqual({ code: 'item/is-retired' });
  });

  it('is told apart from an item that was in use and is looked at again', () => {
    expect(isRechecked({ ...NEVER, state: 'inReview' })).toBe(false);
    expect(isRechecked({ ...LIVE, state: 'inReview' })).toBe(true);
  });
});
