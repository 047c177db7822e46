import { canonicalJson } from '../ledger/canonical-json.js';
import type { Outcome } from '../scoring/outcome.js';
import { outcomeDigest } from '../scoring/outcome.js';
import type { CouncilRules } from '../scoring/rule-set.js';
import { sha256Hex } from '../shared/digest.js';
import { adoption, quorumOf, type Votes } from './vote.js';

export interface AttendanceDraft {
  readonly memberId: string;
  /** Null: nobody has said yet. */
  readonly present: boolean | null;
  readonly reason: string | null;
}

export interface MotionDraft extends Votes {
  readonly kind: 'adoptResults' | 'other';
  readonly text: string;
}

/** The minutes as they are being written. */
export interface MinutesDraft {
  readonly place: string;
  readonly agenda: string;
  readonly proceedings: string;
  readonly conclusion: string;
  readonly attendance: readonly AttendanceDraft[];
  readonly motions: readonly MotionDraft[];
}

/** Something that keeps minutes from being saved or closed; `field` is the field of the form at which it shows. */
export interface MinutesFault {
  readonly field: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export const presentIn = (draft: Pick<MinutesDraft, 'attendance'>): number =>
  draft.attendance.filter((a) => a.present === true).length;

const cast = (m: Votes): number => m.for + m.against + m.abstain;
export const isVoted = (m: Votes): boolean => cast(m) > 0;

/** A draft may be unfinished, but what was counted must be right: each who is there votes once. */
export function draftFaults(draft: MinutesDraft, rules: CouncilRules): MinutesFault[] {
  const present = presentIn(draft);
  return draft.motions.flatMap((m, i): MinutesFault[] => {
    if (m.text === '') return [{ field: `text-${i}`, code: 'council/motion-text' }];
    if (!isVoted(m)) return [];
    const vote = adoption(m, present, draft.attendance.length, rules);
    if (vote.ok) return [];
    return [{ field: `for-${i}`, code: vote.error.code, params: vote.error.params ?? {} }];
  });
}

/** What is missing before the minutes may be closed: then nothing of them changes any more. */
export function closingFaults(draft: MinutesDraft, rules: CouncilRules): MinutesFault[] {
  const faults: MinutesFault[] = draftFaults(draft, rules);
  for (const name of ['place', 'agenda', 'proceedings', 'conclusion'] as const)
    if (draft[name].trim() === '') faults.push({ field: name, code: 'council/text-missing' });
  for (const a of draft.attendance) {
    if (a.present === null) faults.push({ field: `present-${a.memberId}`, code: 'council/attendance-missing' });
    else if (!a.present && (a.reason ?? '') === '')
      faults.push({ field: `reason-${a.memberId}`, code: 'council/absence-reason' });
  }
  const present = presentIn(draft);
  // Without a quorum nothing can be put to the vote: such minutes close without one.
  if (present >= quorumOf(draft.attendance.length, rules))
    for (const [i, m] of draft.motions.entries())
      if (!isVoted(m)) faults.push({ field: `for-${i}`, code: 'council/not-voted', params: { present } });
  return faults;
}

export interface MinutesContent {
  readonly batchId: string;
  readonly councilId: string;
  readonly place: string;
  readonly agenda: string;
  readonly proceedings: string;
  readonly conclusion: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly resultsDigest: string | null;
  readonly attendance: readonly {
    readonly memberId: string;
    readonly present: boolean;
    readonly reason: string | null;
  }[];
  readonly motions: readonly (MotionDraft & { readonly position: number; readonly adopted: boolean })[];
}

/** What the ledger keeps of minutes: every word, who was there, how they voted. */
export function minutesDigest(m: MinutesContent): string {
  const { batchId, councilId, place, agenda, proceedings, conclusion, openedAt, closedAt, resultsDigest } = m;
  const attendance = m.attendance
    .map(({ memberId, present, reason }) => ({ memberId, present, reason }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const motions = [...m.motions]
    .sort((a, b) => a.position - b.position)
    .map((v) => ({
      position: v.position,
      kind: v.kind,
      text: v.text,
      for: v.for,
      against: v.against,
      abstain: v.abstain,
      adopted: v.adopted,
    }));
  return sha256Hex(
    canonicalJson({
      batchId,
      councilId,
      place,
      agenda,
      proceedings,
      conclusion,
      openedAt,
      closedAt,
      resultsDigest,
      attendance,
      motions,
    }),
  );
}

/** One digest over the results of all, in the order of their entries' ids: what the council had before it. */
export const resultsDigest = (rows: readonly { readonly entryId: string; readonly outcome: Outcome }[]): string =>
  sha256Hex(
    canonicalJson(
      rows
        .map((r) => ({ entryId: r.entryId, digest: outcomeDigest(r.outcome) }))
        .sort((a, b) => (a.entryId < b.entryId ? -1 : 1)),
    ),
  );

/** Everything on which locking rests. */
export interface LockFacts {
  readonly meeting: {
    readonly closed: boolean;
    readonly present: number;
    readonly quorum: number;
    readonly adopted: boolean;
    readonly confirmedByChair: boolean;
    readonly confirmedBySecretary: boolean;
    /** What lay before the council when the meeting was closed. */
    readonly resultsDigest: string | null;
  } | null;
  /** Works that are missing, and people whose result is pending. */
  readonly missing: number;
  readonly pending: number;
  readonly resultsDigest: string;
}

export interface LockObstacle {
  readonly code:
    | 'noMeeting'
    | 'meetingOpen'
    | 'noQuorum'
    | 'notAdopted'
    | 'resultsChanged'
    | 'notConfirmedByChair'
    | 'notConfirmedBySecretary'
    | 'worksMissing';
  readonly params: Readonly<Record<string, number>>;
}

/** All that keeps results from being locked; empty: nothing does. */
export function lockObstacles(f: LockFacts): LockObstacle[] {
  const found: LockObstacle[] = [];
  const add = (is: boolean, code: LockObstacle['code'], params: LockObstacle['params'] = {}): void => {
    if (is) found.push({ code, params });
  };
  add(f.missing > 0 || f.pending > 0, 'worksMissing', { n: Math.max(f.missing, f.pending) });
  if (f.meeting === null) return [...found, { code: 'noMeeting', params: {} }];
  const { closed, present, quorum, adopted, confirmedByChair, confirmedBySecretary } = f.meeting;
  if (!closed) return [...found, { code: 'meetingOpen', params: {} }];
  add(present < quorum, 'noQuorum', { present, quorum });
  add(present >= quorum && !adopted, 'notAdopted');
  add(f.meeting.resultsDigest !== f.resultsDigest, 'resultsChanged');
  // Minutes that another meeting must follow wait for nobody.
  if (needsAnotherMeeting(found)) return found;
  add(!confirmedByChair, 'notConfirmedByChair');
  add(!confirmedBySecretary, 'notConfirmedBySecretary');
  return found;
}

/** Obstacles that only another meeting clears. */
export const needsAnotherMeeting = (obstacles: readonly LockObstacle[]): boolean =>
  obstacles.some((o) => ['noQuorum', 'notAdopted', 'resultsChanged'].includes(o.code));

export interface ResultChange<T> {
  readonly row: T;
  readonly before: Outcome | null;
}

/** The rows whose result is no longer the one in force: what an addendum appends, and nothing else. */
export const changedResults = <T extends { readonly entryId: string; readonly outcome: Outcome }>(
  rows: readonly T[],
  inForce: ReadonlyMap<string, { readonly digest: string; readonly outcome: Outcome }>,
): ResultChange<T>[] =>
  rows.flatMap((row) => {
    const held = inForce.get(row.entryId);
    if (held?.digest === outcomeDigest(row.outcome)) return [];
    return [{ row, before: held?.outcome ?? null }];
  });
