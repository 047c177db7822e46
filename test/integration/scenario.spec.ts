import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InstanceMetaStore } from '../../src/database/instance-meta.store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { BatchView } from '../../src/batch/batch.service.js';
import { DemoData } from '../../src/demo/demo-data.js';
import { DemoDecision } from '../../src/demo/demo-decision.js';
import { DemoPlay } from '../../src/demo/demo-play.js';
import { HttpBrowser } from '../../src/demo/http-browser.js';
import { PHONE } from '../../src/demo/scenario.js';
import { RescoreService } from '../../src/marking/rescore.service.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ENGINES, type House, openHouse } from '../support/house.js';

const text = (html: string): string =>
  html
    .replace(/<(script|svg)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x3D;/g, '=')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

/**
 * The worked scenario, Đảng ủy phường Hạ Long, đợt 1 năm 2027, played through the pages on both engines. Every figure is
 * read from a page: nothing tells the product what must come out.
 */
describe.each(ENGINES)('the scenario on %s', (engine) => {
  let house: House;
  let data: DemoData;
  let play: DemoPlay;
  let decision: DemoDecision;
  let first: BatchView;

  beforeAll(async () => {
    house = await openHouse({ engine, env: { DEMO: 'true' } });
    const seed = Buffer.alloc(32, 7).toString('base64');
    await house.app.get(UnitOfWork).run(() => house.app.get(InstanceMetaStore).set('demoSeed', seed));
    data = new DemoData(house.app, seed);
    const made = await data.ensure();
    first = made.first;
    play = new DemoPlay(house.app, house.url, data, made.ownerId);
    decision = new DemoDecision(house.app, house.url, data, play, made.ownerId, first.batch.id);
  }, 120_000);

  afterAll(() => house.close());

  async function page(username: string, path: string): Promise<string> {
    const browser = new HttpBrowser(house.url);
    await browser.open('/identity/sign-in');
    await browser.submit('/identity/sign-in', { username, password: data.passwordOf(username) });
    return text(await browser.open(path));
  }

  const results = (): Promise<string> => page('thuky', `/marking/${first.batch.id}`);
  /** Total by candidate number, as the rows of the results page show it. */
  async function totals(): Promise<Map<string, string>> {
    const browser = new HttpBrowser(house.url);
    await browser.open('/identity/sign-in');
    await browser.submit('/identity/sign-in', { username: 'thuky', password: data.passwordOf('thuky') });
    const html = await browser.open(`/marking/${first.batch.id}`);
    const rows = [...html.matchAll(/<tr[\s\S]*?<\/tr>/g)].map((m) => text(m[0]));
    return new Map(
      rows.flatMap((row) => {
        const no = /\d\d-\d\d-\d{3}/.exec(row)?.[0];
        const [, , total] = row.match(/\d+,\d\d/g) ?? [];
        return no === undefined || total === undefined ? [] : [[no, total] as const];
      }),
    );
  }

  /** The bands as the results page draws them. */
  async function bands(): Promise<number[]> {
    const shown = await results();
    return ['Giỏi', 'Khá', 'Đạt', 'Không đạt'].map((name) => {
      const found = new RegExp(`Xếp loại.*? ${name} (\\d+) \\(`).exec(shown);
      if (found === null) throw new Error(`no band ${name} in: ${shown.slice(-1500)}`);
      return Number(found[1]);
    });
  }

  it('nominates 47 = 45 accepted + 2 refused', async () => {
    expect([first.accepted, first.refused]).toEqual([45, 2]);
    expect(first.batch).toMatchObject({ year: 2027, number: 1 });
    await Promise.resolve();
  });

  it('seats 45 = 44 present + 1 absent with leave; one incident with 6 minutes, one phone with its quarter', async () => {
    await play.playFirst(first, () => undefined);
    await house.app.get(MarkingService).scoreClosed();
    expect(await results()).toContain('45 = 44 có mặt + 1 vắng có phép');
    const room = await page('giamthi1', `/invigilation/${first.sittings[0]!.id}`);
    expect(room).toContain('Máy mất điện 6 phút');
    expect(room).toContain('6 phút');
    const minutes = await page('thuky', `/invigilation/batch/${first.batch.id}/violations`);
    expect(minutes).toContain(PHONE);
    expect(minutes).toMatch(/25\s*%/);
    expect(await results()).toContain('Có sự cố trong buổi');
  }, 120_000);

  it('examines 15, 15 and 14 at three panels, and the chair settles three questions', async () => {
    expect(await decision.examine(() => undefined)).toBe(3);
    const panels = await page('thuky', `/oral/${first.batch.id}`);
    for (const name of ['Bàn 1', 'Bàn 2', 'Bàn 3']) expect(panels).toContain(name);
    expect([...panels.matchAll(/(\d+) đã xong/g)].map((m) => Number(m[1]))).toEqual([15, 15, 14]);
  }, 180_000);

  it('comes to 9 excellent, 21 good, 10 pass, 4 fail: 40 of 44 passed', async () => {
    expect(await bands()).toEqual([9, 21, 10, 4]);
    expect(await results()).toContain('44 dự, 40 đạt, 4 không đạt');
  });

  it('accepts both keys of one item: six papers rescored, three totals change, one from 58 to 60', async () => {
    const before = await totals();
    expect(before.size).toBe(44);
    await decision.rescore();
    const after = await totals();
    const changed = [...after].filter(([no, total]) => before.get(no) !== total);
    expect(changed).toHaveLength(3);
    expect(changed.map(([no, total]) => `${before.get(no)} -> ${total}`)).toContain('58,00 -> 60,00');
    const papers = (await house.app.get(RescoreService).findOfBatch(first.batch.id)).map((r) => r.itemId);
    const forms = await play.papers(first.sittings[0]!.id);
    expect(forms.filter((p) => p.form.items.some((i) => papers.includes(i.itemId)))).toHaveLength(6);
    expect(await bands()).toEqual([9, 21, 11, 3]);
    expect(await results()).toContain('44 dự, 41 đạt, 3 không đạt');
  }, 60_000);

  it('meets with five of five, is confirmed by chair and secretary, locked and published', async () => {
    await decision.conclude();
    const council = await page('kiemtra', `/council/${first.batch.id}`);
    expect(council).toMatch(/5 trên 5 thành viên/);
    expect(council).toContain('5 tán thành, 0 không tán thành');
    expect(await page('kiemtra', `/council/${first.batch.id}/results`)).toContain('41');
  }, 60_000);

  it('decides on 41 who passed: 38 admitted + 2 deferred + 1 withdrawn', async () => {
    await decision.admit('2027-01-09');
    const list = await page('thuongvu', `/admission/batch/${first.batch.id}`);
    expect(list).toMatch(/41 .*= 38 .*\+ 2 .*\+ 1 /);
  }, 60_000);

  it('leaves every paper as a file, 19 notices among them', async () => {
    const folder = join(house.dir, 'papers');
    await decision.numberPapers();
    await decision.papers(folder);
    const names = readdirSync(folder);
    expect(names.filter((n) => /^thong-bao-\d\d-.*\.docx$/.test(n))).toHaveLength(19);
    const [minutes] = names.filter((n) => n.startsWith('bien-ban-hop-hoi-dong'));
    const document = unzipSync(readFileSync(join(folder, minutes!)))['word/document.xml']!;
    const said = Buffer.from(document)
      .toString('utf8')
      .replace(/<[^>]+>/g, '');
    expect(said).toContain('Số 02-BB/HĐKT');
    expect(said).toContain('5/5 thành viên đồng ý');
    expect(names.filter((n) => n.startsWith('danh-sach-ket-qua')).sort()).toHaveLength(2);
  }, 60_000);

  it('ends with a ledger that agrees with every row', async () => {
    const report = await house.app.get(LedgerVerifier).verify();
    expect(report.rowFaults).toEqual([]);
    expect(report.sound).toBe(true);
  });
});
