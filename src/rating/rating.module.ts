import { Module } from '@nestjs/common';
import { BatchModule } from '../batch/batch.module.js';
import { JoinedMarks } from './joined-marks.service.js';
import { RatingRepository } from './rating.repository.js';
import { RatingService } from './rating.service.js';

@Module({
  imports: [BatchModule],
  providers: [RatingRepository, RatingService, JoinedMarks],
  exports: [RatingService, JoinedMarks],
})
export class RatingModule {}
