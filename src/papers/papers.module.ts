import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { CouncilModule } from '../council/council.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { InvigilationModule } from '../invigilation/invigilation.module.js';
import { PaperNumberRepository } from './paper-number.repository.js';
import { PaperNumbers } from './paper-numbers.service.js';
import { PaperSources } from './paper-source.service.js';
import { PapersController } from './papers.controller.js';
import { SlipsController } from './slips.controller.js';
import { SlipsService } from './slips.service.js';
import { PapersService } from './papers.service.js';

@Module({
  imports: [BatchModule, DeliveryModule, InvigilationModule, CouncilModule],
  controllers: [SlipsController, PapersController],
  providers: [PaperNumberRepository, PaperNumbers, PaperSources, PapersService, SlipsService],
  exports: [PapersService, PaperNumbers],
})
export class PapersModule {}
