import { publicationRules } from '../core/scoring/rule-set.js';
import type { PaperSource } from './paper-source.service.js';
import type { Subject } from './subject.js';

export const PAPER_OBSTACLE_CODES = [
  'papers/roster-open',
  'papers/nobody',
  'papers/sitting-not-started',
  'papers/not-locked',
  'papers/no-meeting',
  'papers/addendum-open',
  'papers/unit-sees-nothing',
  'papers/person-sees-nothing',
] as const;
export type PaperObstacle = (typeof PAPER_OBSTACLE_CODES)[number];

/** Every paper that a batch has or will have, in the order of the road; slips, one for each person, are not listed. */
export function allSubjects({ view, units, addenda, violations, earlierMeetings }: PaperSource): Subject[] {
  const ofEach = (kind: Subject['kind'], rows: readonly { readonly id: string }[]): Subject[] =>
    rows.map(({ id }) => ({ kind, id }));
  return [
    ...ofEach('attendanceList', view.sittings),
    ...ofEach('sittingMinutes', view.sittings),
    ...ofEach('violationMinutes', violations),
    ...ofEach(
      'earlierMinutes',
      earlierMeetings.map((m) => m.meeting),
    ),
    { kind: 'councilMinutes', id: null },
    { kind: 'resultList', id: null },
    { kind: 'resultSheet', id: null },
    ...ofEach('addendum', addenda),
    { kind: 'notices', id: null },
    ...ofEach('notice', units),
  ];
}

/** Whether a paper of this batch can bear the name at all. */
export const isPaperOf = (source: PaperSource, subject: Subject): boolean =>
  subject.kind === 'slip'
    ? source.entries.some((e) => e.id === subject.id)
    : allSubjects(source).some((s) => s.kind === subject.kind && s.id === subject.id);

/** Why a paper cannot be made yet, or null. */
export function obstacleOf(source: PaperSource, { kind, id }: Subject): PaperObstacle | null {
  const { batch, sittings } = source.view;
  if (source.rules === null) return 'papers/roster-open';
  switch (kind) {
    case 'attendanceList':
      return source.entries.some((e) => e.sittingId === id) ? null : 'papers/nobody';
    case 'sittingMinutes':
      return sittings.some((s) => s.id === id && s.startedAt !== null) ? null : 'papers/sitting-not-started';
    case 'violationMinutes':
    case 'earlierMinutes':
      return null;
  }
  if (batch.resultsLockedAt === null || source.results.length === 0) return 'papers/not-locked';
  switch (kind) {
    case 'councilMinutes':
      return (source.meeting?.meeting.closedAt ?? null) === null ? 'papers/no-meeting' : null;
    case 'addendum':
      return source.addenda.some((a) => a.id === id && a.closedAt !== null) ? null : 'papers/addendum-open';
    case 'notice':
    case 'notices':
      return publicationRules(source.rules).unit === 'none' ? 'papers/unit-sees-nothing' : null;
    case 'slip':
      return publicationRules(source.rules).person === 'none' ? 'papers/person-sees-nothing' : null;
    case 'resultList':
    case 'resultSheet':
      return null;
  }
}

/** What stands in the way of slips: they wait for nothing but the lock and the plan. */
export const slipObstacle = (source: PaperSource): PaperObstacle | null =>
  obstacleOf(source, { kind: 'slip', id: null });
