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
import { ABSENT, DELAYED, RIGHT_ANSWERS } from './scenario.js';

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
    const present = (await this.entries(sitting.id)).filter((e) => e.attendance === 'present');
    await this.playAll(present, invigilator, room, progress);
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
    present: readonly BatchEntry[],
    invigilator: HttpBrowser,
    room: string,
    progress: (done: number, of: number) => void,
  ): Promise<void> {
    const queue = [...present.entries()];
    let done = 0;
    progress(0, present.length);
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [i, entry] = next;
        const delay = entry.fullName === DELAYED ? () => this.powerCut(entry, invigilator, room) : null;
        await this.playOne(entry, RIGHT_ANSWERS[i] ?? 20, delay);
        done += 1;
        progress(done, present.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private async powerCut(entry: BatchEntry, invigilator: HttpBrowser, room: string): Promise<void> {
    await invigilator.submit(`${room}/incident`, { entryId: entry.id, text: 'Máy mất điện 6 phút, đã đổi ổ cắm' });
    await invigilator.submit(`${room}/grant`, { entryId: entry.id, minutes: '6', reason: 'Máy mất điện 6 phút' });
  }

  /** One candidate: in by number and code, answers in several sittings of the hand, hands in. */
  private async playOne(entry: BatchEntry, right: number, halfway: (() => Promise<void>) | null): Promise<void> {
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
    const answers = await this.answers(entry, right);
    for (let from = 0; from < answers.length; from += 6) {
      const entries = answers.slice(from, from + 6).map(({ item, value }, k) => ({ seq: from + k + 1, item, value }));
      await browser.json('/delivery/save', { lease: leaseNo, entries });
      if (from === 12 && halfway !== null) await halfway();
    }
    await browser.open('/delivery/review');
    await browser.submit('/delivery/submit', { confirm: 'yes' });
    await browser.open('/delivery/receipt');
  }

  /** So many right answers, the rest wrong; spread over the paper, the same at every start. */
  private async answers(entry: BatchEntry, right: number): Promise<{ item: number; value: string }[]> {
    const forms = this.app.get(FormService);
    const form = await forms.getForm(entry.id);
    const keys = new Map((await forms.getKeys(form.id)).map((k) => [k.no, k.key]));
    const total = form.items.length;
    return form.items.map(({ no, options }) => {
      const key = keys.get(no) ?? '';
      const wrong = options.map((o) => o.letter).find((l) => !key.includes(l)) ?? '';
      return { item: no, value: (no * 7) % total < right ? key : wrong };
    });
  }

  private entries(sittingId: string): Promise<BatchEntry[]> {
    return this.app.get(BatchService).findEntriesOfSitting(sittingId);
  }
}
