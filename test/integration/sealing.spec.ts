import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { BatchRepository } from '../../src/batch/batch.repository.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { OpeningService } from '../../src/batch/opening.service.js';
import { OralPoolService } from '../../src/batch/oral-pool.service.js';
import { SealingRepository } from '../../src/batch/sealing.repository.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { printedSlip } from '../../src/core/sealing/slip.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { BackupService } from '../../src/database/backup.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { planValues } from '../../src/exam-plan/exam-plan.presenter.js';
import { ExamPlanService, planDigest } from '../../src/exam-plan/exam-plan.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ExposureService } from '../../src/question-bank/exposure.service.js';
import { ENGINES, type House, joinHouse, openHouse } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { manyNames } from '../support/seed-sitting.js';
import { staffClient } from '../support/slip-export.js';
import { type Committee, newBatch, newCommittee, signInStaff } from '../support/world.js';

const SEALED: RuleSet = { ...DEFAULT_RULES, sealed: true };
const SLIP = /(?:[A-HJKMNP-Z2-9]{6} ){4}[A-HJKMNP-Z2-9]{6}/g;
const wrongSlip = (): string => printedSlip(new Uint8Array(15).fill(7));

describe.each(ENGINES)('a sealed batch on %s', (engine) => {
  let house: House;
  let committee: Committee;
  let batch: Batch;
  let chair: RawClient;
  let secretary: RawClient;
  let member: RawClient;
  let invigilator: RawClient;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    committee = await newCommittee(
      house,
      'Đảng ủy phường Một',
      ['chair', 'secretary', 'councilMember', 'invigilator', 'inspector'],
      SEALED,
    );
    await signIn();
  }, 60_000);

  afterAll(() => house.close());

  beforeEach(async () => {
    house.clock.pass(3_600);
    await signIn();
    batch = await newBatch(house, committee);
  });

  type Clients = [chair: RawClient, secretary: RawClient, member: RawClient, invigilator: RawClient];

  const signedIn = async (url: string): Promise<Clients> =>
    (await Promise.all(
      (['chair', 'secretary', 'councilMember', 'invigilator'] as const).map((role) =>
        staffClient(url, committee.usernameOf(role)),
      ),
    )) as Clients;

  async function signIn(): Promise<void> {
    [chair, secretary, member, invigilator] = await signedIn(house.url);
  }

  /** Closes the roster. @returns the three slips as the page shows them */
  async function close(): Promise<[string, string, string]> {
    const { status, body } = await chair.post(`/batch/${batch.id}/close`, {});
    expect(status).toBe(200);
    const slips = body.match(SLIP) ?? [];
    expect(slips).toHaveLength(3);
    return slips as unknown as [string, string, string];
  }

  const enter = (who: RawClient, slip: string) => who.post(`/batch/${batch.id}/opening`, { slip });
  const rows = () => house.app.get(BatchRepository, { strict: false });
  const seals = () => house.app.get(SealingRepository, { strict: false });
  const formCount = async () => (await rows().findForms(batch.id)).length;
  /** Places in forms that are counted as uses of items, over all batches. */
  const useCount = async () =>
    [...(await house.app.get(ExposureService).sums(committee.bankId)).values()].reduce((sum, u) => sum + u.forms, 0);
  const sitting = async () => (await house.app.get(BatchService).findSittings(batch.id))[0]?.id ?? '';
  const sound = async () => {
    const { chainFault, rowFaults } = await house.app.get(LedgerVerifier, { strict: false }).verify();
    return { chainFault, rowFaults };
  };
  const SOUND = { chainFault: null, rowFaults: [] };

  async function openBoth(): Promise<void> {
    const [one, , three] = await close();
    expect((await enter(secretary, one)).status).toBe(303);
    expect((await enter(member, three)).headers.get('location')).toContain('done=seal.opened');
  }

  /** Everybody ticked, then the start signal. */
  async function start(): Promise<{ status: number; body: string }> {
    const room = `/invigilation/${await sitting()}`;
    await invigilator.post(`${room}/attendance`, { attendance: 'present' });
    return invigilator.post(`${room}/start`, {});
  }

  it('has no form, no key, no pool, no seed and no use of an item in clear after the closing, and its slips are shown once', async () => {
    const uses = await useCount();
    await close();
    expect(await formCount()).toBe(0);
    expect(await useCount()).toBe(uses);
    expect(await rows().findPool(batch.id)).toBeNull();
    const row = await rows().findBatchById(batch.id);
    expect(row).toMatchObject({ seed: null });
    expect(row?.seedCommitment).toMatch(/^[0-9a-f]{64}$/);
    await expect(house.app.get(OralPoolService).get(batch.id)).rejects.toMatchObject({ code: 'batch/sealed' });
    await expect(house.app.get(OralPoolService).getSeed(batch.id)).rejects.toMatchObject({ code: 'batch/sealed' });
    expect((await chair.post(`/batch/${batch.id}/close`, {})).status).toBe(409);
    for (const path of ['', '/close', '/opening'])
      expect((await chair.get(`/batch/${batch.id}${path}`)).body).not.toMatch(SLIP);
    expect(await sound()).toEqual(SOUND);
  });

  it('cannot start, and board, home and batch page say what is missing and who can do it', async () => {
    await close();
    const refused = await start();
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('Đề của đợt này còn niêm phong');
    const board = (await invigilator.get(`/invigilation/${await sitting()}`)).body;
    expect(board).toContain('Đề còn niêm phong, chưa bắt đầu được.');
    expect(board).not.toContain(`/batch/${batch.id}/opening`);
    expect((await secretary.get(`/batch/${batch.id}`)).body).toContain(`/batch/${batch.id}/opening`);
    expect((await secretary.get(`/overview/batch/${batch.id}`)).body).toContain('Mở niêm phong');
  });

  it('is opened by two different people with two slips; everything is as the ledger fixed it', async () => {
    const uses = await useCount();
    const [one, two] = await close();
    expect((await enter(secretary, one)).headers.get('location')).toContain('done=seal.waiting');
    expect((await secretary.get(`/batch/${batch.id}/opening`)).body).toContain('Đang đợi người thứ hai');
    expect((await member.get(`/batch/${batch.id}/opening`)).body).toContain(
      'Nguyễn Văn secretary đã nhập phiếu thứ nhất',
    );
    expect(await formCount()).toBe(0);
    const opened = await enter(member, two.toLowerCase().replaceAll(' ', ''));
    expect(opened.headers.get('location')).toContain('done=seal.opened');
    expect(await formCount()).toBe(6);
    expect(await useCount()).toBe(uses + 6 * 30);
    expect((await house.app.get(OralPoolService).get(batch.id)).length).toBeGreaterThan(0);
    expect(await house.app.get(OralPoolService).getSeed(batch.id)).toHaveLength(32);
    expect(await seals().findNonces(batch.id)).toEqual([]);
    expect(await seals().findWaiting(batch.id)).toBeNull();
    expect(await sound()).toEqual(SOUND);
    expect((await start()).status).toBe(303);
    expect((await enter(chair, one)).status).toBe(409);
  });

  it('is not opened by one person with two slips, nor by two with the same slip', async () => {
    const [one, two] = await close();
    await enter(secretary, one);
    const twice = await enter(secretary, two);
    expect(twice.status).toBe(409);
    expect(twice.body).toContain('Phiếu thứ hai phải do người khác');
    const same = await enter(member, one);
    expect(same.status).toBe(409);
    expect(same.body).toContain('Phiếu này đã được nhập');
    expect(await formCount()).toBe(0);
  });

  it('takes no slip from whom the matrix does not name', async () => {
    const [one] = await close();
    expect((await enter(invigilator, one)).status).toBe(403);
    expect(await seals().findWaiting(batch.id)).toBeNull();
  });

  it('forgets the first slip after ten minutes, and deletes it', async () => {
    const [one, two, three] = await close();
    await enter(secretary, one);
    house.clock.pass(601);
    expect((await enter(member, two)).headers.get('location')).toContain('done=seal.waiting');
    expect(await formCount()).toBe(0);
    house.clock.pass(599);
    expect((await enter(chair, three)).headers.get('location')).toContain('done=seal.opened');
    batch = await newBatch(house, committee);
    const [first] = await close();
    await enter(secretary, first);
    house.clock.pass(600);
    await house.app.get(OpeningService).forgetLate();
    expect(await seals().findWaiting(batch.id)).not.toBeNull();
    house.clock.pass(1);
    await house.app.get(OpeningService).forgetLate();
    expect(await seals().findWaiting(batch.id)).toBeNull();
  });

  it('once opened needs nobody again after a restart', async () => {
    await openBoth();
    house = await house.restart();
    await signIn();
    expect((await start()).status).toBe(303);
  });

  if (engine === 'postgres')
    it('keeps the first slip over a restart, and takes the second at another instance', async () => {
      const [one, two] = await close();
      await enter(secretary, one);
      house = await house.restart();
      const second = await joinHouse(house);
      try {
        [, , member] = await signedIn(second.url);
        expect((await enter(member, two)).headers.get('location')).toContain('done=seal.opened');
        expect(await formCount()).toBe(6);
      } finally {
        await second.stop();
      }
      await signIn();
      expect((await start()).status).toBe(303);
    });
  else
    it('forgets the first slip with a restart of the only instance: nothing on its disk could tell it', async () => {
      const [one, two] = await close();
      await enter(secretary, one);
      house = await house.restart();
      await signIn();
      expect((await enter(member, two)).headers.get('location')).toContain('done=seal.waiting');
      expect((await enter(secretary, one)).headers.get('location')).toContain('done=seal.opened');
    });

  it('tells a mistyped slip by its group, without counting it, and keeps what was typed', async () => {
    const [one] = await close();
    const typed = `${one.slice(0, 7)}${one[7] === 'A' ? 'B' : 'A'}${one.slice(8)}`;
    for (let i = 0; i < 8; i += 1) {
      const refused = await enter(secretary, typed);
      expect(refused.status).toBe(400);
      expect(refused.body).toContain('Nhóm thứ 2');
      expect(refused.body).toContain(`>${typed}</textarea>`);
    }
    expect((await enter(secretary, '')).body).toContain('slip-error');
    expect((await enter(secretary, one)).status).toBe(303);
  });

  it('slows whoever types slips of another batch, and nobody else', async () => {
    const [one, two] = await close();
    for (let i = 0; i < 5; i += 1) {
      const refused = await enter(secretary, wrongSlip());
      expect(refused.status).toBe(409);
      expect(refused.body).toContain('Phiếu này không mở được đợt này');
    }
    expect((await enter(secretary, one)).status).toBe(429);
    expect((await enter(member, two)).status).toBe(303);
    house.clock.pass(3);
    expect((await enter(secretary, one)).headers.get('location')).toContain('done=seal.opened');
  });

  it('whose slips are lost is reopened with a reason and drawn anew; the old slips open nothing', async () => {
    const [one, two] = await close();
    await enter(secretary, one);
    const digests = (await rows().findBatchById(batch.id))?.seedCommitment;
    expect((await chair.post(`/batch/${batch.id}/reopen`, { reason: 'Mất hai phiếu mở' })).status).toBe(303);
    expect(await seals().find(batch.id)).toBeNull();
    expect(await seals().findNonces(batch.id)).toEqual([]);
    expect(await seals().findWaiting(batch.id)).toBeNull();
    expect((await enter(member, two)).status).toBe(409);
    expect(await sound()).toEqual(SOUND);
    const [newOne, newTwo] = await close();
    expect((await rows().findBatchById(batch.id))?.seedCommitment).not.toBe(digests);
    expect((await enter(member, two)).body).toContain('Phiếu này không mở được đợt này');
    await enter(member, newOne);
    expect((await enter(chair, newTwo)).headers.get('location')).toContain('done=seal.opened');
    expect(await sound()).toEqual(SOUND);
  });

  it('can be reopened after it was opened, while no sitting has started', async () => {
    const uses = await useCount();
    await openBoth();
    expect((await chair.post(`/batch/${batch.id}/reopen`, { reason: 'Sửa danh sách' })).status).toBe(303);
    expect(await useCount()).toBe(uses);
    expect(await formCount()).toBe(0);
    expect(await seals().find(batch.id)).toBeNull();
    expect(await sound()).toEqual(SOUND);
  });

  it('whose rows somebody changes or removes is found by the ledger, and is not opened', async () => {
    const [one, two] = await close();
    const part = await seals().findPart(batch.id, 1);
    const content = Buffer.from(part?.content ?? '', 'base64');
    content[100] = (content[100] ?? 0) ^ 1;
    await house.app
      .get(UnitOfWork)
      .run(() =>
        house.app
          .get(UnitOfWork)
          .writing.query(
            `UPDATE sealed_batch_part SET content = '${content.toString('base64')}' WHERE batch_id = '${batch.id}' AND no = 1`,
          ),
      );
    expect((await sound()).rowFaults).toEqual([
      expect.objectContaining({ subjectType: 'seal', subjectId: batch.id, code: 'row/changed' }),
    ]);
    await enter(secretary, one);
    const refused = await enter(member, two);
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('bị hỏng hoặc bị sửa');
    expect(await formCount()).toBe(0);
    await chair.post(`/batch/${batch.id}/reopen`, { reason: 'Bị sửa' });
    expect(await sound()).toEqual(SOUND);
  });

  it('records who typed which slip and who opened, and no slip', async () => {
    const [one, , three] = await close();
    await enter(secretary, one);
    await enter(member, three);
    const entries = await house.app
      .get(UnitOfWork)
      .manager.query(`SELECT * FROM ledger_entry WHERE subject_id = '${batch.id}'`);
    const text = JSON.stringify(entries);
    for (const action of ['batch.sealed', 'batch.slipEntered', 'batch.unsealed']) expect(text).toContain(action);
    for (const slip of [one, three]) {
      expect(text).not.toContain(slip);
      expect(text).not.toContain(slip.slice(0, 6));
    }
  });
});

