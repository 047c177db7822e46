import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Blueprint } from '../core/blueprint/blueprint.js';
import { DEFAULT_BLUEPRINT } from '../core/blueprint/blueprint.js';
import { canonicalJson, type JsonValue } from '../core/ledger/canonical-json.js';
import { planFaults } from '../core/scoring/plan-faults.js';
import { DEFAULT_RULES, type RuleSet } from '../core/scoring/rule-set.js';
import { sha256Hex } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { localDate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { ExamPlan, ExamPlanVersion } from './entities/exam-plan.entity.js';
import { ExamPlanRepository } from './exam-plan.repository.js';

export interface PlanView {
  readonly plan: ExamPlan;
  readonly version: ExamPlanVersion;
}

export const planDigest = (rules: RuleSet, blueprint: Blueprint): string =>
  sha256Hex(canonicalJson({ rules: rules as unknown as JsonValue, blueprint: blueprint as unknown as JsonValue }));

/** Plans and their versions; a version never changes, saving makes the next one. */
@Injectable()
export class ExamPlanService {
  constructor(
    private readonly repository: ExamPlanRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  findPlans(ownerId: string): Promise<ExamPlan[]> {
    return this.repository.findPlans(ownerId);
  }

  async getPlan(ownerId: string, id: string): Promise<PlanView> {
    const plan = found(await this.repository.findPlan(ownerId, id));
    return { plan, version: found(await this.repository.findVersion(plan.versionId)) };
  }

  findVersions(planId: string): Promise<ExamPlanVersion[]> {
    return this.repository.findVersions(planId);
  }

  /** The day (YYYY-MM-DD) from which a plan that is looked at sees what rests. */
  today(): string {
    return localDate(this.clock.now());
  }

  /** A new plan with the default rules and blueprint. */
  async create(
    ownerId: string,
    title: string,
    actor: LedgerActor,
    rules = DEFAULT_RULES,
    blueprint = DEFAULT_BLUEPRINT,
  ): Promise<ExamPlan> {
    const planId = newId();
    const version = this.version(planId, 1, rules, blueprint);
    const plan: ExamPlan = {
      id: planId,
      ownerId,
      title,
      version: 1,
      versionId: version.id,
      createdAt: this.clock.now(),
    };
    await this.write(plan, version, 'plan.created', actor);
    return plan;
  }

  /** The next version; the same content again changes nothing. @throws AppError with the first fault of the plan */
  async change(
    ownerId: string,
    id: string,
    title: string,
    rules: RuleSet,
    blueprint: Blueprint,
    actor: LedgerActor,
  ): Promise<ExamPlan> {
    const [fault] = planFaults(rules, blueprint);
    if (fault !== undefined) throw AppError.of(fault);
    return this.uow.run(async () => {
      const { plan, version } = await this.getPlan(ownerId, id);
      if (version.digest === planDigest(rules, blueprint) && plan.title === title) return plan;
      const next = this.version(plan.id, plan.version + 1, rules, blueprint);
      const changed: ExamPlan = { ...plan, title, version: next.version, versionId: next.id };
      await this.write(changed, next, 'plan.changed', actor);
      return changed;
    });
  }

  /** The version in force, marked as used by a batch that freezes it. */
  async freeze(ownerId: string, planId: string): Promise<ExamPlanVersion> {
    const { version } = await this.getPlan(ownerId, planId);
    await this.repository.markUsed(version.id, this.clock.now());
    return version;
  }

  private version(planId: string, version: number, rules: RuleSet, blueprint: Blueprint): ExamPlanVersion {
    return {
      id: newId(),
      planId,
      version,
      rules,
      blueprint,
      digest: planDigest(rules, blueprint),
      usedAt: null,
      createdAt: this.clock.now(),
    };
  }

  private async write(
    plan: ExamPlan,
    version: ExamPlanVersion,
    action: 'plan.created' | 'plan.changed',
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.save(plan, version);
      const facts = { version: version.version, digest: version.digest };
      this.ledger.record({
        action,
        actor,
        ownerId: plan.ownerId,
        subjectType: 'plan',
        subjectId: plan.id,
        facts,
        detail: plan.title,
      });
    });
  }
}
