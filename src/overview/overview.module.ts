import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { MarkingModule } from '../marking/marking.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';

@Module({
  imports: [BatchModule, InvigilationModule, MarkingModule],
  controllers: [OverviewController],
  providers: [OverviewService],
})
export class OverviewModule {}
