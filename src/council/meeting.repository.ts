import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { CouncilMeeting, MeetingAttendance, MeetingMotion } from './entities/meeting.entity.js';

@Injectable()
export class MeetingRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** All meetings about a batch, the newest first. */
  findMeetings(batchId: string): Promise<CouncilMeeting[]> {
    return this.uow.manager.find(CouncilMeeting, { where: { batchId }, order: { openedAt: 'DESC', id: 'DESC' } });
  }

  findAllMeetings(): Promise<CouncilMeeting[]> {
    return this.uow.manager.find(CouncilMeeting);
  }

  findAttendance(meetingId: string): Promise<MeetingAttendance[]> {
    return this.uow.manager.find(MeetingAttendance, { where: { meetingId } });
  }

  findMotions(meetingId: string): Promise<MeetingMotion[]> {
    return this.uow.manager.find(MeetingMotion, { where: { meetingId }, order: { position: 'ASC' } });
  }

  async insertMeeting(
    meeting: CouncilMeeting,
    attendance: MeetingAttendance[],
    motions: MeetingMotion[],
  ): Promise<void> {
    await this.uow.writing.insert(CouncilMeeting, meeting);
    await this.uow.writing.insert(MeetingAttendance, attendance);
    await this.uow.writing.insert(MeetingMotion, motions);
  }

  async updateMeeting(id: string, changes: Partial<CouncilMeeting>): Promise<void> {
    await this.uow.writing.update(CouncilMeeting, { id }, changes);
  }

  async updateAttendance(id: string, changes: Pick<MeetingAttendance, 'present' | 'reason'>): Promise<void> {
    await this.uow.writing.update(MeetingAttendance, { id }, changes);
  }

  /** The motions of minutes that are still being written, as they now are. */
  async replaceMotions(meetingId: string, motions: MeetingMotion[]): Promise<void> {
    await this.uow.writing.delete(MeetingMotion, { meetingId });
    await this.uow.writing.insert(MeetingMotion, motions);
  }
}
