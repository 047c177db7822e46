import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Batch } from '../batch/entities/batch.entity.js';
import { LockedResultsService } from '../council/locked-results.service.js';
import { hasPassed } from '../core/scoring/outcome.js';
import { AdmissionService } from '../admission/admission.service.js';
import { formatDate } from '../i18n/translator.js';
import type { TwistItem } from './cast.js';
import type { HttpBrowser } from './http-browser.js';
import { formFields } from './page-form.js';

/** Somebody's browser with the password that confirms. */
export interface Confirming {
  readonly browser: HttpBrowser;
  readonly password: string;
}

/** Plays the council's meeting, the lock, publication and the standing committee's session through the pages. */
export class DecisionPlay {
  constructor(private readonly app: NestFastifyApplication) {}

  /** The chair rules that both options of an item are right, having seen whom it changes. */
  async acceptBoth(batch: Batch, chair: HttpBrowser, item: TwistItem): Promise<void> {
    const path = `/marking/${batch.id}/rescore`;
    await chair.open(`${path}?item=${item.itemId}`);
    const page = await chair.preview(`${path}/preview`, {
      itemId: item.itemId,
      kind: 'bothKeys',
      [`key${item.key}`]: 'yes',
      [`key${item.second}`]: 'yes',
      reason: 'Tình huống mẫu để tập huấn: Hội đồng kết luận câu này có hai phương án đúng và nhận cả hai',
    });
    await chair.submit(path, formFields(page, path));
  }

  /** Everybody there, everybody for it; closed and confirmed by both. */
  async meet(batch: Batch, chair: Confirming, secretary: Confirming): Promise<void> {
    const path = `/council/${batch.id}`;
    await secretary.browser.open(path);
    await secretary.browser.submit(`${path}/meeting`, { place: 'Phòng họp Đảng ủy phường Hạ Long' });
    const minutes = await secretary.browser.open(path);
    const fields = formFields(minutes, `${path}/minutes`);
    const members = [...new Set([...minutes.matchAll(/name="present-([0-9a-f-]{36})"/g)].map((m) => m[1] ?? ''))];
    for (const id of members) fields[`present-${id}`] = 'yes';
    await secretary.browser.submit(`${path}/minutes`, {
      ...fields,
      'for-0': String(members.length),
      'against-0': '0',
      'abstain-0': '0',
      go: 'close',
    });
    await this.confirm(path, chair, 'chair');
    await this.confirm(path, secretary, 'secretary');
  }

  async lock(batch: Batch, { browser, password }: Confirming): Promise<void> {
    const path = `/council/${batch.id}`;
    await browser.open(path);
    await browser.submit(`${path}/lock`, { password });
  }

  async publish(batch: Batch, secretary: HttpBrowser): Promise<void> {
    const path = `/council/${batch.id}`;
    await secretary.open(path);
    await secretary.submit(`${path}/publish`, {});
  }

  /** Of those who passed: two deferred, one withdrawn, the rest admitted. */
  async admit(batch: Batch, clerk: HttpBrowser, today: string): Promise<void> {
    const path = `/admission/batch/${batch.id}`;
    await clerk.open(path);
    const where = await clerk.submit(`${path}/sessions`, { heldOn: formatDate(today), documentNo: '08-NQ/ĐU' });
    const session = where.split('?')[0] ?? '';
    const passed = await this.passed(batch);
    const base = { decidedOn: formatDate(today), confirmed: 'yes' };
    await clerk.open(session);
    await clerk.submit(`${session}/decisions`, {
      ...base,
      people: passed.slice(0, 2).join(','),
      outcome: 'deferred',
      reason: 'Chờ kết quả thẩm tra lý lịch',
    });
    await clerk.open(session);
    await clerk.submit(`${session}/decisions`, {
      ...base,
      people: passed.slice(2, 3).join(','),
      outcome: 'withdrawn',
      reason: 'Chuyển nơi công tác sang tỉnh khác',
    });
    await clerk.open(session);
    await clerk.submit(`${session}/decisions`, {
      ...base,
      people: passed.slice(3).join(','),
      outcome: 'admitted',
      documentNo: '121-QĐ/ĐU',
    });
  }

  async isDecided(batch: Batch): Promise<boolean> {
    const { rows } = await this.app.get(AdmissionService).ofBatch(batch.ownerId, batch.id);
    return rows.some((r) => r.decision !== null);
  }

  private async passed(batch: Batch): Promise<string[]> {
    const results = [...(await this.app.get(LockedResultsService).findLatest(batch.id)).values()];
    return results.filter((r) => hasPassed(r)).map((r) => r.entryId);
  }

  /** Types the end of the head that the page shows, and the password. */
  private async confirm(path: string, { browser, password }: Confirming, as: 'chair' | 'secretary'): Promise<void> {
    const fields = formFields(await browser.open(path), `${path}/confirm`);
    const head = fields['head'] ?? '';
    await browser.submit(`${path}/confirm`, { ...fields, as, head, tail: head.slice(-4), password });
  }
}
