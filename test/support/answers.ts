import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { FormService } from '../../src/batch/form.service.js';
import type { House } from './house.js';
import { type ClosedBatch, signInCandidate } from './world.js';

/** One person writes the paper and hands it in: the first so many answers right, the others wrong. */
export async function writePaper(house: House, closed: ClosedBatch, entry: BatchEntry, right: number): Promise<void> {
  const browser = await signInCandidate(house, closed, entry);
  await browser.submit('/delivery/start', {});
  const { leaseNo } = await browser.json<{ leaseNo: number }>('/delivery/lease', {});
  const forms = house.app.get(FormService);
  const form = await forms.getForm(entry.id);
  const keys = new Map((await forms.getKeys(form.id)).map((k) => [k.no, k.key]));
  const entries = form.items.map(({ no, options }) => {
    const key = keys.get(no) ?? '';
    const wrong = options.map((o) => o.letter).find((l) => !key.includes(l)) ?? '';
    return { seq: no, item: no, value: no <= right ? key : wrong };
  });
  await browser.json('/delivery/save', { lease: leaseNo, entries });
  await browser.submit('/delivery/submit', { confirm: 'yes' });
}
