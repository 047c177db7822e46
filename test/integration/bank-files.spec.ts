import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import type { StaffActor } from '../../src/common/actor.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ExportService } from '../../src/question-bank/export.service.js';
import { readQuestionFile } from '../../src/question-bank/formats/read-file.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { UploadService } from '../../src/question-bank/upload.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { type Committee, newCommittee, signInStaff } from '../support/world.js';

const DEFAULTS = { topic: 'charter', level: 'recall' } as const;
const ALL = { topic: '', level: '', kind: '', state: '' } as const;
const gift = (n: number, name = 'Câu'): Buffer =>
  Buffer.from(
    Array.from({ length: n }, (_, i) => `${name} số ${i} hỏi điều gì về Đảng?{=đúng ${i} ~sai ${i} ~khác ${i}}`).join(
      '\n\n',
    ),
  );

describe.each(ENGINES)('files of questions on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let actor: StaffActor;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy xã Tệp Câu Hỏi', ['secretary', 'itemWriter', 'invigilator']);
    actor = {
      ...{ id: '01900000-0000-7000-8000-000000000001', name: 'Lê Thị Soạn', ownerId: committee.ownerId },
      ...{ ownerName: '', roles: ['itemWriter'], unitIds: [], sessionId: '' },
    };
  });
  afterAll(() => house.close());

  const uploads = () => house.app.get(UploadService);
  const banks = () => house.app.get(QuestionBankService);
  const upload = (data: Buffer) => uploads().upload(actor, committee.bankId, { data, name: 'cau-hoi.txt' }, DEFAULTS);
  const importIt = (id: string, agrees = false) => uploads().import(actor, committee.bankId, id, agrees);
  const drafts = async () => (await banks().findWhole(committee.bankId)).filter(({ item }) => item.state === 'draft');
  const settled = async (id: string): Promise<void> => {
    while ((await uploads().find(actor, committee.bankId, id)).upload.state === 'staging')
      await new Promise((resolve) => setImmediate(resolve));
  };

  it('become drafts with codes of their own, on record, and are in no stock', async () => {
    const stock = (await banks().stock(committee.bankId, {}, '2027-01-09')).length;
    const { id } = await upload(gift(3));
    expect(await drafts()).toEqual([]);
    expect(await importIt(id)).toMatchObject({ state: 'imported', items: 3 });
    const made = await drafts();
    expect(
      made.map(({ item, version }) => [item.code, item.topic, version.review.writtenBy, version.citation.document]),
    ).toEqual(['CH001', 'CH002', 'CH003'].map((code) => [code, 'charter', 'Lê Thị Soạn', '']));
    expect((await banks().stock(committee.bankId, {}, '2027-01-09')).length).toBe(stock);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('are imported once, however often the button is pressed', async () => {
    const { id } = await upload(gift(2, 'Lần nữa'));
    const pressed = await Promise.allSettled([importIt(id), importIt(id)]);
    expect(pressed.map((p) => p.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(importIt(id)).rejects.toMatchObject({ code: 'bank/upload-gone' });
  });

  it('with an error import nothing; with an unknown kind only who agrees', async () => {
    const before = (await drafts()).length;
    const faulty = await upload(Buffer.from('Hỏi một?{=a ~b\n\nHỏi hai?{T}'));
    await expect(importIt(faulty.id, true)).rejects.toMatchObject({ code: 'bank/upload-faulty' });
    const partly = await upload(Buffer.from('Năm nào?{#1930}\n\nHỏi ba?{T}'));
    await expect(importIt(partly.id)).rejects.toMatchObject({ code: 'bank/upload-skips' });
    expect((await drafts()).length).toBe(before);
    expect(await importIt(partly.id, true)).toMatchObject({ state: 'imported', items: 1 });
  });

  it('name what the bank has already: the same code and text is left out, the same stem is told', async () => {
    const [first] = await banks().findWhole(committee.bankId);
    const { stem } = first!.version;
    const same = await upload(Buffer.from(`::${first!.item.code}::${stem.replace(/[:=]/g, '\\$&')}{}`));
    expect(same.problems.map((p) => p.code)).toContain('format/already-there');
    const twin = await upload(Buffer.from(`${stem.toUpperCase().replace(/[:=]/g, '\\$&')}{}`));
    expect(twin.problems.find((p) => p.code === 'format/twin')?.params).toEqual({ twins: first!.item.code });
  });

  it('are nobody else’s: another person does not find them', async () => {
    const { id } = await upload(gift(1, 'Riêng'));
    const other = { ...actor, id: '01900000-0000-7000-8000-000000000002' };
    await expect(uploads().find(other, committee.bankId, id)).rejects.toMatchObject({ code: 'common/not-found' });
  });

  it('that are hostile leave nothing and keep nobody waiting', async () => {
    const bomb = Buffer.from(zipSync({ 'a.xml': new Uint8Array(60_000_000) }));
    const order: string[] = [];
    const refused = upload(bomb).catch((error: unknown) => order.push((error as { code: string }).code));
    const answer = fetch(`${house.url}/health/live`).then(({ status }) => order.push(`answered ${status}`));
    await Promise.all([refused, answer]);
    expect(order).toContain('bank/file-hostile');
    expect(order).toContain('answered 200');
  });

  it('go out with a reason on record and who took them in the file, and come in as the same', async () => {
    const file = await house.app.get(ExportService).export(actor, committee.bankId, ALL, 'yaml', 'Gửi góp ý ngày 12/3');
    const read = await readQuestionFile(file.bytes);
    const whole = await banks().findWhole(committee.bankId);
    expect(read.ok && read.value.items.map((i) => i.content.code).sort()).toEqual(
      whole.map(({ item }) => item.code).sort(),
    );
    await expect(
      house.app.get(ExportService).export(actor, committee.bankId, ALL, 'aiken', 'Gửi góp ý ngày 12/3'),
    ).rejects.toMatchObject({ code: 'bank/export-kinds' });
  });

  it('of five thousand questions are drafts within 30 seconds, with progress', async () => {
    const started = performance.now();
    const { id, state } = await upload(gift(5000, 'Đông'));
    expect(state).toBe('staging');
    const { progress } = await uploads().find(actor, committee.bankId, id);
    expect(progress).toMatchObject({ total: 5000 });
    await settled(id);
    expect(await importIt(id)).toMatchObject({ state: 'importing', items: 5000 });
    const steps = new Set<number>();
    for (;;) {
      const { upload, progress: p } = await uploads().find(actor, committee.bankId, id);
      if (upload.state === 'imported') break;
      steps.add(p?.done ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(steps.size).toBeGreaterThan(10);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('are looked at on a page before anything is imported', async () => {
    const writer = await signInStaff(house, committee.usernameOf('itemWriter'));
    expect(await writer.open(`/question-bank/${committee.bankId}/import`)).toContain('type="file"');
    expect(await writer.open(`/question-bank/${committee.bankId}`)).toContain('/import');
    const secretary = await signInStaff(house, committee.usernameOf('secretary'));
    expect(await secretary.open(`/question-bank/${committee.bankId}/export`)).toContain('value="qti30"');
    await expect(
      secretary.submit(`/question-bank/${committee.bankId}/export`, { format: 'gift', reason: '' }),
    ).rejects.toThrow('422');
  });
});
