import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { QuestionBankModule } from '../question-bank/question-bank.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { ExaminationService } from './examination.service.js';
import { ExaminerController } from './examiner.controller.js';
import { LineService } from './line.service.js';
import { MarkPrintController } from './mark-print.controller.js';
import { OralVerifier } from './oral-verifier.js';
import { OralRepository } from './oral.repository.js';
import { OralService } from './oral.service.js';
import { PanelController } from './panel.controller.js';
import { PanelService } from './panel.service.js';
import { ReviseController } from './revise.controller.js';
import { SettlementController } from './settlement.controller.js';
import { SheetService } from './sheet.service.js';

@Module({
  imports: [BatchModule, InvigilationModule, QuestionBankModule, RatingModule],
  controllers: [SettlementController, ReviseController, MarkPrintController, ExaminerController, PanelController],
  providers: [OralRepository, OralService, PanelService, LineService, ExaminationService, SheetService, OralVerifier],
  exports: [OralService],
})
export class OralModule {}
