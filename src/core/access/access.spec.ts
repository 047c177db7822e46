import { describe, expect, it } from '@jest/globals';
import { ACCESS_MATRIX, mayAct, ROLES, STAFF_ACTS } from './access-matrix.js';
import { afterFailure, ROOM_ADDRESS_RULE, SUBJECT_RULE, waitSeconds } from './throttle.js';

describe('the access matrix', () => {
  it('lets the administrator see no question, no list of people and no result', () => {
    const acts = STAFF_ACTS.filter((a) => mayAct(['administrator'], a));
    expect(acts.sort()).toEqual(['apiToken.manage', 'home.view', 'user.manage']);
  });

  it('shows results to nobody but the council and its secretary', () => {
    expect([...ACCESS_MATRIX['result.view']].sort()).toEqual(['chair', 'councilMember', 'secretary', 'viceChair']);
  });

  it('lets the inspector change nothing', () => {
    const acts = STAFF_ACTS.filter((a) => mayAct(['inspector'], a));
    expect(acts.filter((a) => !/\.(view|viewLocked)$/.test(a))).toEqual([]);
  });

  it('opens locked results to the inspector and the clerk, and the own unit alone to its officer', () => {
    const own = STAFF_ACTS.filter((a) => mayAct(['unitOfficer'], a));
    expect(own.sort()).toEqual(['home.view', 'unitResult.view']);
    for (const role of ['inspector', 'standingCommitteeClerk'] as const) {
      expect(mayAct([role], 'result.view')).toBe(false);
      expect(mayAct([role], 'result.viewLocked')).toBe(true);
    }
  });

  it('lets an examiner see no results page: marks reach them at their own panel', () => {
    const acts = STAFF_ACTS.filter((a) => mayAct(['examiner'], a));
    expect(acts.sort()).toEqual(['essay.rate', 'home.view', 'mark.revise', 'oral.examine', 'panel.view']);
  });

  it('names known roles only and gives every act somebody', () => {
    for (const act of STAFF_ACTS) {
      expect(ACCESS_MATRIX[act].length).toBeGreaterThan(0);
      for (const role of ACCESS_MATRIX[act]) expect(ROLES).toContain(role);
    }
  });
});

describe('the throttle', () => {
  const now = 1_000_000_000;
  it('looks at no more than 20 guesses under one name in ten minutes', () => {
    let failures = null as { count: number; lastAt: number } | null;
    let looked = 0;
    for (let t = now; t < now + 600_000; t += 1000) {
      if (waitSeconds(failures, SUBJECT_RULE, t) > 0) continue;
      failures = afterFailure(failures, SUBJECT_RULE, t);
      looked += 1;
    }
    expect(looked).toBeLessThanOrEqual(20);
  });

  it('lets a computer room behind one address mistype 500 times without making anybody wait', () => {
    let failures = null as { count: number; lastAt: number } | null;
    for (let i = 0; i < 500; i += 1) failures = afterFailure(failures, ROOM_ADDRESS_RULE, now + i);
    expect(waitSeconds(failures, ROOM_ADDRESS_RULE, now + 500)).toBe(0);
  });

  it('forgets after an hour', () => {
    expect(waitSeconds({ count: 50, lastAt: now }, SUBJECT_RULE, now + 3_601_000)).toBe(0);
    expect(afterFailure({ count: 50, lastAt: now }, SUBJECT_RULE, now + 3_601_000).count).toBe(1);
  });
});
