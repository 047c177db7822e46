import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { MarkingModule } from '../marking/marking.module.js';
import { RatingModule } from '../rating/rating.module.js';
import { ConfirmationService } from './confirmation.service.js';
import { CouncilController } from './council.controller.js';
import { CouncilPages } from './council.pages.js';
import { CouncilDecisionVerifier } from './council-verifier.js';
import { LockedResultsModule } from './locked-results.module.js';
import { MeetingRepository } from './meeting.repository.js';
import { MeetingService } from './meeting.service.js';
import { MembersController } from './members.controller.js';
import { MinutesFactsService } from './minutes-facts.service.js';
import { PublicationController } from './publication.controller.js';
import { PublicationService } from './publication.service.js';
import { ResultLockService } from './result-lock.service.js';

@Module({
  imports: [BatchModule, InvigilationModule, RatingModule, MarkingModule, LockedResultsModule],
  controllers: [MembersController, PublicationController, CouncilController],
  providers: [
    MeetingRepository,
    MeetingService,
    ConfirmationService,
    ResultLockService,
    PublicationService,
    MinutesFactsService,
    CouncilPages,
    CouncilDecisionVerifier,
  ],
  exports: [LockedResultsModule, MeetingService, ResultLockService],
})
export class CouncilModule {}