describe.each(ENGINES)('the data of a sealed batch on %s', (engine) => {
  let house: House;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
  });

  afterAll(() => house.close());

  it('hold nothing of what was drawn, nor does a backup, until it is opened', async () => {
    const committee = await newCommittee(house, 'Đảng ủy phường Một', ['secretary', 'councilMember'], SEALED);
    const { id } = await newBatch(house, committee);
    const slips = await house.app.get(CloseRosterService).close(committee.ownerId, id, SYSTEM_ACTOR);
    const before = await bytesOfDatabase();
    const backup = engine === 'sqlite' ? await backupBytes() : before;
    for (const [i, role] of (['secretary', 'councilMember'] as const).entries()) {
      const client = await staffClient(house.url, committee.usernameOf(role));
      expect((await client.post(`/batch/${id}/opening`, { slip: slips[i] ?? '' })).status).toBe(303);
    }
    const secrets = await fragments(id);
    const found = (bytes: Buffer) => secrets.filter((s) => bytes.includes(s));
    expect(secrets.length).toBeGreaterThan(200);
    expect(found(before)).toEqual([]);
    expect(found(backup)).toEqual([]);
    // The search can find: a piece is missed only where it runs over the end of a page.
    expect(found(await bytesOfDatabase()).length).toBeGreaterThan(secrets.length * 0.9);
    expect(slips.filter((slip) => before.includes(slip) || backup.includes(slip))).toEqual([]);
  });

  it('of many people are drawn and opened in parts, off the main thread, and all arrive', async () => {
    const committee = await newCommittee(house, 'Đảng ủy phường Hai', ['secretary', 'councilMember'], SEALED);
    const { id } = await newBatch(house, committee, manyNames(120));
    const [, two = '', three = ''] = await house.app.get(CloseRosterService).close(committee.ownerId, id, SYSTEM_ACTOR);
    expect(await house.app.get(SealingRepository, { strict: false }).findNonces(id)).toHaveLength(4);
    for (const [role, slip] of [
      ['secretary', three],
      ['councilMember', two],
    ] as const) {
      const client = await staffClient(house.url, committee.usernameOf(role));
      expect((await client.post(`/batch/${id}/opening`, { slip })).status).toBe(303);
    }
    expect(await house.app.get(BatchRepository, { strict: false }).findForms(id)).toHaveLength(120);
    expect(await house.app.get(LedgerVerifier, { strict: false }).verify()).toMatchObject({ sound: true });
  });

  /** The seed, and pieces of the forms' and keys' rows that say which option stands where: none could come from the bank. */
  async function fragments(id: string): Promise<string[]> {
    const m = house.app.get(UnitOfWork).manager;
    const ask = (sql: string) => m.query<{ t: string }[]>(sql);
    const [forms, keys, seed] = await Promise.all([
      ask(`SELECT items AS t FROM form WHERE batch_id = '${id}'`),
      ask(`SELECT keys AS t FROM form_key WHERE form_id IN (SELECT id FROM form WHERE batch_id = '${id}')`),
      ask(`SELECT seed AS t FROM batch WHERE id = '${id}'`),
    ]);
    const pieces = forms.flatMap(({ t }) => t.match(/"letter":"[A-Z]","origin":"[A-Z]","text":"[^"]{10}/g) ?? []);
    return [...pieces, ...keys.map(({ t }) => t.slice(0, 120)), ...seed.map(({ t }) => t)];
  }

  async function bytesOfDatabase(): Promise<Buffer> {
    if (engine === 'sqlite')
      return Buffer.concat(
        readdirSync(house.dir)
          .filter((f) => f.includes('.sqlite') && statSync(join(house.dir, f)).isFile())
          .map((f) => readFileSync(join(house.dir, f))),
      );
    // Every row of every table, as a dump would hold it.
    const client = new pg.Client({ connectionString: house.config.DATABASE_URL });
    await client.connect();
    const tables = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows: all } = await client.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
      texts.push(...all.flatMap((row) => Object.values(row).map(String)));
    }
    await client.end();
    return Buffer.from(texts.join('\n'));
  }

  async function backupBytes(): Promise<Buffer> {
    const folder = await house.app.get(BackupService, { strict: false }).create('test');
    return readFileSync(join(folder ?? '', 'nhan-thuc.sqlite'));
  }
});

