import { Entity, ForeignKey, Index } from 'typeorm';
import { Batch } from '../../batch/entities/batch.entity.js';
import {
  BoolColumn,
  IdColumn,
  InstantColumn,
  IntColumn,
  LongTextColumn,
  RefColumn,
  TextColumn,
} from '../../database/columns.js';
import { Council, CouncilMember } from '../../organization/entities/council.entity.js';

/** Phiên họp Hội đồng xét kết quả of one batch. */
@Entity('council_meeting')
@Index('ix_council_meeting_batch', ['batchId'])
export class CouncilMeeting {
  @IdColumn()
  id: string;

  @ForeignKey(() => Batch, { name: 'fk_council_meeting_batch' })
  @RefColumn()
  batchId: string;

  @ForeignKey(() => Council, { name: 'fk_council_meeting_council' })
  @RefColumn()
  councilId: string;

  @TextColumn(200)
  place: string;

  @LongTextColumn()
  agenda: string;

  /** Diễn biến: what was reported and said; the secretary writes it while they meet. */
  @LongTextColumn()
  proceedings: string;

  @LongTextColumn()
  conclusion: string;

  @InstantColumn()
  openedAt: Date;

  /** From here on the minutes stand and wait for the two confirmations. */
  @InstantColumn({ nullable: true })
  closedAt: Date | null;

  /** Short head of the ledger against which each confirmed, with password. */
  @TextColumn(40, { nullable: true })
  chairHead: string | null;

  @RefColumn({ nullable: true })
  chairId: string | null;

  @InstantColumn({ nullable: true })
  chairAt: Date | null;

  @TextColumn(40, { nullable: true })
  secretaryHead: string | null;

  @RefColumn({ nullable: true })
  secretaryId: string | null;

  @InstantColumn({ nullable: true })
  secretaryAt: Date | null;

  /** Digest of all that the minutes say, fixed when the meeting is closed. */
  @TextColumn(64, { nullable: true })
  digest: string | null;

  /** Digest of the results that lay before the council when the meeting was closed: they alone may be locked. */
  @TextColumn(64, { nullable: true })
  resultsDigest: string | null;
}

@Entity('meeting_attendance')
@Index('uq_meeting_attendance', ['meetingId', 'memberId'], { unique: true })
export class MeetingAttendance {
  @IdColumn()
  id: string;

  @ForeignKey(() => CouncilMeeting, { name: 'fk_meeting_attendance_meeting' })
  @RefColumn()
  meetingId: string;

  @ForeignKey(() => CouncilMember, { name: 'fk_meeting_attendance_member' })
  @RefColumn()
  memberId: string;

  @BoolColumn()
  present: boolean;

  @TextColumn(300, { nullable: true })
  reason: string | null;
}

@Entity('meeting_motion')
@Index('uq_meeting_motion_place', ['meetingId', 'position'], { unique: true })
export class MeetingMotion {
  @IdColumn()
  id: string;

  @ForeignKey(() => CouncilMeeting, { name: 'fk_meeting_motion_meeting' })
  @RefColumn()
  meetingId: string;

  @IntColumn()
  position: number;

  /** adoptResults: the one on which the lock rests. */
  @TextColumn(16)
  kind: 'adoptResults' | 'other';

  @TextColumn(500)
  text: string;

  @IntColumn()
  votesFor: number;

  @IntColumn()
  votesAgainst: number;

  @IntColumn()
  votesAbstain: number;

  @BoolColumn()
  adopted: boolean;

  @InstantColumn()
  at: Date;
}

/** A number that a paper bears, as the secretary typed it. */
@Entity('paper_number')
@Index('uq_paper_number_subject', ['batchId', 'subject'], { unique: true })
@Index('uq_paper_number', ['councilId', 'kind', 'number'], { unique: true })
export class PaperNumber {
  @IdColumn()
  id: string;

  @RefColumn()
  batchId: string;

  /** Numbers run within a council, which stands for its term. */
  @RefColumn()
  councilId: string;

  /** BB, TB, BC, DS ... */
  @TextColumn(6)
  kind: string;

  @IntColumn()
  number: number;

  /** Which paper: 'councilMinutes', 'sittingMinutes:<id>', 'notice:<unitId>' ... */
  @TextColumn(80)
  subject: string;

  @InstantColumn()
  at: Date;
}
