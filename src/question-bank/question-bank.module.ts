import { Module } from '@nestjs/common';
import { BankCheckController } from './bank-check.controller.js';
import { BankCheckService } from './bank-check.service.js';
import { BankImportService } from './bank-import.service.js';
import { BulkController } from './bulk.controller.js';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { EnemyService } from './enemy.service.js';
import { ExposureRepository } from './exposure.repository.js';
import { ExposureService } from './exposure.service.js';
import { EditorController } from './editor.controller.js';
import { ItemEditorService } from './item-editor.service.js';
import { ItemReviewController } from './item-review.controller.js';
import { ItemViewService } from './item-view.service.js';
import { QuestionBankController } from './question-bank.controller.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { QuestionBankService } from './question-bank.service.js';
import { ReviewService } from './review.service.js';
import { RoadController } from './road.controller.js';
import { RoadRepository } from './road.repository.js';
import { RoadService } from './road.service.js';
import { SourceService } from './source.service.js';
import { SourcesController } from './sources.controller.js';
import { StatisticsRepository } from './statistics.repository.js';
import { StatisticsService } from './statistics.service.js';
import { UploadController } from './upload.controller.js';
import { UploadImportService } from './upload-import.service.js';
import { UploadRepository } from './upload.repository.js';
import { UploadService, uploadWorkshop, UploadWorkshop } from './upload.service.js';
import { VersionsController } from './versions.controller.js';
import { WorkshopRepository } from './workshop.repository.js';

@Module({
  controllers: [
    QuestionBankController,
    BankCheckController,
    UploadController,
    ExportController,
    SourcesController,
    ItemReviewController,
    RoadController,
    EditorController,
    VersionsController,
    BulkController,
  ],
  providers: [
    QuestionBankRepository,
    ExposureRepository,
    ExposureService,
    StatisticsRepository,
    StatisticsService,
    EnemyService,
    WorkshopRepository,
    QuestionBankService,
    BankImportService,
    BankCheckService,
    ReviewService,
    RoadRepository,
    RoadService,
    ItemEditorService,
    ItemViewService,
    SourceService,
    UploadRepository,
    UploadImportService,
    UploadService,
    ExportService,
    { provide: UploadWorkshop, useFactory: uploadWorkshop },
  ],
  exports: [
    QuestionBankService,
    ExposureService,
    StatisticsService,
    BankImportService,
    BankCheckService,
    ItemViewService,
  ],
})
export class QuestionBankModule {}
