import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { QuestionBankModule } from '../question-bank/question-bank.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { OralModule } from '../oral/oral.module.js';
import { EssayController } from './essay.controller.js';
import { EssayService } from './essay.service.js';
import { LateDecisionController } from './late-decision.controller.js';
import { LateDecisionService } from './late-decision.service.js';
import { MarkingRepository } from './marking.repository.js';
import { MarkingService } from './marking.service.js';
import { OutcomeService } from './outcome.service.js';
import { ItemCountService } from './item-count.service.js';
import { ItemSpreadService } from './item-spread.service.js';
import { RescoreController } from './rescore.controller.js';
import { RescoreService } from './rescore.service.js';
import { ResultsController } from './results.controller.js';
import { ScoreBook } from './score-book.service.js';

@Module({
  imports: [BatchModule, DeliveryModule, InvigilationModule, OralModule, QuestionBankModule, RatingModule],
  controllers: [EssayController, LateDecisionController, RescoreController, ResultsController],
  providers: [
    MarkingRepository,
    ScoreBook,
    EssayService,
    LateDecisionService,
    MarkingService,
    OutcomeService,
    RescoreService,
    ItemCountService,
    ItemSpreadService,
  ],
  exports: [EssayService, MarkingService, OutcomeService, RescoreService],
})
export class MarkingModule {}
