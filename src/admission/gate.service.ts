import { Injectable } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { Clock } from '../common/clock.js';
import { askGate, type GateAnswer } from '../core/decision/gate.js';
import { hasPassed } from '../core/scoring/outcome.js';
import { gateRules, type RuleSet } from '../core/scoring/rule-set.js';
import { LockedResultsService } from '../council/locked-results.service.js';
import type { ResultRow } from '../council/entities/result.entity.js';
import { ExamPlanService } from '../exam-plan/exam-plan.service.js';
import { localDate } from '../i18n/translator.js';

/** What the gate was asked on: the nomination that counts, and its result if it is locked. */
export interface Standing {
  readonly entry: BatchEntry;
  readonly batch: Batch;
  readonly result: ResultRow | null;
}

export interface CaseGate {
  readonly standing: Standing;
  readonly answer: GateAnswer;
}

/** Asks the gate with the facts on record. Provisional results never reach it. */
@Injectable()
export class GateService {
  constructor(
    private readonly batches: BatchService,
    private readonly results: LockedResultsService,
    private readonly plans: ExamPlanService,
    private readonly clock: Clock,
  ) {}

  /** Today where the owner is, YYYY-MM-DD. */
  today(): string {
    return localDate(this.clock.now());
  }

  /**
   * The gate of one case of the owner's: on the newest nomination with a locked result, else on the newest nomination.
   * @throws AppError common/not-found
   */
  async ask(ownerId: string, caseId: string, asOf: string = this.today()): Promise<CaseGate> {
    const { entries } = await this.batches.getCase(ownerId, caseId);
    const standing = await this.standingOf(entries);
    return { standing, answer: await this.answer(standing, asOf) };
  }

  /** The gate of everybody in a batch, on that batch's own result: entry id -> answer; only who has a locked result. */
  async askBatch(batch: Batch, asOf: string = this.today()): Promise<Map<string, CaseGate>> {
    if (batch.resultsLockedAt === null) return new Map();
    const entries = await this.batches.findEntries(batch.id);
    const results = await this.results.findLatest(batch.id);
    const rules = await this.rulesOf(batch);
    const gates = new Map<string, CaseGate>();
    for (const entry of entries) {
      const result = results.get(entry.id) ?? null;
      if (result === null) continue;
      const standing = { entry, batch, result };
      gates.set(entry.id, { standing, answer: askGate(factsOf(standing, rules, asOf), gateRules(rules), asOf) });
    }
    return gates;
  }

  private async standingOf(
    entries: readonly { readonly entry: BatchEntry; readonly batch: Batch }[],
  ): Promise<Standing> {
    for (const { entry, batch } of entries) {
      if (batch.resultsLockedAt === null) continue;
      const result = (await this.results.findVersions(entry.id)).at(-1);
      if (result !== undefined) return { entry, batch, result };
    }
    const [newest] = entries;
    if (newest === undefined) throw new Error('an admission case without a nomination');
    return { ...newest, result: null };
  }

  private async answer(standing: Standing, asOf: string): Promise<GateAnswer> {
    const rules = await this.rulesOf(standing.batch);
    return askGate(factsOf(standing, rules, asOf), gateRules(rules), asOf);
  }

  /** The frozen copy; the plan as it stands while the roster is still open. */
  private async rulesOf(batch: Batch): Promise<RuleSet> {
    return batch.rules ?? (await this.plans.getPlan(batch.ownerId, batch.planId)).version.rules;
  }
}

/** @param asOf YYYY-MM-DD: on a day before the lock nobody had a result yet */
function factsOf({ entry, batch, result }: Standing, rules: RuleSet, asOf: string): Parameters<typeof askGate>[0] {
  const name = `${batch.number}/${batch.year}`;
  const { resultsLockedAt } = batch;
  const locked = resultsLockedAt !== null && localDate(resultsLockedAt) <= asOf;
  return {
    // A nomination without a row in a locked batch was refused: it has no result and will have none.
    result: !locked
      ? { locked: false, passed: false, band: null, batch: name }
      : result === null
        ? null
        : { locked: true, passed: hasPassed(result), band: result.band, batch: name },
    certificateOn: entry.checks.certificateOn,
    certificateNo: entry.checks.certificateNo,
    certificateMonths: rules.eligibility.certificateMonths,
    cellResolution: entry.checks.cellResolution,
    birth: entry.birth,
  };
}
