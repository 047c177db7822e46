import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import type { Rubric } from '../../src/core/rubric/rubric.js';
import { ROLES } from '../../src/core/access/access-matrix.js';
import { ESSAY_BLUEPRINT, ESSAY_NO } from '../support/essay-plan.js';
import { type House, openHouse } from '../support/house.js';
import { type Answer, RawClient } from '../support/raw-client.js';
import { allRoutes } from '../support/routes.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  PASSWORD,
  sampleBank,
  startSitting,
} from '../support/world.js';

const CANARY = 'CHIM-YEN-TRONG-MO';

/** One in everything of a rubric that an author writes. */
const withCanary = (rubric: Rubric): Rubric => ({
  ...rubric,
  ideas: [CANARY],
  criteria: rubric.criteria.map((c) => ({ ...c, title: `${CANARY} ${c.title}`, guide: `${CANARY} ${c.guide}` })),
});

let house: House;
let committee: Committee;
let closed: ClosedBatch;

beforeAll(async () => {
  house = await openHouse();
  const bank = sampleBank();
  // A canary in every explanation, and one in every author's letter, which the shown letters must hide.
  const items = bank.items.map((i) => {
    const rename = (id: string): string => `${CANARY}-${id}`;
    const options = i.content.options.map((o) => ({ ...o, id: rename(o.id) }));
    return {
      ...i,
      content: {
        ...i.content,
        explanation: `${CANARY} ${i.content.explanation}`,
        options,
        key: i.content.key.map(rename),
        code: i.content.code,
        rubric: i.content.rubric === null ? null : withCanary(i.content.rubric),
      },
    };
  });
  committee = await newCommittee(house, 'Đảng ủy Một', ROLES, undefined, { ...bank, items }, ESSAY_BLUEPRINT);
  closed = await newClosedBatch(house, committee);
}, 60_000);

afterAll(() => house.close());

describe('a candidate', () => {
  it('never receives a byte of a key, an explanation, an item code or a score, whatever they ask for, before, during and after', async () => {
    const seen: Answer[] = [];
    const client = new RawClient(house.url);
    const look = async (answer: Promise<Answer>): Promise<Answer> => {
      const got = await answer;
      seen.push(got);
      return got;
    };
    const crawl = async (): Promise<void> => {
      for (const { method, path } of allRoutes(house.app)) {
        const ids: Record<string, string> = {
          batchId: closed.batch.id,
          sittingId: closed.sitting.id,
          entryId: closed.entries[0]!.id,
          bankId: committee.bankId,
          planId: committee.planId,
          uploadId: closed.batch.id,
          code: 'DL001',
        };
        const filled = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name);
        if (filled.endsWith('sign-out') || filled === '/delivery/submit' || filled === '/delivery/confirm') continue;
        await look(method === 'GET' ? client.get(filled) : client.post(filled, {}));
        await look(method === 'GET' ? client.get(filled, 'application/json') : client.json(filled, {}));
      }
    };
    const entry = closed.entries[0]!;
    await look(client.get('/delivery/sign-in'));
    await look(
      client.post('/delivery/sign-in', { candidateNo: entry.candidateNo!, code: closed.codes.get(entry.id)! }),
    );
    await look(client.get('/delivery/confirm'));
    await look(client.post('/delivery/confirm', { answer: 'yes' }));
    await crawl();
    await startSitting(house, committee, closed);
    await look(client.post('/delivery/start', {}));
    const paper = await look(client.get('/delivery/paper'));
    expect(paper.body).toContain('data-page="paper"');
    const { leaseNo } = JSON.parse((await look(client.json('/delivery/lease', {}))).body) as { leaseNo: number };
    await look(
      client.json('/delivery/save', {
        lease: leaseNo,
        entries: [
          { seq: 1, item: 1, value: 'A' },
          { seq: 2, item: 99, value: 'A' },
        ],
      }),
    );
    await look(client.json('/delivery/save', { lease: leaseNo, entries: [{ seq: 1, item: 1, value: 'A' }] }));
    const essay = { seq: 2, item: ESSAY_NO, value: 'Gương mẫu là làm trước.' };
    await look(client.json('/delivery/save', { lease: leaseNo, entries: [essay] }));
    await look(
      client.json('/delivery/save', { lease: leaseNo, entries: [{ ...essay, seq: 3, value: 'x'.repeat(9000) }] }),
    );
    expect((await look(client.get('/delivery/paper'))).body).toContain('Gương mẫu là làm trước.');
    await crawl();
    await look(client.post('/delivery/submit', { confirm: 'yes' }));
    await look(client.get('/delivery/receipt'));
    await crawl();
    expect(seen.length).toBeGreaterThan(300);
    const codes = (await house.app.get(AttemptService).getForm(entry.id)).items.map((i) => i.code);
    for (const { body, headers } of seen) {
      const all = body + JSON.stringify([...headers]);
      expect(all).not.toContain(CANARY);
      expect(all).not.toMatch(new RegExp(`\\b(${codes.join('|')})\\b`));
      expect(all).not.toMatch(/maxPoints|"points"|điểm phiếu hỏi/i);
    }
  }, 60_000);
});

describe('an item and its key', () => {
  it('are seen by nobody whose role has nothing to do with the bank', async () => {
    for (const role of ['administrator', 'invigilator', 'examiner', 'unitOfficer', 'standingCommitteeClerk'] as const) {
      const client = new RawClient(house.url);
      await client.get('/identity/sign-in');
      await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
      for (const path of [
        '/question-bank',
        `/question-bank/${committee.bankId}`,
        `/question-bank/${committee.bankId}/items/DL001`,
        `/marking/${closed.batch.id}`,
      ]) {
        expect([role, path, (await client.get(path)).status]).toEqual([role, path, 403]);
      }
    }
  });

  it('are seen by the secretary: the canary is really there', async () => {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf('secretary'), password: PASSWORD });
    expect((await client.get(`/question-bank/${committee.bankId}/items/DL001`)).body).toContain(CANARY);
  });
});