describe('the seal in a plan', () => {
  it('is left out where it is not wanted: a plan keeps its digest', () => {
    expect(DEFAULT_RULES).not.toHaveProperty('sealed');
    expect(planDigest(SEALED, DEFAULT_BLUEPRINT)).not.toBe(planDigest(DEFAULT_RULES, DEFAULT_BLUEPRINT));
  });

  it('is ticked and unticked on the page of the plan', async () => {
    const house = await openHouse();
    try {
      const committee = await newCommittee(house, 'Đảng ủy phường Hai', ['secretary']);
      const plans = house.app.get(ExamPlanService);
      const before = (await plans.getPlan(committee.ownerId, committee.planId)).version;
      const path = `/exam-plan/${committee.planId}`;
      const fields = planValues('Kế hoạch', before.rules, before.blueprint);
      const typed = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
      const secretary = await signInStaff(house, committee.usernameOf('secretary'));
      await secretary.open(path);
      await secretary.submit(path, { ...typed, sealed: 'yes' });
      expect((await plans.getPlan(committee.ownerId, committee.planId)).version.rules.sealed).toBe(true);
      expect(await secretary.open(path)).toMatch(/id="sealed"[^>]*checked/);
      await secretary.submit(path, typed);
      expect((await plans.getPlan(committee.ownerId, committee.planId)).version.digest).toBe(before.digest);
    } finally {
      await house.close();
    }
  });

  it('off, closing draws as ever and shows no slip', async () => {
    const house = await openHouse();
    try {
      const committee = await newCommittee(house, 'Đảng ủy phường Ba', []);
      const { id } = await newBatch(house, committee);
      expect(await house.app.get(CloseRosterService).close(committee.ownerId, id, SYSTEM_ACTOR)).toEqual([]);
      expect(await house.app.get(BatchRepository, { strict: false }).findForms(id)).toHaveLength(6);
    } finally {
      await house.close();
    }
  });
});
