import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { OralPoolService } from '../batch/oral-pool.service.js';
import { AppError, found } from '../common/app-error.js';
import { OralService } from '../oral/oral.service.js';
import { PapersService } from '../papers/papers.service.js';
import { type PaperKind, subjectText } from '../papers/subject.js';
import { RescoreService } from '../marking/rescore.service.js';
import { type Cast, castOf } from './cast.js';
import { DecisionPlay } from './decision-play.js';
import type { DemoData } from './demo-data.js';
import type { DemoPlay } from './demo-play.js';
import { HttpBrowser } from './http-browser.js';
import { OralPlay } from './oral-play.js';
import { DELAYED, PANELS, PHONE } from './scenario.js';

const NUMBERS: readonly (readonly [PaperKind, number])[] = [
  ['sittingMinutes', 1],
  ['councilMinutes', 2],
  ['violationMinutes', 3],
  ['attendanceList', 1],
  ['resultList', 2],
];

type Progress = (done: number, of: number) => void;

/**
 * The scenario's second half, through the server's own pages: oral part, settlements, the item with two right options,
 * meeting, lock, publication, papers, the standing committee. What an earlier run did already is passed over.
 */
export class DemoDecision {
  private readonly oral: OralPlay;
  private readonly decision: DecisionPlay;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly data: DemoData,
    private readonly written: DemoPlay,
    private readonly ownerId: string,
    private readonly batchId: string,
  ) {
    this.oral = new OralPlay(app);
    this.decision = new DecisionPlay(app);
  }

  /** Sample data of a version before the oral part have no questions to draw from. */
  async canPlay(): Promise<boolean> {
    try {
      return (await this.app.get(OralPoolService).get(this.batchId)).length > 0;
    } catch (error) {
      if (error instanceof AppError && error.code === 'batch/no-oral-pool') return false;
      throw error;
    }
  }

  /** @returns how many questions the chair had to settle */
  async examine(progress: Progress): Promise<number> {
    const batch = await this.batch();
    const secretary = await this.signIn('thuky');
    const rooms = PANELS.map((usernames, i) => ({ room: `Phòng họp ${i + 1}`, usernames }));
    await this.oral.setUp(secretary, batch, rooms);
    const cast = await this.cast();
    const sessions = await this.app.get(OralService).findSessions(batch.id);
    const panels = await this.app.get(OralService).findPanels(batch.id);
    let done = 0;
    progress(0, sessions.length);
    const examineLine = async (panelId: string, usernames: readonly string[]): Promise<void> => {
      const raters = await Promise.all(usernames.map((u) => this.signIn(u)));
      for (const session of sessions.filter((s) => s.panelId === panelId)) {
        await this.oral.examine(session, raters, found(cast.profileOf.get(session.entryId)).oral);
        done += 1;
        progress(done, sessions.length);
      }
    };
    await Promise.all(panels.map(({ panel }, i) => examineLine(panel.id, PANELS[i] ?? [])));
    return this.oral.settle(await this.signIn('chutich'), batch, (entryId) => {
      return found(cast.profileOf.get(entryId)?.settled).points;
    });
  }

  /** The last act of the scenario has been played. */
  async isDone(): Promise<boolean> {
    return this.decision.isDecided(await this.batch());
  }

  async rescore(): Promise<void> {
    const known = await this.app.get(RescoreService).findOfBatch(this.batchId);
    if (known.length > 0) return;
    const { twist } = await this.cast();
    await this.decision.acceptBoth(await this.batch(), await this.signIn('chutich'), twist);
  }

  async conclude(): Promise<void> {
    const [chair, secretary] = await Promise.all([this.confirming('chutich'), this.confirming('thuky')]);
    if ((await this.batch()).reviewOpenedAt === null) await this.decision.meet(await this.batch(), chair, secretary);
    if ((await this.batch()).resultsLockedAt === null) await this.decision.lock(await this.batch(), chair);
    if ((await this.batch()).publishedAt === null) await this.decision.publish(await this.batch(), secretary.browser);
  }

  async admit(today: string): Promise<void> {
    const batch = await this.batch();
    if (!(await this.decision.isDecided(batch))) await this.decision.admit(batch, await this.signIn('thuongvu'), today);
  }

  /** The secretary's numbers: minutes of the sitting 01-BB, of the council 02-BB, lists and notices from 01. */
  async numberPapers(): Promise<void> {
    const secretary = await this.signIn('thuky');
    const path = `/papers/${this.batchId}`;
    await secretary.open(path);
    const { papers } = await this.app.get(PapersService).list(this.ownerId, this.batchId);
    for (const [kind, number] of NUMBERS) {
      const paper = papers.find((p) => p.subject.kind === kind && p.number === null);
      if (paper !== undefined)
        await secretary.submit(`${path}/number`, { subject: subjectText(paper.subject), number: String(number) });
    }
    if (papers.some((p) => p.subject.kind === 'notice' && p.number === null))
      await secretary.submit(`${path}/number-notices`, { from: '1' });
  }

  /** Every paper that the batch has, as files. @returns how many */
  async papers(folder: string): Promise<number> {
    mkdirSync(folder, { recursive: true });
    const papers = this.app.get(PapersService);
    const listed = (await papers.list(this.ownerId, this.batchId)).papers.filter((p) => p.obstacle === null);
    for (const { subject } of listed) {
      const { fileName, bytes } = await papers.make(this.ownerId, this.batchId, subjectText(subject));
      writeFileSync(join(folder, fileName), bytes);
    }
    return listed.length;
  }

  private batch(): Promise<Batch> {
    return this.app.get(BatchService).getBatch(this.ownerId, this.batchId);
  }

  private async cast(): Promise<Cast> {
    const { sittings } = await this.app.get(BatchService).getView(this.ownerId, this.batchId);
    return castOf(await this.written.papers(found(sittings[0]).id), PHONE, DELAYED);
  }

  private async confirming(username: string): Promise<{ browser: HttpBrowser; password: string }> {
    return { browser: await this.signIn(username), password: this.data.passwordOf(username) };
  }

  private async signIn(username: string): Promise<HttpBrowser> {
    const browser = new HttpBrowser(this.url);
    await browser.open('/identity/sign-in');
    await browser.submit('/identity/sign-in', { username, password: this.data.passwordOf(username) });
    return browser;
  }
}
