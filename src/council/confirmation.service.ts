import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { BatchService } from '../batch/batch.service.js';
import { parseShortHead, shortHead } from '../core/ledger/chain.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { StaffService } from '../identity/staff.service.js';
import { LedgerReader } from '../ledger/ledger-reader.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { MeetingView } from './meeting-view.js';
import { MeetingRepository } from './meeting.repository.js';
import { MeetingService } from './meeting.service.js';

export const SIGNERS = ['chair', 'secretary'] as const;
export type Signer = (typeof SIGNERS)[number];

export interface Confirmation {
  readonly as: Signer;
  /** The short head as the page showed it, which the paper will bear. */
  readonly head: string;
  /** Its last four characters, typed again by hand. */
  readonly tail: string;
  readonly password: string;
}

/** Chair and secretary each stand for the closed minutes, against the head of the ledger. */
@Injectable()
export class ConfirmationService {
  constructor(
    private readonly repository: MeetingRepository,
    private readonly meetings: MeetingService,
    private readonly batches: BatchService,
    private readonly staff: StaffService,
    private readonly reader: LedgerReader,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError council/not-the-signer, council/head-mistyped, council/head-unknown, council/head-too-old,
   * council/confirmed-already, auth/wrong-password, auth/too-many-tries
   */
  async confirm(actor: StaffActor, batchId: string, c: Confirmation, address: string): Promise<void> {
    await this.batches.getBatch(actor.ownerId, batchId);
    const head = await this.readHead(c);
    await this.mayConfirm(actor, batchId, c.as, head.seq);
    await this.staff.confirmPassword(actor.id, c.password, address);
    await this.uow.run(async () => {
      await this.batches.hold(batchId);
      const { meeting } = await this.mayConfirm(actor, batchId, c.as, head.seq);
      const at = this.clock.now();
      const text = shortHead(head);
      await this.repository.updateMeeting(
        meeting.id,
        c.as === 'chair'
          ? { chairHead: text, chairId: actor.id, chairAt: at }
          : { secretaryHead: text, secretaryId: actor.id, secretaryAt: at },
      );
      this.ledger.record({
        action: 'meeting.confirmed',
        actor: asLedgerActor(actor),
        ownerId: actor.ownerId,
        subjectType: 'meeting',
        subjectId: meeting.id,
        facts: { meetingId: meeting.id, as: c.as, head: text, at: at.toISOString() },
      });
    });
  }

  private async readHead({ head, tail }: Confirmation): Promise<{ seq: number; hash: string }> {
    const known = parseShortHead(head);
    if (known === null) throw new AppError('council/head-unknown');
    const last = shortHead(known).slice(-4);
    if (tail.trim().toUpperCase() !== last) throw new AppError('council/head-mistyped');
    if (!(await this.reader.isOnChain(known))) throw new AppError('council/head-unknown');
    return known;
  }

  private async mayConfirm(actor: StaffActor, batchId: string, as: Signer, seq: number): Promise<MeetingView> {
    const view = await this.meetings.findMeeting(batchId);
    if (view === null) throw new AppError('common/not-found');
    const { meeting } = view;
    if (meeting.closedAt === null) throw new AppError('council/meeting-not-closed');
    if (!signsAs(actor, view, as)) throw new AppError('council/not-the-signer');
    if ((as === 'chair' ? meeting.chairAt : meeting.secretaryAt) !== null)
      throw new AppError('council/confirmed-already');
    if ((as === 'chair' ? meeting.secretaryId : meeting.chairId) === actor.id) throw new AppError('council/two-people');
    const closed = await this.reader.findSeqOf('meeting.closed', meeting.id);
    if (closed === null || seq < closed) throw new AppError('council/head-too-old');
    return view;
  }
}

/** The member with that role, by the account that stands beside the name; without one whoever holds the role. */
export function signsAs(actor: Pick<StaffActor, 'id' | 'roles'>, view: MeetingView, as: Signer): boolean {
  const member = view.attendance.find((a) => a.member.role === as)?.member;
  if (member === undefined) return false;
  return member.userId === null ? actor.roles.includes(as) : member.userId === actor.id;
}
