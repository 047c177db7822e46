export const ROLES = [
  'administrator',
  'secretary',
  'chair',
  'viceChair',
  'councilMember',
  'itemWriter',
  'itemReviewer',
  'invigilator',
  'examiner',
  'unitOfficer',
  'standingCommitteeClerk',
  'inspector',
] as const;
export type Role = (typeof ROLES)[number];

const COUNCIL = ['secretary', 'chair', 'viceChair', 'councilMember'] as const satisfies readonly Role[];

/**
 * Act x role: the one place that says who may do what. An act that is not here cannot be named by a route, and a route
 * without an act opens for nobody. `public` and the candidate's acts are decided by who is signed in, not by a role.
 */
export const ACCESS_MATRIX = {
  'home.view': ROLES,
  'user.manage': ['administrator'],
  'bank.view': [...COUNCIL, 'itemWriter', 'itemReviewer', 'inspector'],
  'plan.view': [...COUNCIL, 'inspector'],
  'plan.edit': ['secretary', 'chair'],
  'batch.prepare': ['secretary'],
  'roster.view': [...COUNCIL, 'inspector'],
  'roster.close': ['chair'],
  'card.issue': ['secretary'],
  'card.reissue': ['secretary', 'invigilator'],
  'attendance.print': [...COUNCIL, 'invigilator'],
  'sitting.watch': [...COUNCIL, 'invigilator'],
  'sitting.run': ['invigilator'],
  'result.view': COUNCIL,
  'ledger.view': ['secretary', 'chair', 'viceChair', 'inspector'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type StaffAct = keyof typeof ACCESS_MATRIX;
export const STAFF_ACTS = Object.keys(ACCESS_MATRIX) as StaffAct[];

/** 'candidate.enter': signed in by code; 'candidate.sit': has also confirmed who they are. */
export type Act = StaffAct | 'public' | 'candidate.enter' | 'candidate.sit';

export const mayAct = (roles: readonly Role[], act: StaffAct): boolean =>
  (ACCESS_MATRIX[act] as readonly Role[]).some((role) => roles.includes(role));
