import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { LockedResultsModule } from '../council/locked-results.module.js';
import { ExamPlanModule } from '../exam-plan/exam-plan.module.js';
import { AdmissionController } from './admission.controller.js';
import { AdmissionRepository } from './admission.repository.js';
import { AdmissionService } from './admission.service.js';
import { ApiController } from './api.controller.js';
import { DecisionService } from './decision.service.js';
import { GateService } from './gate.service.js';
import { SessionController } from './session.controller.js';

@Module({
  imports: [BatchModule, LockedResultsModule, ExamPlanModule],
  controllers: [AdmissionController, SessionController, ApiController],
  providers: [AdmissionRepository, AdmissionService, DecisionService, GateService],
  exports: [AdmissionService, DecisionService, GateService],
})
export class AdmissionModule {}
