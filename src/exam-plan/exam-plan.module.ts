import { Module } from '@nestjs/common';
import { QuestionBankModule } from '../question-bank/question-bank.module.js';
import { ExamPlanController } from './exam-plan.controller.js';
import { ExamPlanRepository } from './exam-plan.repository.js';
import { ExamPlanService } from './exam-plan.service.js';
import { SimulationController } from './simulation.controller.js';
import { SimulationService } from './simulation.service.js';

@Module({
  imports: [QuestionBankModule],
  controllers: [ExamPlanController, SimulationController],
  providers: [ExamPlanRepository, ExamPlanService, SimulationService],
  exports: [ExamPlanService],
})
export class ExamPlanModule {}
