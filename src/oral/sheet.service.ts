import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { needsWaiver } from '../core/oral/session.js';
import { type MarkEntry, plainMarks } from '../core/rubric/mark-log.js';
import { missingCriteria } from '../core/rubric/rubric.js';
import type { Points } from '../core/shared/points.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type JoinedQuestion, JoinedMarks, ratersRule } from '../rating/joined-marks.service.js';
import type { MarkSheet, RatedQuestion } from '../rating/entities/rating.entity.js';
import { RatingService } from '../rating/rating.service.js';
import type { OralPanelMember } from './entities/oral.entity.js';
import { ExaminationService } from './examination.service.js';
import { type Examination, OralService } from './oral.service.js';

/** A question as one examiner sees it: their own sheet, and how many have locked. */
export interface OwnSheet {
  readonly question: RatedQuestion;
  /** Null: not opened yet, or the seat's sheet is somebody else's already. */
  readonly sheet: MarkSheet | null;
  /** The examiner may mark this question. */
  readonly isMine: boolean;
  readonly locked: number;
}

/** What an examiner marks: own sheets alone, until all have locked. */
@Injectable()
export class SheetService {
  constructor(
    private readonly oral: OralService,
    private readonly examinations: ExaminationService,
    private readonly rating: RatingService,
    private readonly joined: JoinedMarks,
    private readonly uow: UnitOfWork,
  ) {}

  /** The examiner's own sheets of a candidate as they are stored. */
  async findOwn(examination: Examination, member: Pick<OralPanelMember, 'userId' | 'seat'>): Promise<OwnSheet[]> {
    const questions = await this.rating.findQuestionsOf(examination.entry.id, 'oral');
    const ids = questions.map((q) => q.id);
    // One after the other: within a transaction there is one connection.
    const own = await this.rating.findOwnSheets(member.userId, ids);
    const progress = await this.rating.progress(ids);
    return questions.map((question) => {
      const { raterIds = [], lockedRaterIds = [], seats = new Map<number, string>() } = progress.get(question.id) ?? {};
      const holder = seats.get(member.seat);
      const isFree = (holder === undefined || holder === member.userId) && raterIds.length < examination.rules.raters;
      return {
        question,
        sheet: own.find((s) => s.questionId === question.id) ?? null,
        isMine: raterIds.includes(member.userId) || isFree,
        locked: lockedRaterIds.length,
      };
    });
  }

  /** Opens the examiner's sheets for writing by the page that asks. @throws AppError oral/not-drawn, oral/needs-waiver */
  async open(staff: StaffActor, sessionId: string): Promise<OwnSheet[]> {
    return this.uow.run(async () => {
      const examination = await this.examinations.hold(staff, sessionId);
      const { member, session, entry } = examination;
      if (member === null) throw new AppError('common/not-found');
      if (session.drawnAt === null) throw new AppError('oral/not-drawn');
      if (needsWaiver(entry.unitId, session.waivedAt, [member])) throw new AppError('oral/needs-waiver');
      const own = await this.findOwn(examination, member);
      const rater = { raterId: staff.id, raterName: member.fullName, seat: member.seat };
      const opened: OwnSheet[] = [];
      for (const o of own) {
        const sheet = o.isMine ? await this.rating.openSheet(staff.ownerId, o.question.id, rater) : o.sheet;
        opened.push({ ...o, sheet });
      }
      return opened;
    });
  }

  save(staff: StaffActor, sheetId: string, lease: number, entries: readonly MarkEntry[]): Promise<MarkSheet> {
    return this.rating.saveMarks(staff.ownerId, staff.id, sheetId, lease, entries);
  }

  /** A whole page of marks as a form sends it: everything on it is newer than what was stored before. */
  async saveForm(
    staff: StaffActor,
    sessionId: string,
    entriesOf: (question: RatedQuestion) => readonly MarkEntry[],
  ): Promise<void> {
    await this.uow.run(async () => {
      for (const { sheet, question } of await this.open(staff, sessionId)) {
        if (sheet === null || sheet.lockedAt !== null) continue;
        await this.save(staff, sheet.id, sheet.leaseNo, entriesOf(question));
      }
    });
  }

  /**
   * Locks all sheets of the examiner of this candidate: a deliberate act, refused while anything is not judged.
   * @throws AppError oral/nothing-to-lock, oral/marks-missing
   */
  async lock(staff: StaffActor, sessionId: string): Promise<void> {
    await this.uow.run(async () => {
      const examination = await this.examinations.hold(staff, sessionId);
      const { member, session, entry } = examination;
      if (member === null) throw new AppError('common/not-found');
      const mine = (await this.findOwn(examination, member)).filter((o) => o.isMine);
      if (mine.length === 0) throw new AppError('oral/nothing-to-lock');
      if (needsWaiver(entry.unitId, session.waivedAt, [member])) throw new AppError('oral/needs-waiver');
      const [first, ...more] = mine.flatMap(missing);
      if (first !== undefined) throw new AppError('oral/marks-missing', { ...first, n: more.length + 1 });
      for (const { sheet } of mine)
        if (sheet !== null) await this.rating.lockSheet(staff.ownerId, staff.id, sheet.id, asLedgerActor(staff));
      const joined = await this.findJoined(examination);
      if (joined.every((j) => j.mark.state !== 'waiting')) await this.examinations.finish(staff, session);
    });
  }

  /** The candidate's questions with the marks of all raters, once all have locked. */
  async findJoined({ batch, entry }: Pick<Examination, 'batch' | 'entry'>): Promise<JoinedQuestion[]> {
    return (await this.joined.ofBatch(batch, 'oral')).filter((j) => j.question.entryId === entry.id);
  }

  /** How far apart the raters of a question may be. */
  tolerance(batch: Batch, question: RatedQuestion): Points {
    return batch.rules === null ? 0 : ratersRule(batch.rules, question).tolerance;
  }

  /** A rater's own locked sheet, for a correction; nobody else's. */
  async getLocked(
    staff: StaffActor,
    sessionId: string,
    no: number,
  ): Promise<{ examination: Examination; question: RatedQuestion; sheet: MarkSheet }> {
    const examination = await this.oral.getExamination(staff.ownerId, sessionId);
    const questions = await this.rating.findQuestionsOf(examination.entry.id, 'oral');
    const question = questions.find((q) => q.no === no);
    const [sheet] = question === undefined ? [] : await this.rating.findOwnSheets(staff.id, [question.id]);
    if (question === undefined || sheet?.lockedAt == null) throw new AppError('common/not-found');
    return { examination, question, sheet };
  }
}

/** What a sheet still lacks: number of the question and place of the criterion. */
function missing({ question, sheet }: OwnSheet): { no: number; place: number }[] {
  const { criteria } = question.rubric;
  const lacking = missingCriteria(question.rubric, plainMarks(sheet?.marks ?? {}));
  return lacking.map((c) => ({ no: question.no, place: criteria.indexOf(c) + 1 }));
}
