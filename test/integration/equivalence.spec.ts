import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchRepository } from '../../src/batch/batch.repository.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import type { Form } from '../../src/batch/entities/batch-entry.entity.js';
import { FormService } from '../../src/batch/form.service.js';
import { drawForms } from '../../src/batch/forms.worker.js';
import { OpeningService } from '../../src/batch/opening.service.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { type Blueprint, DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import type { StockItem } from '../../src/core/blueprint/draw.js';
import { expectedPoints, expectedSum } from '../../src/core/blueprint/equivalence.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { readSlip } from '../../src/core/sealing/slip.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { planValues } from '../../src/exam-plan/exam-plan.presenter.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ItemEnemy } from '../../src/question-bank/entities/exposure.entity.js';
import { ItemStatistic } from '../../src/question-bank/entities/statistics.entity.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { actorOf, rawStaff } from '../support/council-world.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { tamper } from '../support/locked.js';
import { manyNames } from '../support/seed-sitting.js';
import { type Committee, newBatch, newCommittee, shippedBank } from '../support/world.js';

/** Pairs of items that may meet nobody but one another. */
const CLANS = 12;
/** One point of sixty. */
const LIMIT = 100;
const POINTS = 200;
const FIELDS = planValues('Kế hoạch', DEFAULT_RULES, DEFAULT_BLUEPRINT);

