import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { councilRules, DEFAULT_RULES } from '../scoring/rule-set.js';
import { adoption, quorumOf, votesNeeded } from './vote.js';

const rules = councilRules(DEFAULT_RULES);

describe('a vote of the council', () => {
  it.each([
    [3, 2],
    [4, 3],
    [5, 4],
    [6, 4],
    [7, 5],
    [9, 6],
  ])('of %i members needs %i there', (members, quorum) => {
    expect(quorumOf(members, rules)).toBe(quorum);
  });

  it.each([
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
  ])('of %i members is won by %i', (members, needed) => {
    expect(votesNeeded(members, rules)).toBe(needed);
  });

  it('is won by the majority of all members, not of those present', () => {
    expect(adoption({ for: 2, against: 1, abstain: 1 }, 4, 5, rules)).toEqual({ ok: true, value: false });
    expect(adoption({ for: 3, against: 1, abstain: 0 }, 4, 5, rules)).toEqual({ ok: true, value: true });
    expect(adoption({ for: 2, against: 2, abstain: 0 }, 4, 4, rules)).toEqual({ ok: true, value: false });
  });

  it('counts everybody present exactly once, and no negative votes', () => {
    const votes = fc.record({
      for: fc.integer({ min: -2, max: 6 }),
      against: fc.integer({ min: -2, max: 6 }),
      abstain: fc.integer({ min: -2, max: 6 }),
    });
    fc.assert(
      fc.property(votes, fc.nat({ max: 9 }), (v, present) => {
        const fits = v.for + v.against + v.abstain === present && Math.min(v.for, v.against, v.abstain) >= 0;
        expect(adoption(v, present, 9, rules).ok).toBe(fits);
      }),
    );
  });

  it('never adopts what half of the members or fewer are for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 30 }), (members, yes) => {
        fc.pre(yes <= members);
        const result = adoption({ for: yes, against: members - yes, abstain: 0 }, members, members, rules);
        expect(result).toEqual({ ok: true, value: yes * 2 > members });
      }),
    );
  });
});
