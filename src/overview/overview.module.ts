import { Module } from '@nestjs/common';
import { AdmissionModule } from '../admission/admission.module.js';
import { BatchModule } from '../batch/batch.module.js';
import { CouncilModule } from '../council/council.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { MarkingModule } from '../marking/marking.module.js';
import { OralModule } from '../oral/oral.module.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';

@Module({
  imports: [BatchModule, InvigilationModule, OralModule, MarkingModule, CouncilModule, AdmissionModule],
  controllers: [OverviewController],
  providers: [OverviewService],
})
export class OverviewModule {}
