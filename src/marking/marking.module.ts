import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { QuestionBankModule } from '../question-bank/question-bank.module.js';
import { MarkingRepository } from './marking.repository.js';
import { MarkingService } from './marking.service.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';

@Module({
  imports: [BatchModule, DeliveryModule, QuestionBankModule],
  controllers: [ResultsController],
  providers: [MarkingRepository, MarkingService, ResultsService],
  exports: [MarkingService, ResultsService],
})
export class MarkingModule {}
