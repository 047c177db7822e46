import { Module } from '@nestjs/common';
import { LockedResultsService } from './locked-results.service.js';
import { ResultRepository } from './result.repository.js';

/** What the features after the council may see of its results, without the council itself. */
@Module({
  providers: [ResultRepository, LockedResultsService],
  exports: [ResultRepository, LockedResultsService],
})
export class LockedResultsModule {}
