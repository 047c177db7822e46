import { Module } from '@nestjs/common';
import { ExamPlanModule } from '../exam-plan/exam-plan.module.js';
import { QuestionBankModule } from '../question-bank/question-bank.module.js';
import { BatchController } from './batch.controller.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService } from './batch.service.js';
import { CandidateAccess } from './candidate-access.service.js';
import { CardService } from './card.service.js';
import { CloseController } from './close.controller.js';
import { CloseRosterService } from './close-roster.service.js';
import { FormDrafts } from './form-draft.service.js';
import { FormService } from './form.service.js';
import { OpeningController } from './opening.controller.js';
import { OpeningService } from './opening.service.js';
import { OralPoolService } from './oral-pool.service.js';
import { RosterController } from './roster.controller.js';
import { RosterService } from './roster.service.js';
import { SealingRepository } from './sealing.repository.js';
import { SealingService } from './sealing.service.js';
import { SittingService } from './sitting.service.js';

@Module({
  imports: [QuestionBankModule, ExamPlanModule],
  controllers: [RosterController, CloseController, OpeningController, BatchController],
  providers: [
    BatchRepository,
    BatchService,
    RosterService,
    CloseRosterService,
    CardService,
    CandidateAccess,
    FormService,
    OralPoolService,
    FormDrafts,
    SealingRepository,
    SealingService,
    OpeningService,
    SittingService,
  ],
  exports: [
    BatchService,
    RosterService,
    CloseRosterService,
    CardService,
    CandidateAccess,
    FormService,
    OralPoolService,
    OpeningService,
    SittingService,
  ],
})
export class BatchModule {}