describe.each(ENGINES)('forms of one batch (%s)', (engine) => {
  let house: House;
  let committee: Committee;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    const blueprint = { ...DEFAULT_BLUEPRINT, equivalentWithin: LIMIT };
    const roles = ['chair', 'secretary', 'councilMember'] as const;
    committee = await newCommittee(house, 'Đảng ủy Một', roles, DEFAULT_RULES, undefined, blueprint);
    await answerAll((i) => 2_000 + (i % 7) * 1_200);
  }, 120_000);
  afterAll(() => house.close());

  const rows = () => house.app.get(BatchRepository, { strict: false });
  const close = (batch: Batch) => house.app.get(CloseRosterService).close(committee.ownerId, batch.id, SYSTEM_ACTOR);
  const formsOf = async (batchId: string) => [...(await house.app.get(FormService).findForms(batchId)).values()];
  const stockOf = async (batchId: string): Promise<StockItem[]> =>
    JSON.parse((await rows().findBasis(batchId))!.stock) as StockItem[];

  /** Every item that a machine marks was answered a hundred times, the i-th with so many ten-thousandths of its points. */
  async function answerAll(facility: (i: number) => number): Promise<void> {
    const items = (await house.app.get(QuestionBankService).findLive(committee.bankId)).filter(
      (i) => i.kind !== 'essay' && i.kind !== 'oral',
    );
    const statistics = items.map(({ id, versionId }, i): ItemStatistic => {
      return { versionId, itemId: id, answers: 100, facility: facility(i), discrimination: 2_000 };
    });
    const uow = house.app.get(UnitOfWork);
    await uow.run(() => uow.writing.upsert(ItemStatistic, statistics, ['versionId']));
  }

  /** How far the forms lie apart, in hundredths of a point, as the batch's own basis expects. */
  async function apart(batchId: string): Promise<number> {
    const stock = new Map((await stockOf(batchId)).map((i) => [i.id, i]));
    const points = (await formsOf(batchId)).map((f) =>
      expectedPoints(expectedSum(f.items.flatMap((i) => stock.get(i.itemId) ?? [])), POINTS),
    );
    expect(points.length).toBeGreaterThan(1);
    return Math.max(...points) - Math.min(...points);
  }

  /** The forms of a batch drawn once more from what was kept with it. */
  async function drawnAgain(batch: Batch, forms: readonly Form[]): Promise<string[][]> {
    const drawn = drawForms({
      entryIds: forms.map((f) => f.entryId),
      seed: Buffer.from(batch.seed ?? '', 'base64'),
      blueprint: batch.blueprint!,
      stock: await stockOf(batch.id),
      drawable: await house.app.get(QuestionBankService).drawable(committee.bankId),
      points: POINTS,
    });
    if (!drawn.ok) throw new Error(drawn.error.code);
    return drawn.value.map((f) => [f.entryId, f.digest]);
  }

  /** Pairs of like difficulty; no two items of different pairs may meet, so that no exchange of one item leads from pair to pair. */
  async function intoClans({ bankId }: Committee): Promise<void> {
    const items = (await house.app.get(QuestionBankService).findLive(bankId)).filter((i) => i.kind === 'single');
    const clan = (i: number): number => Math.floor(i / 2);
    const statistics = items.map(({ id, versionId }, i): ItemStatistic => {
      return { versionId, itemId: id, answers: 1_000, facility: 500 + clan(i) * 800, discrimination: null };
    });
    const codes = items.map((i) => i.code);
    const enemies = codes.flatMap((codeA, i) =>
      codes.flatMap((codeB, k) =>
        codeA < codeB && clan(i) !== clan(k) ? [{ bankId, codeA, codeB, reason: 'Thử' }] : [],
      ),
    );
    const uow = house.app.get(UnitOfWork);
    await uow.run(async () => {
      await uow.writing.upsert(ItemStatistic, statistics, ['versionId']);
      await uow.writing.insert(ItemEnemy, enemies);
    });
  }

  it('lie within the limit of the plan; years later, with other answers known, the seed gives the very same ones', async () => {
    const batch = await newBatch(house, committee, manyNames(40));
    await close(batch);
    expect(await apart(batch.id)).toBeLessThanOrEqual(LIMIT);
    const closed = await house.app.get(BatchService).getBatch(committee.ownerId, batch.id);
    const forms = await formsOf(batch.id);
    await answerAll((i) => 9_000 - (i % 5) * 1_500);
    expect(await drawnAgain(closed, forms)).toEqual(forms.map((f) => [f.entryId, f.digest]));
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('lie within it in a sealed batch too, once it is opened', async () => {
    const plans = house.app.get(ExamPlanService);
    const blueprint = { ...DEFAULT_BLUEPRINT, equivalentWithin: LIMIT };
    const plan = await plans.create(
      committee.ownerId,
      'Niêm phong',
      SYSTEM_ACTOR,
      { ...DEFAULT_RULES, sealed: true },
      blueprint,
    );
    const batch = await newBatch(house, { ...committee, planId: plan.id }, manyNames(6));
    const slips = (await close(batch)).map((typed) => {
      const slip = readSlip(typed);
      if (!slip.ok) throw new Error(slip.error.code);
      return slip.value;
    });
    expect(await formsOf(batch.id)).toEqual([]);
    const opening = house.app.get(OpeningService);
    await opening.enter(await actorOf(house, committee, 'secretary'), batch.id, slips[0]!, '127.0.0.1');
    await opening.enter(await actorOf(house, committee, 'councilMember'), batch.id, slips[2]!, '127.0.0.1');
    expect(await apart(batch.id)).toBeLessThanOrEqual(LIMIT);
    const opened = await house.app.get(BatchService).getBatch(committee.ownerId, batch.id);
    const forms = await formsOf(batch.id);
    expect(await drawnAgain(opened, forms)).toEqual(forms.map((f) => [f.entryId, f.digest]));
    expect(await house.app.get(LedgerVerifier).verify()).toMatchObject({ sound: true });
  });

  it('are not drawn where they cannot be brought together: closing and the trial name the cell and the remedy', async () => {
    const bank = shippedBank();
    const cell = bank.items.filter(
      ({ content: { topic, level, kind } }) => topic === 'history' && level === 'recall' && kind === 'single',
    );
    const oral = bank.items.filter((i) => i.content.kind === 'oral');
    const blueprint: Blueprint = {
      topics: [{ topic: 'history', recall: 2, understand: 0, apply: 0 }],
      maxPerClause: 50,
      equivalentWithin: 50,
    };
    const items = [...cell.slice(0, CLANS * 2), ...oral];
    const small = await newCommittee(house, 'Đảng ủy Hai', ['chair'], DEFAULT_RULES, { ...bank, items }, blueprint);
    await intoClans(small);
    const batch = await newBatch(house, small, manyNames(20));
    const closing = house.app.get(CloseRosterService);
    await expect(closing.close(small.ownerId, batch.id, SYSTEM_ACTOR)).rejects.toMatchObject({
      code: 'blueprint/unequal',
      params: { topic: 'Lịch sử Đảng', level: 'recall', limit: 0.5 },
    });
    expect(await rows().findFormDigests(batch.id)).toEqual([]);
    const chair = await rawStaff(house, small.usernameOf('chair'));
    const told = (await chair.post(`/batch/${batch.id}/close`, {})).body;
    expect(told).toMatch(/chủ đề “Lịch sử Đảng”, mức nhận biết khó dễ khác nhau nhiều nhất.*thử từ [\d,.]+ điểm/);
    const trial = (await chair.get(`/exam-plan/${small.planId}/simulate`)).body;
    expect(trial).toContain('Không giữ được giới hạn chênh lệch giữa các đề.');
    expect(trial).toContain('chủ đề “Lịch sử Đảng”');
  });

  it('are known by what they were drawn from: a change of it is found', async () => {
    const batch = await newBatch(house, committee, manyNames(3));
    await answerAll((i) => 4_000 + (i % 6) * 700);
    await close(batch);
    await tamper(house, 'draw_basis', `UPDATE draw_basis SET stock = '[]' WHERE batch_id = '${batch.id}'`);
    const { sound, rowFaults } = await house.app.get(LedgerVerifier).verify();
    expect(sound).toBe(false);
    expect(rowFaults).toMatchObject([{ subjectType: 'batch', subjectId: batch.id, code: 'row/changed' }]);
  });

  it('follow a limit that the plan page takes and tells of, and that the trial draws into its chart', async () => {
    const client = await rawStaff(house, committee.usernameOf('secretary'));
    const { body } = await client.get(`/exam-plan/${committee.planId}`);
    expect(body).toMatch(/id="equivalentWithin"[^>]* value="1"/);
    expect(body).toMatch(/Các đề giữ được trong giới hạn chênh nhau 1 điểm: mỗi đề dự kiến khoảng [\d,]+ trên 60 điểm/);
    const wrong = await client.post(`/exam-plan/${committee.planId}`, { ...FIELDS, equivalentWithin: 'vài' });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatch(/id="equivalentWithin"[^>]* value="vài"/);
    const trial = (await client.get(`/exam-plan/${committee.planId}/simulate`)).body;
    expect(trial).toContain('Giữ được giới hạn: không hai đề nào chênh nhau quá 1 điểm dự kiến.');
    expect(trial).toContain('giới hạn 1 điểm');
  });
});
