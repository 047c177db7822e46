import {
  type AttendanceDraft,
  type LockFacts,
  type MinutesContent,
  minutesDigest,
  type MinutesDraft,
  type MotionDraft,
  resultsDigest,
} from '../core/decision/meeting.js';
import type { BatchOutcomes } from '../marking/outcome-rows.js';
import type { CouncilMember } from '../organization/entities/council.entity.js';
import type { CouncilMeeting, MeetingAttendance, MeetingMotion } from './entities/meeting.entity.js';

export interface MeetingView {
  readonly meeting: CouncilMeeting;
  /** In the council's own order. */
  readonly attendance: readonly {
    readonly member: CouncilMember;
    readonly present: boolean;
    /** Null: nobody has said yet whether the member is there; '': absent, the reason not written yet. */
    readonly reason: string | null;
  }[];
  readonly motions: readonly MeetingMotion[];
  readonly quorum: number;
  readonly present: number;
}

/** What the council decides about the results; the lock rests on it. */
export const adoptedResults = (view: MeetingView): boolean =>
  view.motions.some((m) => m.kind === 'adoptResults' && m.adopted);

export const attendanceDraft = (
  memberId: string,
  row: { readonly present: boolean; readonly reason: string | null },
): AttendanceDraft => ({
  memberId,
  present: row.present ? true : row.reason === null ? null : false,
  reason: row.reason,
});

export const motionDraft = (m: MeetingMotion): MotionDraft => ({
  kind: m.kind,
  text: m.text,
  for: m.votesFor,
  against: m.votesAgainst,
  abstain: m.votesAbstain,
});

export const draftOf = ({ meeting, attendance, motions }: MeetingView): MinutesDraft => ({
  place: meeting.place,
  agenda: meeting.agenda,
  proceedings: meeting.proceedings,
  conclusion: meeting.conclusion,
  attendance: attendance.map((a) => attendanceDraft(a.member.id, a)),
  motions: motions.map(motionDraft),
});

export const contentOf = (
  meeting: CouncilMeeting,
  attendance: readonly Pick<MeetingAttendance, 'memberId' | 'present' | 'reason'>[],
  motions: readonly MeetingMotion[],
): MinutesContent => ({
  batchId: meeting.batchId,
  councilId: meeting.councilId,
  place: meeting.place,
  agenda: meeting.agenda,
  proceedings: meeting.proceedings,
  conclusion: meeting.conclusion,
  openedAt: meeting.openedAt.toISOString(),
  closedAt: meeting.closedAt?.toISOString() ?? null,
  resultsDigest: meeting.resultsDigest,
  attendance,
  motions: motions.map((m) => ({ ...motionDraft(m), position: m.position, adopted: m.adopted })),
});

/** Tells one state of the minutes from another: of the draft that a page was made from, and of closed minutes. */
export const digestOf = ({ meeting, attendance, motions }: MeetingView): string =>
  minutesDigest(
    contentOf(
      meeting,
      attendance.map((a) => ({ memberId: a.member.id, present: a.present, reason: a.reason })),
      motions,
    ),
  );

export const outcomesDigest = ({ rows }: Pick<BatchOutcomes, 'rows'>): string =>
  resultsDigest(rows.map((r) => ({ entryId: r.entry.id, outcome: r.outcome })));

export const lockFacts = (view: MeetingView | null, outcomes: BatchOutcomes): LockFacts => ({
  meeting:
    view === null
      ? null
      : {
          closed: view.meeting.closedAt !== null,
          present: view.present,
          quorum: view.quorum,
          adopted: adoptedResults(view),
          confirmedByChair: view.meeting.chairAt !== null,
          confirmedBySecretary: view.meeting.secretaryAt !== null,
          resultsDigest: view.meeting.resultsDigest,
        },
  missing: outcomes.missing.reduce((sum, m) => sum + m.n, 0),
  pending: outcomes.counts.pending,
  resultsDigest: outcomesDigest(outcomes),
});
