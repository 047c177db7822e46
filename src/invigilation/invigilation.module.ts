import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { BoardService } from './board.service.js';
import { IncidentRepository } from './incident.repository.js';
import { RescueController } from './rescue.controller.js';
import { ViolationController } from './violation.controller.js';
import { ViolationRepository } from './violation.repository.js';
import { ViolationService } from './violation.service.js';
import { InvigilationController } from './invigilation.controller.js';

@Module({
  imports: [BatchModule, DeliveryModule],
  controllers: [RescueController, ViolationController, InvigilationController],
  providers: [BoardService, IncidentRepository, ViolationRepository, ViolationService],
  exports: [BoardService, ViolationService],
})
export class InvigilationModule {}
