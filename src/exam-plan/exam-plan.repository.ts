import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ExamPlan, ExamPlanVersion } from './entities/exam-plan.entity.js';

@Injectable()
export class ExamPlanRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findPlans(ownerId: string): Promise<ExamPlan[]> {
    return this.uow.manager.find(ExamPlan, { where: { ownerId }, order: { createdAt: 'DESC' } });
  }

  findPlan(ownerId: string, id: string): Promise<ExamPlan | null> {
    return this.uow.manager.findOneBy(ExamPlan, { ownerId, id });
  }

  findVersion(id: string): Promise<ExamPlanVersion | null> {
    return this.uow.manager.findOneBy(ExamPlanVersion, { id });
  }

  findVersions(planId: string): Promise<ExamPlanVersion[]> {
    return this.uow.manager.find(ExamPlanVersion, { where: { planId }, order: { version: 'DESC' } });
  }

  async save(plan: ExamPlan, version: ExamPlanVersion): Promise<void> {
    await this.uow.writing.upsert(ExamPlan, plan, ['id']);
    await this.uow.writing.insert(ExamPlanVersion, version);
  }

  async markUsed(versionId: string, at: Date): Promise<void> {
    await this.uow.writing.update(ExamPlanVersion, { id: versionId }, { usedAt: at });
  }
}
