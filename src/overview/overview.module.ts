import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';

@Module({ imports: [BatchModule, InvigilationModule], controllers: [OverviewController], providers: [OverviewService] })
export class OverviewModule {}
