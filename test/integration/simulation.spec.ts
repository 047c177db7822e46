import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES } from '../../src/core/scoring/rule-set.js';
import { ExamPlanService } from '../../src/exam-plan/exam-plan.service.js';
import { SimulationService, TRIAL_FORMS, type Trial } from '../../src/exam-plan/simulation.service.js';
import { simulate } from '../../src/exam-plan/simulation.worker.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { RawClient } from '../support/raw-client.js';
import { type Committee, newCommittee, PASSWORD } from '../support/world.js';

describe.each(ENGINES)('the trial draw of a plan (%s)', (engine) => {
  let house: House;
  let committee: Committee;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy Một', ['inspector', 'itemWriter', 'secretary']);
  }, 120_000);
  afterAll(() => house.close());

  const trialOf = async (planId: string, no = 1): Promise<Trial> => {
    const { trial } = await house.app.get(SimulationService).tryPlan(committee.ownerId, planId, undefined, no);
    if (typeof trial === 'string') throw new Error(trial);
    return trial;
  };

  it('draws a thousand forms of the plan in force from the live items, the same ones until others are asked for', async () => {
    const { version } = await house.app.get(ExamPlanService).getPlan(committee.ownerId, committee.planId);
    const stock = (
      await house.app.get(QuestionBankService).stock(committee.bankId, version.blueprint, '2027-01-09')
    ).filter((i) => i.essayPoints === null);
    const first = await trialOf(committee.planId);
    const order = { blueprint: version.blueprint, stock, forms: TRIAL_FORMS, seed: `${version.digest} 1`, points: 200 };
    expect(first.outcome).toEqual(simulate(order));
    expect(first.outcome).toMatchObject({ ok: true, value: { forms: 1_000, size: 30 } });
    expect(await trialOf(committee.planId)).toEqual(first);
    expect((await trialOf(committee.planId, 2)).outcome).not.toEqual(first.outcome);
  });

  it('is open to whoever may see plans, and tells figures, the most drawn items and the supply of each cell', async () => {
    const inspector = await signedIn('inspector');
    const { status, body } = await inspector.get(`/exam-plan/${committee.planId}/simulate`);
    expect(status).toBe(200);
    expect(body).toContain('Rút thử 1.000 đề');
    expect(body).toContain('70 %');
    expect(body).toMatch(/>[A-Z]{2}\d{3}<\/text>/);
    expect(body).toMatch(/(đủ|ít): \d+ câu, [\d,]+ lần/);
    expect((await (await signedIn('itemWriter')).get(`/exam-plan/${committee.planId}/simulate`)).status).toBe(403);
  });

  it('names the cell that lacks items, and what to do about it', async () => {
    const topics = DEFAULT_BLUEPRINT.topics.map((t) => (t.topic === 'history' ? { ...t, recall: 90 } : t));
    const plans = house.app.get(ExamPlanService);
    const blueprint = { ...DEFAULT_BLUEPRINT, topics };
    const plan = await plans.create(committee.ownerId, 'Quá nhiều', SYSTEM_ACTOR, DEFAULT_RULES, blueprint);
    const { body } = await (await signedIn('inspector')).get(`/exam-plan/${plan.id}/simulate`);
    expect(body).toContain('Không rút được đề.');
    expect(body).toMatch(/cần 90 mà chỉ dùng được \d+\. Xin giảm số câu ở ô đó hoặc bổ sung ngân hàng/);
  });

  it('says that there is nothing to draw where there is no bank, no written part, or no question', async () => {
    const plans = house.app.get(ExamPlanService);
    const simulations = house.app.get(SimulationService);
    const rules = { ...DEFAULT_RULES, components: DEFAULT_RULES.components.filter((c) => c.kind === 'oral') };
    const oral = await plans.create(committee.ownerId, 'Chỉ vấn đáp', SYSTEM_ACTOR, rules);
    expect((await simulations.tryPlan(committee.ownerId, oral.id, undefined, 1)).trial).toBe('noWritten');
    const other = await house.app.get(OrganizationService).createOwner('Đảng ủy Hai', SYSTEM_ACTOR);
    const bare = await plans.create(other.id, 'Chưa có ngân hàng', SYSTEM_ACTOR);
    expect((await simulations.tryPlan(other.id, bare.id, committee.bankId, 1)).trial).toBe('noBank');
    const none = { topics: [], maxPerClause: 1 };
    const empty = await plans.create(committee.ownerId, 'Trống', SYSTEM_ACTOR, DEFAULT_RULES, none);
    expect((await trialOf(empty.id)).outcome).toMatchObject({ ok: false, error: { code: 'blueprint/empty' } });
  });

  async function signedIn(role: 'inspector' | 'itemWriter'): Promise<RawClient> {
    const client = new RawClient(house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: committee.usernameOf(role), password: PASSWORD });
    return client;
  }
});
