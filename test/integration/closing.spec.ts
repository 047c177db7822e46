import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BatchRepository } from '../../src/batch/batch.repository.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import { FormDrafts } from '../../src/batch/form-draft.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { manyNames } from '../support/seed-sitting.js';
import { type Committee, newBatch, newCommittee, sampleBank } from '../support/world.js';

/** More than are drawn at one go, so that a thread is asked. */
const PEOPLE = 60;

describe.each(ENGINES)('forms of a roster that is being closed (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let batch: Batch;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy phường Một', []);
  });

  beforeEach(async () => {
    batch = await newBatch(house, committee, manyNames(PEOPLE));
  });

  afterAll(() => house.close());

  const close = (): Promise<readonly string[]> =>
    house.app.get(CloseRosterService).close(committee.ownerId, batch.id, SYSTEM_ACTOR);
  const formCount = async (): Promise<number> =>
    (await house.app.get(BatchRepository, { strict: false }).findFormDigests(batch.id)).length;
  const isClosed = async (): Promise<boolean> =>
    (await house.app.get(BatchService).getBatch(committee.ownerId, batch.id)).rosterClosedAt !== null;
  const drafts = (): FormDrafts => house.app.get(FormDrafts, { strict: false });

  /** Runs `act` when the forms are written and the transaction that closes has not begun. */
  function between(act: () => Promise<unknown>): void {
    const service = drafts();
    const write = service.write.bind(service);
    service.write = async (...args) => {
      service.write = write;
      const made = await write(...args);
      await act();
      return made;
    };
  }

  it('are one for each, with a number, and what the ledger fixed', async () => {
    await close();
    expect(await formCount()).toBe(PEOPLE);
    const entries = await house.app.get(BatchService).findEntries(batch.id);
    expect(entries.map((e) => e.candidateNo).sort()).toEqual(entries.map((e) => e.candidateNo));
    expect(new Set(entries.map((e) => e.candidateNo)).size).toBe(PEOPLE);
    expect(entries.every((e) => e.sittingId !== null)).toBe(true);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('are taken away again when somebody was refused meanwhile, and the roster stays open', async () => {
    between(async () => {
      const repository = house.app.get(BatchRepository, { strict: false });
      const [first] = await repository.findEntries(batch.id);
      await house.app.get(UnitOfWork).run(() => repository.updateEntry(first!.id, { refusalReason: 'Chưa đủ hồ sơ' }));
    });
    await expect(close()).rejects.toMatchObject({ code: 'batch/changed-meanwhile' });
    expect([await isClosed(), await formCount()]).toEqual([false, 0]);
    await close();
    expect([await isClosed(), await formCount()]).toEqual([true, PEOPLE - 1]);
  });

  it('are taken away again when the bank changed meanwhile', async () => {
    const bank = sampleBank();
    const items = bank.items.map((item, i) =>
      i === 0 ? { ...item, content: { ...item.content, stem: `${item.content.stem} (sửa)` } } : item,
    );
    between(() => house.app.get(BankImportService).import(committee.ownerId, { ...bank, items }, SYSTEM_ACTOR));
    await expect(close()).rejects.toMatchObject({ code: 'batch/changed-meanwhile' });
    expect([await isClosed(), await formCount()]).toEqual([false, 0]);
    await house.app.get(BankImportService).import(committee.ownerId, bank, SYSTEM_ACTOR);
  });

  it('left by a closing that died are nobody’s: the ledger is sound, and the next closing draws anew', async () => {
    const entries = await house.app.get(BatchService).findEntries(batch.id);
    const plan = { rules: DEFAULT_RULES, blueprint: DEFAULT_BLUEPRINT };
    const ids = entries.map((e) => e.id);
    const left = await drafts().write(batch, plan, new Uint8Array(32), ids);
    expect(await formCount()).toBe(PEOPLE);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
    await close();
    const there = await house.app.get(BatchRepository, { strict: false }).findFormDigests(batch.id);
    expect(there.length).toBe(PEOPLE);
    expect(there.filter((f) => left.forms.some((l) => l.id === f.id))).toEqual([]);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('of a roster that another closing has closed are never taken away', async () => {
    between(() => Promise.reject(new Error('the connection was lost')));
    await expect(close()).rejects.toThrow('the connection was lost');
    await close();
    const forms = await house.app.get(BatchRepository, { strict: false }).findFormDigests(batch.id);
    await drafts().discard(
      batch,
      forms.map((f) => ({ ...f, entryId: '', itemIds: [] })),
    );
    expect(await formCount()).toBe(PEOPLE);
  });

  it('are thousands in a large roster: the ledger takes an entry for each in one transaction', async () => {
    const ledger = house.app.get(LedgerService);
    const before = (await ledger.head()).seq;
    const subjects = Array.from({ length: 6_000 }, (_, i) => `subject-${i}`);
    await house.app.get(UnitOfWork).run(() => {
      const act = { action: 'roster.imported', actor: SYSTEM_ACTOR, ownerId: committee.ownerId } as const;
      ledger.record(...subjects.map((subjectId) => ({ ...act, subjectType: 'batch', subjectId })));
      return Promise.resolve();
    });
    expect((await ledger.head()).seq).toBe(before + 6_000);
  });

  it('are drawn once when the button is pressed twice', async () => {
    const pressed = await Promise.allSettled([close(), close()]);
    expect(pressed.map((p) => p.status)).toEqual(['fulfilled', 'rejected']);
    expect(pressed[1]).toMatchObject({ reason: { code: 'batch/roster-closed' } });
    expect(await formCount()).toBe(PEOPLE);
  });
});
