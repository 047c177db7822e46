import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../scoring/outcome.js';
import { outcomeDigest } from '../scoring/outcome.js';
import { DEFAULT_RULES, councilRules } from '../scoring/rule-set.js';
import { councilDigest, councilFaults } from './council.js';
import {
  changedResults,
  closingFaults,
  draftFaults,
  type LockFacts,
  lockObstacles,
  type MinutesContent,
  minutesDigest,
  type MinutesDraft,
  needsAnotherMeeting,
  resultsDigest,
} from './meeting.js';

const RULES = councilRules(DEFAULT_RULES);
const MEMBERS = ['m1', 'm2', 'm3', 'm4', 'm5'];

/** Minutes of five members, of whom the first `present` are there and the rest away with a reason. */
const minutes = (
  present: number,
  votes: readonly [number, number, number],
  more: Partial<MinutesDraft> = {},
): MinutesDraft => ({
  place: 'Phòng họp',
  agenda: 'Chương trình',
  proceedings: 'Diễn biến',
  conclusion: 'Kết luận',
  attendance: MEMBERS.map((memberId, i) => ({ memberId, present: i < present, reason: i < present ? null : 'Đi học' })),
  motions: [{ kind: 'adoptResults', text: 'Thông qua', for: votes[0], against: votes[1], abstain: votes[2] }],
  ...more,
});

describe('minutes while they are written', () => {
  it.each([
    [5, [5, 0, 0], []],
    [5, [3, 1, 1], []],
    [5, [0, 0, 0], []],
    [5, [4, 0, 0], ['council/votes-not-present']],
    [4, [5, 0, 0], ['council/votes-not-present']],
    [4, [4, 0, 0], []],
  ] as const)('%i present and the votes %j: %j', (present, votes, codes) => {
    expect(draftFaults(minutes(present, votes), RULES).map((f) => f.code)).toEqual(codes);
  });

  it('a motion has a text', () => {
    const draft = minutes(5, [5, 0, 0], { motions: [{ kind: 'other', text: '', for: 0, against: 0, abstain: 0 }] });
    expect(draftFaults(draft, RULES)).toEqual([{ field: 'text-0', code: 'council/motion-text' }]);
  });
});

describe('minutes that are to be closed', () => {
  it('say where, what, who and how it was voted', () => {
    expect(closingFaults(minutes(5, [5, 0, 0]), RULES)).toEqual([]);
  });

  it.each(['place', 'agenda', 'proceedings', 'conclusion'] as const)('do not stand without %s', (field) => {
    expect(closingFaults(minutes(5, [5, 0, 0], { [field]: ' ' }), RULES)).toEqual([
      { field, code: 'council/text-missing' },
    ]);
  });

  it('say of every member whether they were there, and of the absent why not', () => {
    const attendance = [
      { memberId: 'm1', present: null, reason: null },
      { memberId: 'm2', present: false, reason: '' },
      ...['m3', 'm4', 'm5'].map((memberId) => ({ memberId, present: true, reason: null })),
    ];
    expect(closingFaults(minutes(3, [0, 0, 0], { attendance }), RULES)).toEqual([
      { field: 'present-m1', code: 'council/attendance-missing' },
      { field: 'reason-m2', code: 'council/absence-reason' },
    ]);
  });

  it('need no vote without a quorum, and one with it', () => {
    expect(closingFaults(minutes(3, [0, 0, 0]), RULES)).toEqual([]);
    expect(closingFaults(minutes(4, [0, 0, 0]), RULES)).toEqual([
      { field: 'for-0', code: 'council/not-voted', params: { present: 4 } },
    ]);
  });
});

const GRADED: Outcome = { status: 'graded', components: [], total: 7000, band: 'good', reasons: [] };
const FAILED: Outcome = { ...GRADED, total: 5000, band: 'fail', reasons: ['belowPass'] };
const ROWS = [
  { entryId: 'a', outcome: GRADED },
  { entryId: 'b', outcome: FAILED },
];

describe('locking', () => {
  const digest = resultsDigest(ROWS);
  const meeting = {
    closed: true,
    present: 4,
    quorum: 4,
    adopted: true,
    confirmedByChair: true,
    confirmedBySecretary: true,
    resultsDigest: digest,
  };
  const facts: LockFacts = { meeting, missing: 0, pending: 0, resultsDigest: digest };
  const codes = (f: LockFacts): string[] => lockObstacles(f).map((o) => o.code);

  it('is open when a quorum adopted these very results, both confirmed and nothing is missing', () => {
    expect(codes(facts)).toEqual([]);
  });

  it.each([
    ['noMeeting', { meeting: null }, false],
    ['meetingOpen', { meeting: { ...meeting, closed: false } }, false],
    ['noQuorum', { meeting: { ...meeting, present: 3, adopted: false } }, true],
    ['notAdopted', { meeting: { ...meeting, adopted: false } }, true],
    ['resultsChanged', { resultsDigest: resultsDigest(ROWS.slice(1)) }, true],
    ['notConfirmedByChair', { meeting: { ...meeting, confirmedByChair: false } }, false],
    ['notConfirmedBySecretary', { meeting: { ...meeting, confirmedBySecretary: false } }, false],
    ['worksMissing', { missing: 2 }, false],
    ['worksMissing', { pending: 1 }, false],
  ] as const)('is refused alone by %s', (code, change, another) => {
    const obstacles = lockObstacles({ ...facts, ...change });
    expect(obstacles.map((o) => o.code)).toEqual([code]);
    expect(needsAnotherMeeting(obstacles)).toBe(another);
  });

  it('names everything that stands in the way at once', () => {
    const open = { ...meeting, confirmedByChair: false, confirmedBySecretary: false };
    expect(codes({ ...facts, missing: 1, meeting: open })).toEqual([
      'worksMissing',
      'notConfirmedByChair',
      'notConfirmedBySecretary',
    ]);
  });

  it('waits for no confirmation of minutes that another meeting must follow', () => {
    const failed = { ...meeting, adopted: false, confirmedByChair: false, confirmedBySecretary: false };
    expect(codes({ ...facts, meeting: failed })).toEqual(['notAdopted']);
  });
});

