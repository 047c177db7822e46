import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import {
  closingFaults,
  draftFaults,
  isVoted,
  lockObstacles,
  type MinutesDraft,
  type MinutesFault,
  needsAnotherMeeting,
  presentIn,
} from '../core/decision/meeting.js';
import { adoption, quorumOf } from '../core/decision/vote.js';
import { type CouncilRules, councilRules, DEFAULT_RULES } from '../core/scoring/rule-set.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { OutcomeService } from '../marking/outcome.service.js';
import { type CouncilWithMembers, OrganizationService } from '../organization/organization.service.js';
import type { CouncilMeeting, MeetingMotion } from './entities/meeting.entity.js';
import { digestOf, draftOf, lockFacts, type MeetingView, outcomesDigest } from './meeting-view.js';
import { MeetingRepository } from './meeting.repository.js';

/** What the minutes begin with. */
export interface MeetingTexts {
  readonly agenda: string;
  readonly proceedings: string;
  readonly conclusion: string;
  /** The motion to adopt the results. */
  readonly motion: string;
}

/** The council's meeting about one batch: minutes that are written while they meet, and then stand. */
@Injectable()
export class MeetingService {
  constructor(
    private readonly repository: MeetingRepository,
    private readonly batches: BatchService,
    private readonly outcomes: OutcomeService,
    private readonly organization: OrganizationService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The newest meeting about a batch, or null. */
  async findMeeting(batchId: string): Promise<MeetingView | null> {
    const [newest] = await this.repository.findMeetings(batchId);
    return newest === undefined ? null : this.viewOf(newest);
  }

  /** All meetings about a batch, the newest first. */
  async findMeetings(batchId: string): Promise<MeetingView[]> {
    return Promise.all((await this.repository.findMeetings(batchId)).map((m) => this.viewOf(m)));
  }

  /** The council that a batch names; for a batch that names none yet the one in office, which its meeting will name. */
  async findCouncil(batch: Batch): Promise<CouncilWithMembers | null> {
    return batch.councilId === null
      ? this.organization.findCouncil(batch.ownerId)
      : this.organization.getCouncil(batch.ownerId, batch.councilId);
  }

  /**
   * The council meets. Another meeting follows only one that could not conclude.
   * @throws AppError council/not-yet, council/none, council/meeting-open, council/concluded, results/locked-already
   */
  async open(ownerId: string, batchId: string, place: string, texts: MeetingTexts, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { batch, stage } = await this.batches.getView(ownerId, batchId);
      if (batch.resultsLockedAt !== null) throw new AppError('council/locked-already');
      if (stage !== 'marking' && stage !== 'councilReview') throw new AppError('council/not-yet');
      const previous = await this.findMeeting(batchId);
      if (previous !== null) {
        if (previous.meeting.closedAt === null) throw new AppError('council/meeting-open');
        const facts = lockFacts(previous, await this.outcomes.outcomes(ownerId, batchId));
        if (!needsAnotherMeeting(lockObstacles(facts))) throw new AppError('council/concluded');
      }
      const council = await this.findCouncil(batch);
      if (council === null) throw new AppError('council/none');
      const meeting = await this.insert(batch, council, place, texts, this.after(previous));
      await this.batches.setReview(batchId, {
        councilId: council.council.id,
        reviewOpenedAt: batch.reviewOpenedAt ?? meeting.openedAt,
      });
      this.ledger.record({
        action: 'meeting.opened',
        actor,
        ownerId,
        subjectType: 'meeting',
        subjectId: meeting.id,
        facts: { batchId, councilId: council.council.id, members: council.members.length },
      });
    });
  }

  /**
   * Stores what was typed. @param base what the page was made from: somebody else's words are not overwritten unseen
   * @returns what is wrong with the votes; then nothing is stored
   */
  async save(
    ownerId: string,
    batchId: string,
    draft: MinutesDraft,
    base: string,
    actor: LedgerActor,
  ): Promise<MinutesFault[]> {
    return this.uow.run(async () => {
      const { batch, view } = await this.openMinutes(ownerId, batchId);
      if (digestOf(view) !== base) throw new AppError('council/changed-meanwhile');
      const rules = rulesOf(batch);
      const faults = draftFaults(draft, rules);
      if (faults.length > 0) return faults;
      const { place, agenda, proceedings, conclusion } = draft;
      await this.repository.updateMeeting(view.meeting.id, { place, agenda, proceedings, conclusion });
      await this.saveAttendance(view, draft);
      await this.saveMotions(view, draft, rules, ownerId, actor);
      return [];
    });
  }

  /** The minutes stand as they are from here on. @returns what is still missing; then they stay open */
  async close(ownerId: string, batchId: string, actor: LedgerActor): Promise<MinutesFault[]> {
    return this.uow.run(async () => {
      const { batch, view } = await this.openMinutes(ownerId, batchId);
      const faults = closingFaults(draftOf(view), rulesOf(batch));
      if (faults.length > 0) return faults;
      const before = outcomesDigest(await this.outcomes.outcomes(ownerId, batchId));
      const meeting: CouncilMeeting = { ...view.meeting, closedAt: this.clock.now(), resultsDigest: before };
      const digest = digestOf({ ...view, meeting });
      const { closedAt } = meeting;
      await this.repository.updateMeeting(meeting.id, { closedAt, resultsDigest: before, digest });
      this.ledger.record({
        action: 'meeting.closed',
        actor,
        ownerId,
        subjectType: 'meeting',
        subjectId: meeting.id,
        facts: { digest, present: view.present, members: view.attendance.length, results: before },
      });
      return [];
    });
  }

  /** The newest minutes, which must still be open; held until the transaction ends. */
  private async openMinutes(ownerId: string, batchId: string): Promise<{ batch: Batch; view: MeetingView }> {
    await this.batches.hold(batchId);
    const batch = await this.batches.getBatch(ownerId, batchId);
    const view = await this.findMeeting(batchId);
    if (view === null) throw new AppError('common/not-found');
    if (view.meeting.closedAt !== null) throw new AppError('council/meeting-closed');
    return { batch, view };
  }

  private async saveAttendance(view: MeetingView, draft: MinutesDraft): Promise<void> {
    const rows = await this.repository.findAttendance(view.meeting.id);
    for (const { memberId, present, reason } of draft.attendance) {
      const row = rows.find((r) => r.memberId === memberId);
      if (row === undefined) throw new AppError('council/other-members');
      const said = present === true ? null : present === null ? null : (reason ?? '');
      await this.repository.updateAttendance(row.id, { present: present === true, reason: said });
    }
  }

  private async saveMotions(
    view: MeetingView,
    draft: MinutesDraft,
    rules: CouncilRules,
    ownerId: string,
    actor: LedgerActor,
  ): Promise<void> {
    const members = draft.attendance.length;
    const present = presentIn(draft);
    const motions = draft.motions.map((m, position): MeetingMotion => {
      const vote = adoption(m, present, members, rules);
      const adopted = isVoted(m) && present >= quorumOf(members, rules) && vote.ok && vote.value;
      const { kind, text } = m;
      const votes = { votesFor: m.for, votesAgainst: m.against, votesAbstain: m.abstain };
      const motion = { position, kind, text, ...votes, adopted };
      const same = view.motions.find((o) => isSameMotion(o, motion));
      return { id: newId(), meetingId: view.meeting.id, ...motion, at: same?.at ?? this.clock.now() };
    });
    await this.repository.replaceMotions(view.meeting.id, motions);
    for (const m of motions.filter((n) => isVotedRow(n) && !view.motions.some((o) => isSameMotion(o, n))))
      this.ledger.record({
        action: 'motion.voted',
        actor,
        ownerId,
        subjectType: 'meeting',
        subjectId: view.meeting.id,
        facts: {
          position: m.position,
          kind: m.kind,
          for: m.votesFor,
          against: m.votesAgainst,
          abstain: m.votesAbstain,
          adopted: m.adopted,
        },
        detail: m.text,
      });
  }

  /** Now, but after the meeting before: by its time the newest is known, though a clock be put back between two starts. */
  private after(previous: MeetingView | null): Date {
    const now = this.clock.now();
    if (previous === null || previous.meeting.openedAt < now) return now;
    return new Date(previous.meeting.openedAt.getTime() + 1);
  }

  private async insert(
    batch: Batch,
    council: CouncilWithMembers,
    place: string,
    texts: MeetingTexts,
    openedAt: Date,
  ): Promise<CouncilMeeting> {
    const { agenda, proceedings, conclusion, motion } = texts;
    const meeting: CouncilMeeting = {
      id: newId(),
      batchId: batch.id,
      councilId: council.council.id,
      place,
      agenda,
      proceedings,
      conclusion,
      openedAt,
      closedAt: null,
      ...NOT_CONFIRMED,
      digest: null,
      resultsDigest: null,
    };
    const attendance = council.members.map((m) => ({
      id: newId(),
      meetingId: meeting.id,
      memberId: m.id,
      present: false,
      reason: null,
    }));
    const adopt: MeetingMotion = {
      id: newId(),
      meetingId: meeting.id,
      position: 0,
      kind: 'adoptResults',
      text: motion,
      votesFor: 0,
      votesAgainst: 0,
      votesAbstain: 0,
      adopted: false,
      at: openedAt,
    };
    await this.repository.insertMeeting(meeting, attendance, [adopt]);
    return meeting;
  }

  /** One meeting with its rows. */
  async viewOf(meeting: CouncilMeeting): Promise<MeetingView> {
    const batchRules = await this.rulesOfBatch(meeting);
    // One after the other: within a transaction there is one connection.
    const rows = await this.repository.findAttendance(meeting.id);
    const motions = await this.repository.findMotions(meeting.id);
    const members = await this.organization.findMembers(meeting.councilId);
    const attendance = members.flatMap((member) => {
      const row = rows.find((r) => r.memberId === member.id);
      return row === undefined ? [] : [{ member, present: row.present, reason: row.reason }];
    });
    return {
      meeting,
      attendance,
      motions,
      quorum: quorumOf(attendance.length, batchRules),
      present: attendance.filter((a) => a.present).length,
    };
  }

  private async rulesOfBatch(meeting: CouncilMeeting): Promise<CouncilRules> {
    return rulesOf(await this.batches.getBatchById(meeting.batchId));
  }
}

export const NOT_CONFIRMED = {
  chairHead: null,
  chairId: null,
  chairAt: null,
  secretaryHead: null,
  secretaryId: null,
  secretaryAt: null,
} as const satisfies Partial<CouncilMeeting>;

const rulesOf = (batch: Batch): CouncilRules => councilRules(batch.rules ?? DEFAULT_RULES);

const isVotedRow = (m: MeetingMotion): boolean => m.votesFor + m.votesAgainst + m.votesAbstain > 0;

const isSameMotion = (
  a: MeetingMotion,
  b: Pick<MeetingMotion, 'kind' | 'text' | 'votesFor' | 'votesAgainst' | 'votesAbstain' | 'adopted'>,
): boolean =>
  a.kind === b.kind &&
  a.text === b.text &&
  a.votesFor === b.votesFor &&
  a.votesAgainst === b.votesAgainst &&
  a.votesAbstain === b.votesAbstain &&
  a.adopted === b.adopted;
