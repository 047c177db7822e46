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
  'item.import': ['itemWriter', 'secretary'],
  'item.write': ['itemWriter', 'secretary'],
  'item.putLive': ['secretary', 'chair'],
  'bank.export': ['secretary', 'chair'],
  'bank.enemies': ['secretary', 'chair', 'itemWriter', 'itemReviewer'],
  'sources.keep': ['secretary', 'itemWriter'],
  'item.comment': [...COUNCIL, 'itemWriter', 'itemReviewer'],
  'item.sendToReview': ['secretary', 'chair', 'itemWriter', 'itemReviewer'],
  'item.review': ['itemReviewer', 'chair'],
  'plan.view': [...COUNCIL, 'inspector'],
  'plan.edit': ['secretary', 'chair'],
  'batch.prepare': ['secretary'],
  'roster.view': [...COUNCIL, 'inspector'],
  'roster.close': ['chair'],
  'seal.open': COUNCIL,
  'card.issue': ['secretary'],
  'card.reissue': ['secretary', 'invigilator'],
  'attendance.print': [...COUNCIL, 'invigilator'],
  'sitting.watch': [...COUNCIL, 'invigilator'],
  'sitting.run': ['invigilator'],
  'violation.note': ['invigilator', 'secretary'],
  'violation.withdraw': ['chair'],
  'panel.view': [...COUNCIL, 'examiner'],
  'panel.manage': ['secretary', 'chair'],
  'oral.examine': ['examiner'],
  'essay.rate': ['examiner'],
  'mark.revise': ['examiner'],
  'mark.settle': ['chair', 'viceChair'],
  'result.view': COUNCIL,
  'result.viewLocked': [...COUNCIL, 'inspector', 'standingCommitteeClerk'],
  'result.publish': ['secretary', 'chair'],
  'result.lock': ['chair'],
  'rescore.order': ['chair'],
  'late.decide': ['chair'],
  'council.view': [...COUNCIL, 'inspector'],
  'council.manage': ['secretary', 'chair'],
  'meeting.keep': ['secretary', 'chair'],
  'meeting.confirm': ['chair', 'secretary'],
  'paper.make': COUNCIL,
  'paper.number': ['secretary', 'chair'],
  'unitResult.view': ['unitOfficer'],
  'admission.view': ['standingCommitteeClerk', 'chair', 'secretary', 'inspector'],
  'admission.decide': ['standingCommitteeClerk'],
  'apiToken.manage': ['administrator'],
  'ledger.view': ['secretary', 'chair', 'viceChair', 'inspector'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type StaffAct = keyof typeof ACCESS_MATRIX;
export const STAFF_ACTS = Object.keys(ACCESS_MATRIX) as StaffAct[];

/**
 * 'candidate.enter': signed in by code; 'candidate.sit': has also confirmed who they are; 'api.eligibility': another
 * program with a token of that scope.
 */
export type Act = StaffAct | 'public' | 'candidate.enter' | 'candidate.sit' | 'api.eligibility';

export const mayAct = (roles: readonly Role[], act: StaffAct): boolean =>
  (ACCESS_MATRIX[act] as readonly Role[]).some((role) => roles.includes(role));
