import { describe, expect, it } from '@jest/globals';
import type { MissingCode, MissingWork } from '../marking/missing-work.js';
import { type StationFacts, stations } from './stations.js';

const job = (code: MissingCode, n = 1): MissingWork => ({ code, n, who: 'examiner', href: '/x', names: [] });
const CLOSED: StationFacts = {
  stage: 'rosterClosed',
  accepted: 45,
  cardsIssued: true,
  seal: null,
  hasWritten: true,
  hasOral: true,
  sittingsOver: false,
  missing: [],
  councilDone: false,
  addendumOpen: false,
  undecided: null,
  closeRefusal: null,
};
const here = (facts: Partial<StationFacts>): string =>
  stations({ ...CLOSED, ...facts })
    .filter((s) => s.state === 'here' || s.state === 'blocked')
    .map((s) => `${s.code} ${s.state}`)
    .join(', ');

describe('the road of a batch', () => {
  it.each([
    [{ stage: 'rosterOpen', accepted: 0, cardsIssued: false }, 'roster here'],
    [{ stage: 'rosterOpen', cardsIssued: false }, 'close here'],
    [{ stage: 'rosterOpen', cardsIssued: false, closeRefusal: 'error.blueprint/short' }, 'close blocked'],
    [{ cardsIssued: false }, 'cards here'],
    [{}, 'written here'],
    [{ seal: 'sealed', cardsIssued: false }, 'cards here'],
    [{ seal: 'sealed' }, 'unseal here'],
    [{ seal: 'opened' }, 'written here'],
    [{ stage: 'running', missing: [job('running')] }, 'written here'],
    [{ stage: 'marking', sittingsOver: true, missing: [job('panel'), job('apart')] }, 'oral here'],
    [{ stage: 'marking', sittingsOver: true, missing: [job('apart')] }, 'marking here, lock blocked'],
    [{ stage: 'marking', sittingsOver: true }, 'council here'],
    [{ stage: 'councilReview', sittingsOver: true, councilDone: true }, 'lock here'],
    [{ stage: 'resultsLocked', sittingsOver: true }, 'publish here'],
    [{ stage: 'resultsLocked', sittingsOver: true, addendumOpen: true }, 'lock here'],
    [{ stage: 'published', sittingsOver: true, undecided: 41 }, 'admission here'],
    [{ stage: 'published', sittingsOver: true, undecided: 0 }, ''],
  ] as const)('with %j stands at: %s', (facts, expected) => {
    expect(here(facts)).toBe(expected);
  });

  it('has no station for a part that the plan does not have', () => {
    const codes = (facts: Partial<StationFacts>): string[] => stations({ ...CLOSED, ...facts }).map((s) => s.code);
    expect(codes({})).toHaveLength(11);
    expect(codes({ hasOral: false })).not.toContain('oral');
    expect(codes({ hasWritten: false })).not.toContain('written');
    expect(codes({ hasWritten: false }).indexOf('attendance')).toBe(4);
  });

  it('names at each station what is to be done there, and at the lock everything', () => {
    const missing = [job('panel'), job('apart')];
    const road = stations({ ...CLOSED, stage: 'marking', sittingsOver: true, missing: [job('apart'), job('sheets')] });
    expect(road.find((s) => s.code === 'lock')?.jobs.map((j) => j.code)).toEqual(['apart', 'sheets']);
    const oral = stations({ ...CLOSED, stage: 'marking', sittingsOver: true, missing }).find((s) => s.code === 'oral');
    expect(oral?.jobs.map((j) => j.code)).toEqual(['panel']);
  });
});
