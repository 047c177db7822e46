import { Injectable } from '@nestjs/common';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { formSize, pointsPerItem } from '../core/blueprint/blueprint.js';
import type { StockItem } from '../core/blueprint/draw.js';
import type { Simulation } from '../core/blueprint/simulate.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { refuse, type Result } from '../core/shared/result.js';
import { type BankSummary, QuestionBankService } from '../question-bank/question-bank.service.js';
import { ExamPlanService, type PlanView } from './exam-plan.service.js';

const SIMULATE = jobsIn<typeof import('./simulation.worker.js')>(import.meta.url, 'simulation.worker')('simulate', 60);

/** Forms of one trial. */
export const TRIAL_FORMS = 1_000;

/** Why there is nothing to draw at all. */
export type NoTrial = 'noBank' | 'noWritten';

/** A plan tried on a bank. */
export interface Trial {
  /** What forms could be drawn from. */
  readonly stock: readonly StockItem[];
  /** Refusals as of drawItems. */
  readonly outcome: Result<Simulation>;
  /** Of one item. */
  readonly points: Points;
  /** Code of each live item, by id. */
  readonly codes: ReadonlyMap<string, string>;
}

export interface TriedPlan extends PlanView {
  readonly banks: readonly BankSummary[];
  readonly bank: BankSummary | null;
  readonly trial: Trial | NoTrial;
}

/** Thử rút đề: what the forms of a plan in force would be like; nothing is kept. */
@Injectable()
export class SimulationService {
  constructor(
    private readonly plans: ExamPlanService,
    private readonly banks: QuestionBankService,
    private readonly workshop: Workshop,
  ) {}

  /**
   * @param bankId of the committee; any other: its first bank
   * @param no of the trial: another one draws other forms
   * @throws AppError common/not-found, common/busy, work/too-long
   */
  async tryPlan(ownerId: string, planId: string, bankId: string | undefined, no: number): Promise<TriedPlan> {
    const view = await this.plans.getPlan(ownerId, planId);
    const banks = await this.banks.findBanks(ownerId);
    const bank = banks.find((b) => b.bank.id === bankId) ?? banks[0] ?? null;
    return { ...view, banks, bank, trial: await this.tryOn(view, bank, no) };
  }

  private async tryOn({ version }: PlanView, bank: BankSummary | null, no: number): Promise<Trial | NoTrial> {
    const { blueprint, rules } = version;
    const written = writtenRules(rules);
    if (written === null) return 'noWritten';
    if (bank === null) return 'noBank';
    const [stock, live] = await Promise.all([
      this.banks.stock(bank.bank.id, blueprint, this.plans.today()),
      this.banks.findLive(bank.bank.id),
    ]);
    const used: readonly StockItem[] = stock.filter((i) => i.essayPoints === null || blueprint.essays !== undefined);
    const points = formSize(blueprint) === 0 ? refuse('blueprint/empty') : pointsPerItem(blueprint, written.points);
    const order = { blueprint, stock: used, forms: TRIAL_FORMS, seed: `${version.digest} ${no}` };
    const outcome = points.ok ? await this.workshop.run(SIMULATE, { ...order, points: points.value }) : points;
    return {
      stock: used,
      outcome,
      points: points.ok ? points.value : 0,
      codes: new Map(live.map((i) => [i.id, i.code])),
    };
  }
}
