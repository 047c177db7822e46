import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { AnswersService } from './answers.service.js';
import { AttemptRepository } from './attempt.repository.js';
import { AttemptService } from './attempt.service.js';
import { AttemptVerifier } from './attempt-verifier.js';
import { DeliveryController } from './delivery.controller.js';
import { EntranceController } from './entrance.controller.js';
import { EventHub } from './event-hub.service.js';
import { EventsController } from './events.controller.js';
import { LateAnswerVerifier } from './late-answer-verifier.js';
import { LateAnswerRepository } from './late-answer.repository.js';
import { LateAnswerService } from './late-answer.service.js';
import { PageSecrets } from './page-secrets.service.js';
import { PageStates } from './page-state.service.js';
import { PaperService } from './paper.service.js';
import { PresenceService } from './presence.service.js';
import { RescueService } from './rescue.service.js';
import { Resumption } from './resumption.service.js';
import { SaveLane } from './save-lane.js';
import { SaveRepository } from './save.repository.js';
import { SaveQueue } from './save-queue.service.js';
import { SharedClock } from './shared-clock.service.js';
import { TimeGrantService } from './time-grant.service.js';
import { TimingService } from './timing.service.js';

@Module({
  imports: [BatchModule],
  controllers: [EntranceController, DeliveryController, EventsController],
  providers: [
    AnswersService,
    AttemptRepository,
    AttemptService,
    AttemptVerifier,
    EventHub,
    LateAnswerRepository,
    LateAnswerService,
    LateAnswerVerifier,
    PageSecrets,
    PageStates,
    PaperService,
    PresenceService,
    RescueService,
    Resumption,
    SaveLane,
    SaveQueue,
    SaveRepository,
    SharedClock,
    TimeGrantService,
    TimingService,
  ],
  exports: [AttemptService, LateAnswerService, PresenceService, RescueService, TimeGrantService, TimingService],
})
export class DeliveryModule {}
