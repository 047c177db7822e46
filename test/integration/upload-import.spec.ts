import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLedgerActor, type StaffActor } from '../../src/common/actor.js';
import { Housekeeping, UPLOAD_KEPT_DAYS } from '../../src/common/housekeeping.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { UploadImportService } from '../../src/question-bank/upload-import.service.js';
import { UploadService } from '../../src/question-bank/upload.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { type Committee, newCommittee, signInStaff } from '../support/world.js';

const DEFAULTS = { topic: 'charter', level: 'recall' } as const;
const MANY = 230;
const gift = (n: number, name: string): Buffer =>
  Buffer.from(
    Array.from({ length: n }, (_, i) => `${name} số ${i} hỏi điều gì?{=đúng ${i} ~sai ${i} ~khác ${i}}`).join('\n\n'),
  );

describe.each(ENGINES)('an import of many questions on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let actor: StaffActor;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    committee = await newCommittee(house, 'Đảng ủy xã Nhập Nhiều', ['itemWriter']);
    actor = {
      ...{ id: '01900000-0000-7000-8000-000000000001', name: 'Lê Thị Soạn', ownerId: committee.ownerId },
      ...{ ownerName: '', roles: ['itemWriter'], unitIds: [], sessionId: '' },
    };
  });
  afterAll(() => house.close());

  const uploads = () => house.app.get(UploadService);
  const imports = () => house.app.get(UploadImportService);
  const banks = () => house.app.get(QuestionBankService);
  const stateOf = async (id: string) => (await uploads().find(actor, committee.bankId, id)).upload.state;
  const count = async (sql: string): Promise<number> => {
    const [row] = await house.app
      .get(UnitOfWork)
      .manager.query<{ n: number | string }[]>(`SELECT count(*) AS n ${sql}`);
    return Number(row?.n);
  };

  async function ready(name: string, n = MANY): Promise<string> {
    const { id } = await uploads().upload(actor, committee.bankId, { data: gift(n, name), name: 'a.txt' }, DEFAULTS);
    while ((await stateOf(id)) === 'staging') await new Promise((resolve) => setImmediate(resolve));
    return id;
  }

  async function begin(id: string): Promise<void> {
    const bank = await banks().getBank(committee.ownerId, committee.bankId);
    const importAs = { ownerId: actor.ownerId, actor: asLedgerActor(actor), name: actor.name, on: '2027-01-09' };
    expect(await imports().begin(bank, id, importAs)).toBe(true);
  }

  /** Goes on for so many parts, then stops as a server does that is told to. */
  function goOn(id: string, parts: number): Promise<void> {
    let left = parts;
    return imports().carryOn(id, () => (left -= 1) < 0);
  }

  /** All that anybody can see of the bank's items. */
  async function seen(): Promise<unknown> {
    const whole = await banks().findWhole(committee.bankId);
    const summary = await banks().getSummary(committee.ownerId, committee.bankId);
    const all = (await banks().findBanks(committee.ownerId)).map((b) => b.bank.title);
    return { codes: whole.map(({ item }) => item.code), summary, all };
  }

  it('is seen by nobody until all are in, and then at once', async () => {
    const id = await ready('Dần dần');
    const before = await seen();
    await begin(id);
    for (let done = 0; done <= MANY; done += 50) {
      expect(await seen()).toEqual(before);
      expect(await stateOf(id)).toBe('importing');
      const { progress } = await uploads().find(actor, committee.bankId, id);
      expect(progress).toEqual({ done, total: MANY });
      await goOn(id, 1);
    }
    await goOn(id, 9);
    expect(await stateOf(id)).toBe('imported');
    const drafts = (await banks().findWhole(committee.bankId)).filter(({ item }) => item.state === 'draft');
    expect(drafts).toHaveLength(MANY);
    expect(new Set(drafts.map(({ version }) => version.review.writtenBy))).toEqual(new Set(['Lê Thị Soạn']));
    expect(await count('FROM bank WHERE upload_id IS NOT NULL')).toBe(0);
    expect(await count(`FROM staged_item WHERE upload_id = '${id}'`)).toBe(0);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('that a stop interrupts is finished by the next server, once, on behalf of who asked', async () => {
    const id = await ready('Đứt quãng');
    const before = (await banks().findWhole(committee.bankId)).length;
    await begin(id);
    await goOn(id, 2);
    house = await house.restart();
    expect((await banks().findWhole(committee.bankId)).length).toBe(before);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
    await house.app.get(Housekeeping).turn();
    await house.app.get(Housekeeping).turn();
    expect(await stateOf(id)).toBe('imported');
    expect((await banks().findWhole(committee.bankId)).length).toBe(before + MANY);
    const entry = `action = 'bank.drafted' AND actor_id = '${actor.id}'`;
    expect(await count(`FROM ledger_entry WHERE ${entry}`)).toBe(2);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('that two carry on at once takes each question once', async () => {
    const id = await ready('Hai tay');
    const before = (await banks().findWhole(committee.bankId)).length;
    await begin(id);
    const other = imports();
    // As another instance would, which does not know what this one carries on.
    const both = [other.carryOn(id)];
    (other as unknown as { running: Map<string, unknown> }).running.clear();
    both.push(other.carryOn(id));
    await Promise.all(both);
    expect((await banks().findWhole(committee.bankId)).length).toBe(before + MANY);
    expect(await stateOf(id)).toBe('imported');
  });

  it('is refused as a whole where a code of it is taken meanwhile, and says which', async () => {
    const id = await ready('Mất mã', 60);
    await begin(id);
    await goOn(id, 1);
    const before = await count(`FROM item WHERE bank_id = '${committee.bankId}'`);
    const [taken] = await house.app
      .get(UnitOfWork)
      .manager.query<{ code: string }[]>(`SELECT code FROM item WHERE bank_id = '${id}' ORDER BY code LIMIT 1`);
    const code = taken?.code ?? '';
    const { uow, item } = await oneMore(code);
    await uow.run(() =>
      house.app.get(BankImportService).draft(committee.ownerId, committee.bankId, [item], asLedgerActor(actor)),
    );
    await imports().carryOn(id);
    expect(await stateOf(id)).toBe('refused');
    expect(await count(`FROM item WHERE bank_id = '${committee.bankId}'`)).toBe(before + 1);
    const writer = await signInStaff(house, committee.usernameOf('itemWriter'));
    await house.app
      .get(UnitOfWork)
      .run(() =>
        house.app
          .get(UnitOfWork)
          .writing.query(
            `UPDATE item_upload SET user_id = (SELECT id FROM staff_user WHERE username = '${committee.usernameOf('itemWriter')}') WHERE id = '${id}'`,
          ),
      );
    expect(await writer.open(`/question-bank/${committee.bankId}/import/${id}`)).toContain(code);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  async function oneMore(code: string) {
    const [model] = await banks().findContents(committee.bankId);
    const review = { writtenBy: 'Trần Văn Khác', checkedBy: [], on: '2027-01-09' };
    return {
      uow: house.app.get(UnitOfWork),
      item: { content: { ...model!, code, stem: `Câu khác ${code}?` }, review },
    };
  }

  it('that nobody asks for goes after a week; what is younger, and what is on its way, stays', async () => {
    const old = await ready('Bỏ quên', 120);
    const onItsWay = await ready('Đang nhập', 120);
    await begin(onItsWay);
    house.clock.pass(UPLOAD_KEPT_DAYS * 24 * 3600 - 60);
    const young = await ready('Mới', 5);
    await house.app.get(Housekeeping).turn();
    expect(await stateOf(old)).toBe('ready');
    house.clock.pass(120);
    await house.app.get(Housekeeping).turn();
    await expect(stateOf(old)).rejects.toMatchObject({ code: 'common/not-found' });
    expect(await count(`FROM staged_item WHERE upload_id = '${old}'`)).toBe(0);
    expect(await stateOf(young)).toBe('ready');
    expect(await count("FROM item_upload WHERE state = 'importing'")).toBe(0);
    await house.app.get(Housekeeping).turn();
    expect(await stateOf(young)).toBe('ready');
  });
});
