import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { FormService } from '../batch/form.service.js';
import { SittingService } from '../batch/sitting.service.js';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { found } from '../common/app-error.js';
import { AttemptService } from '../delivery/attempt.service.js';
import type { DemoData } from './demo-data.js';
import { HttpBrowser } from './http-browser.js';
import { answersOf, type Cast, castOf, type Paper } from './cast.js';
import { ABSENT, DELAYED, PHONE } from './scenario.js';

/** So many candidates write at the same time. */
const AT_ONCE = 12;

/** Plays a sitting through the server's own pages, as its people would. */
export class DemoPlay {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly data: DemoData,
    private readonly ownerId: string,
  ) {}

  /** The invigilator's browser, signed in. */
  async invigilator(): Promise<HttpBrowser> {
    const browser = new HttpBrowser(this.url);
    await browser.open('/identity/sign-in');
    await browser.submit('/identity/sign-in', { username: 'giamthi1', password: this.data.passwordOf('giamthi1') });
    return browser;
  }

  /** The whole first batch, from the door to the closed sitting. @param progress done, of */
  async playFirst(view: BatchView, progress: (done: number, of: number) => void): Promise<void> {
    const sitting = found(view.sittings[0]);
    const room = `/invigilation/${sitting.id}`;
    const invigilator = await this.invigilator();
    await invigilator.open(room);
    const entries = await this.entries(sitting.id);
    const absent = entries.find((e) => e.fullName === ABSENT);
    if (absent?.attendance === null) {
      await invigilator.submit(`${room}/attendance`, {
        entryId: absent.id,
        attendance: 'absentWithLeave',
        reason: 'Đi công tác, có đơn xin phép của đơn vị',
      });
    }
    await invigilator.submit(`${room}/attendance`, { attendance: 'present' });
    await invigilator.submit(`${room}/start`, {});
    const papers = await this.papers(sitting.id);
    await this.playAll(papers, castOf(papers, PHONE, DELAYED), invigilator, room, progress);
    await this.phoneRang(papers, invigilator, room);
    await invigilator.submit(`${room}/close`, {});
  }

  /** Room A of the second batch: everybody is there and the signal is given. */
  async openSecond(view: BatchView): Promise<BatchEntry[]> {
    const sitting = found(view.sittings[0]);
    const invigilator = await this.invigilator();
    const room = `/invigilation/${sitting.id}`;
    await invigilator.open(room);
    if (sitting.startedAt === null) {
      await invigilator.submit(`${room}/attendance`, { attendance: 'present' });
      await invigilator.submit(`${room}/start`, {});
    }
    const entries = await this.entries(sitting.id);
    // A demo started again on another day still lets its candidates in.
    for (const entry of entries.filter((e) => e.lateLeaveAt === null))
      await this.app.get(SittingService).allowLate(this.ownerId, entry.id, SYSTEM_ACTOR);
    return entries;
  }

  private async playAll(
    papers: readonly Paper[],
    cast: Cast,
    invigilator: HttpBrowser,
    room: string,
    progress: (done: number, of: number) => void,
  ): Promise<void> {
    const queue = [...papers];
    let done = 0;
    progress(0, papers.length);
    const worker = async (): Promise<void> => {
      for (let paper = queue.shift(); paper !== undefined; paper = queue.shift()) {
        const { entry } = paper;
        const delay = entry.fullName === DELAYED ? () => this.powerCut(entry, invigilator, room) : null;
        await this.playOne(entry, answersOf(paper, cast), delay);
        done += 1;
        progress(done, papers.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private async powerCut(entry: BatchEntry, invigilator: HttpBrowser, room: string): Promise<void> {
    await invigilator.submit(`${room}/incident`, { entryId: entry.id, text: 'Máy mất điện 6 phút, đã đổi ổ cắm' });
    await invigilator.submit(`${room}/grant`, { entryId: entry.id, minutes: '6', reason: 'Máy mất điện 6 phút' });
  }

  /** One phone rang during the written part: a minute, and the plan takes a quarter of it. */
  private async phoneRang(papers: readonly Paper[], invigilator: HttpBrowser, room: string): Promise<void> {
    const owner = papers.find((p) => p.entry.fullName === PHONE);
    if (owner === undefined) return;
    await invigilator.submit(`${room}/seats/${owner.entry.id}/violation`, {
      entryId: owner.entry.id,
      component: 'written',
      degree: 'reprimand',
      happened: 'Điện thoại đổ chuông trong phòng kiểm tra lúc đang làm phiếu hỏi',
    });
  }

  /** One candidate: in by number and code, answers in several sittings of the hand, hands in. */
  private async playOne(
    entry: BatchEntry,
    answers: readonly { item: number; value: string }[],
    halfway: (() => Promise<void>) | null,
  ): Promise<void> {
    const [attempt] = await this.app.get(AttemptService).findByEntries([entry.id]);
    if (attempt?.state === 'closed') return;
    // An earlier run of the demo was cut off in the middle: the invigilator lets the person go on at another machine.
    if (attempt !== undefined) await this.app.get(SittingService).allowDevice(this.ownerId, entry.id, SYSTEM_ACTOR);
    const browser = new HttpBrowser(this.url);
    await browser.open('/delivery/sign-in');
    await browser.submit('/delivery/sign-in', { candidateNo: entry.candidateNo ?? '', code: this.data.codeOf(entry) });
    await browser.open('/delivery/confirm');
    await browser.submit('/delivery/confirm', { answer: 'yes' });
    await browser.submit('/delivery/start', {});
    const { leaseNo } = await browser.json<{ leaseNo: number }>('/delivery/lease', {});
    for (let from = 0; from < answers.length; from += 6) {
      const entries = answers.slice(from, from + 6).map(({ item, value }, k) => ({ seq: from + k + 1, item, value }));
      await browser.json('/delivery/save', { lease: leaseNo, entries });
      if (from === 12 && halfway !== null) await halfway();
    }
    await browser.open('/delivery/review');
    await browser.submit('/delivery/submit', { confirm: 'yes' });
    await browser.open('/delivery/receipt');
  }

  /** The papers of those present, with their keys, in the order of numbers. */
  async papers(sittingId: string): Promise<Paper[]> {
    const forms = this.app.get(FormService);
    const present = (await this.entries(sittingId)).filter((e) => e.attendance === 'present');
    return Promise.all(
      present.map(async (entry) => {
        const form = await forms.getForm(entry.id);
        return { entry, form, keys: await forms.getKeys(form.id) };
      }),
    );
  }

  private entries(sittingId: string): Promise<BatchEntry[]> {
    return this.app.get(BatchService).findEntriesOfSitting(sittingId);
  }
}
