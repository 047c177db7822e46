import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FormService } from '../../src/batch/form.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { type House, openHouse } from '../support/house.js';
import { playedBatch } from '../support/played.js';
import { RawClient } from '../support/raw-client.js';
import type { ClosedBatch, Committee } from '../support/world.js';
import { PASSWORD } from '../support/world.js';

describe('keys of questions that are shown after the exam', () => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;
  let chair: RawClient;

  beforeAll(async () => {
    house = await openHouse();
    ({ committee, closed } = await playedBatch(house));
    chair = new RawClient(house.url);
    await chair.get('/identity/sign-in');
    await chair.post('/identity/sign-in', { username: committee.usernameOf('chair'), password: PASSWORD });
  }, 60_000);

  afterAll(() => house.close());

  const viewed = async () =>
    (await house.app.get(LedgerReader).page(committee.ownerId, 1, 10_000)).rows.filter(
      (a) => a.action === 'item.viewed',
    );

  it('are in the ledger when the page of a rescoring shows them, once a person, item and day', async () => {
    const form = (await house.app.get(FormService).findForms(closed.batch.id)).values().next().value!;
    const [item] = form.items;
    await chair.get(`/marking/${closed.batch.id}/rescore`);
    expect(await viewed()).toEqual([]);
    for (let look = 0; look < 2; look += 1)
      expect((await chair.get(`/marking/${closed.batch.id}/rescore?item=${item!.itemId}`)).status).toBe(200);
    expect(await viewed()).toMatchObject([{ facts: { code: item!.code, version: 1 } }]);
  });

  it('a list without keys is there once a person, bank and day', async () => {
    for (let look = 0; look < 2; look += 1)
      expect((await chair.get(`/question-bank/${committee.bankId}?page=${look + 1}`)).status).toBe(200);
    const { rows } = await house.app.get(LedgerReader).page(committee.ownerId, 1, 10_000);
    const lists = rows.filter((a) => a.action === 'bank.listed');
    expect(lists).toHaveLength(1);
  });

  it('are in the ledger when somebody looks at a person’s answers beside them', async () => {
    const before = (await viewed()).length;
    const [entry] = closed.entries;
    const form = (await house.app.get(FormService).findForms(closed.batch.id)).get(entry!.id)!;
    for (let look = 0; look < 2; look += 1)
      expect((await chair.get(`/marking/${closed.batch.id}/entries/${entry!.id}`)).status).toBe(200);
    const codes = new Set((await viewed()).map((a) => a.facts['code']));
    expect(form.items.filter((i) => !codes.has(i.code))).toEqual([]);
    expect((await viewed()).length).toBeLessThanOrEqual(before + form.items.length);
    expect(codes.size).toBe((await viewed()).length);
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });
});
