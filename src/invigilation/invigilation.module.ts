import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { BoardService } from './board.service.js';
import { IncidentRepository } from './incident.repository.js';
import { InvigilationController } from './invigilation.controller.js';

@Module({
  imports: [BatchModule, DeliveryModule],
  controllers: [InvigilationController],
  providers: [BoardService, IncidentRepository],
  exports: [BoardService],
})
export class InvigilationModule {}