describe('an addendum', () => {
  const inForce = new Map(ROWS.map((r) => [r.entryId, { digest: outcomeDigest(r.outcome), outcome: r.outcome }]));

  it('changes nothing where nothing changed', () => {
    expect(changedResults(ROWS, inForce)).toEqual([]);
  });

  it('holds exactly those whose result differs, with what it was', () => {
    const rows = [ROWS[0]!, { entryId: 'b', outcome: GRADED }, { entryId: 'c', outcome: FAILED }];
    expect(changedResults(rows, inForce)).toEqual([
      { row: rows[1], before: FAILED },
      { row: rows[2], before: null },
    ]);
  });
});

describe('the digest of minutes', () => {
  const content: MinutesContent = {
    batchId: 'b',
    councilId: 'c',
    place: 'p',
    agenda: 'a',
    proceedings: 'd',
    conclusion: 'k',
    openedAt: '2027-01-16T01:00:00.000Z',
    closedAt: '2027-01-16T03:00:00.000Z',
    resultsDigest: 'r',
    attendance: MEMBERS.map((memberId) => ({ memberId, present: true, reason: null })),
    motions: [{ position: 0, kind: 'adoptResults', text: 't', for: 5, against: 0, abstain: 0, adopted: true }],
  };

  it('does not depend on the order of rows', () => {
    expect(minutesDigest({ ...content, attendance: [...content.attendance].reverse() })).toBe(minutesDigest(content));
  });

  it.each([
    ['place', { place: 'x' }],
    ['agenda', { agenda: 'x' }],
    ['proceedings', { proceedings: 'x' }],
    ['conclusion', { conclusion: 'x' }],
    ['closedAt', { closedAt: null }],
    ['results', { resultsDigest: 'x' }],
    ['a member gone', { attendance: content.attendance.slice(1) }],
    ['a member absent', { attendance: content.attendance.map((a, i) => (i === 0 ? { ...a, present: false } : a)) }],
    ['a reason', { attendance: content.attendance.map((a, i) => (i === 0 ? { ...a, reason: 'x' } : a)) }],
    ['a vote', { motions: content.motions.map((m) => ({ ...m, for: 4, against: 1 })) }],
    ['a motion gone', { motions: [] }],
  ] as const)('tells %s', (_, change) => {
    expect(minutesDigest({ ...content, ...change })).not.toBe(minutesDigest(content));
  });
});

describe('a council', () => {
  const seat = (role: string, userId: string | null = null): { role: string; userId: string | null } => ({
    role,
    userId,
  });
  const codes = (seats: readonly { role: string; userId: string | null }[]): string[] =>
    councilFaults(seats).map((f) => f.code);

  it('has at least three members, exactly one chair and one secretary, and no account twice', () => {
    expect(codes([seat('chair'), seat('member'), seat('secretary')])).toEqual([]);
    expect(codes([seat('chair'), seat('secretary')])).toEqual(['council/few-members']);
    expect(codes([seat('member'), seat('member'), seat('secretary')])).toEqual(['council/one-chair']);
    expect(codes([seat('chair'), seat('chair'), seat('secretary')])).toEqual(['council/one-chair']);
    expect(codes([seat('chair'), seat('member'), seat('member')])).toEqual(['council/one-secretary']);
    expect(codes([seat('chair', 'u'), seat('member', 'u'), seat('secretary')])).toEqual(['council/same-account']);
  });

  it('is told from itself when a member, an office or an account is another', () => {
    const member = { id: 'm', userId: null, fullName: 'A', role: 'chair', office: 'o', position: 0 };
    const council = { title: 't', decisionNo: '1', decisionOn: '2027-01-01', term: '2025-2030', members: [member] };
    for (const change of [{ fullName: 'B' }, { office: 'x' }, { userId: 'u' }, { role: 'member' }, { position: 1 }])
      expect(councilDigest({ ...council, members: [{ ...member, ...change }] })).not.toBe(councilDigest(council));
    expect(councilDigest({ ...council, term: null })).not.toBe(councilDigest(council));
  });
});
