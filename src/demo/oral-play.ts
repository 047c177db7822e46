import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { Rubric } from '../core/rubric/rubric.js';
import type { Points } from '../core/shared/points.js';
import type { StaffUser } from '../identity/entities/staff-user.entity.js';
import { StaffService } from '../identity/staff.service.js';
import type { OralSession } from '../oral/entities/oral.entity.js';
import { OralService } from '../oral/oral.service.js';
import { JoinedMarks } from '../rating/joined-marks.service.js';
import { RatingService } from '../rating/rating.service.js';
import type { HttpBrowser } from './http-browser.js';

/** Totals of one candidate: for each question what each rater gives, in the order of seats. */
export type OralTotals = readonly (readonly Points[])[];

interface OpenSheets {
  readonly sheets: readonly { questionId: string; no: number; sheetId: string; lease: number; locked: boolean }[];
}

/** Plays the oral part through the server's own pages: panels, draws, clocks, marks, locks, settlements. */
export class OralPlay {
  constructor(private readonly app: NestFastifyApplication) {}

  /** Sets up panels, unless they are there, and shares the people out. */
  async setUp(secretary: HttpBrowser, batch: Batch, rooms: readonly { room: string; usernames: readonly string[] }[]) {
    const path = `/oral/${batch.id}`;
    const known = await this.app.get(OralService).findPanels(batch.id);
    await secretary.open(path);
    for (const { room, usernames } of rooms.slice(known.length)) {
      const examiners = await Promise.all(usernames.map((name) => this.userId(name)));
      const seats = Object.fromEntries(examiners.map((id, i) => [`examiner${i + 1}`, id]));
      await secretary.submit(`${path}/panels`, { room, ...seats });
    }
    const sessions = await this.app.get(OralService).findSessions(batch.id);
    if (sessions.length === 0) await secretary.submit(`${path}/assign`, {});
  }

  /** One candidate from the draw to two locked sheets; what an earlier run did already is passed over. */
  async examine(session: OralSession, raters: readonly HttpBrowser[], totals: OralTotals): Promise<void> {
    const path = `/oral/sessions/${session.id}`;
    const [first] = raters;
    if (first === undefined) throw new Error('oral: nobody examines');
    await first.open(path);
    if (session.drawnAt === null) await first.submit(`${path}/draw`, {});
    if (session.finishedAt === null)
      for (const step of ['think', 'answer', 'finish']) await first.submit(`${path}/clock`, { step });
    for (const [seat, rater] of raters.entries()) await this.rate(session, rater, (no) => totals[no - 1]?.[seat] ?? 0);
  }

  /** The chair settles every question of a batch whose raters are too far apart. */
  async settle(chair: HttpBrowser, batch: Batch, pointsOf: (entryId: string, no: number) => Points): Promise<number> {
    const apart = (await this.app.get(JoinedMarks).ofBatch(batch, 'oral')).filter((j) => j.mark.state === 'apart');
    for (const { question } of apart) {
      await chair.open(`/oral/settle/${batch.id}`);
      await chair.submit(`/oral/settle/${batch.id}/${question.id}`, {
        points: String(pointsOf(question.entryId, question.no) / 100).replace('.', ','),
        reason: 'Hội ý với hai giám khảo, nghe lại ghi chép của từng người và thống nhất mức điểm',
      });
    }
    return apart.length;
  }

  private async rate(session: OralSession, rater: HttpBrowser, totalOf: (no: number) => Points): Promise<void> {
    const path = `/oral/sessions/${session.id}`;
    await rater.open(path);
    const { sheets } = await rater.json<OpenSheets>(`${path}/open`, {});
    if (sheets.every((s) => s.locked)) return;
    const questions = await this.app.get(RatingService).findQuestionsOf(session.entryId, 'oral');
    for (const { questionId, no, sheetId, lease } of sheets.filter((s) => !s.locked)) {
      const rubric = questions.find((q) => q.id === questionId)?.rubric;
      if (rubric === undefined) throw new Error(`oral: question ${questionId} has no rubric`);
      const marks = spread(rubric, totalOf(no));
      const entries = Object.entries(marks).map(([criterion, points], i) => ({ seq: i + 1, criterion, points }));
      await rater.json(`/oral/sheets/${sheetId}/marks`, { lease, entries });
    }
    await rater.submit(`${path}/lock`, {});
  }

  private async userId(username: string): Promise<string> {
    const user: StaffUser | null = await this.app.get(StaffService).findByUsername(username);
    if (user === null) throw new Error(`no account ${username}`);
    return user.id;
  }
}

/** A total as marks by criterion in steps of half a point, each in proportion as near as can be. */
export function spread(rubric: Rubric, total: Points): Record<string, Points> {
  const marks = rubric.criteria.map((c) => Math.floor((total * c.points) / rubric.points / 50) * 50);
  let left = total - marks.reduce((sum, m) => sum + m, 0);
  for (let i = 0; left > 0; i = (i + 1) % marks.length) {
    const room = (rubric.criteria[i]?.points ?? 0) - (marks[i] ?? 0);
    const more = Math.min(50, left, room);
    marks[i] = (marks[i] ?? 0) + more;
    left -= more;
  }
  return Object.fromEntries(rubric.criteria.map((c, i) => [c.id, marks[i] ?? 0]));
}
