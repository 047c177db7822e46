import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AdmissionModule } from './admission/admission.module.js';
import { BatchModule } from './batch/batch.module.js';
import { Clock } from './common/clock.js';
import { WorkerModule } from './common/worker/worker.module.js';
import { PageRenderer } from './common/http/page-renderer.js';
import { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import type { Keys } from './config/keys.js';
import { CouncilModule } from './council/council.module.js';
import { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { ExamPlanModule } from './exam-plan/exam-plan.module.js';
import { HealthModule } from './health/health.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { InvigilationModule } from './invigilation/invigilation.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { MarkingModule } from './marking/marking.module.js';
import { OralModule } from './oral/oral.module.js';
import { OrganizationModule } from './organization/organization.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { PapersModule } from './papers/papers.module.js';
import { QuestionBankModule } from './question-bank/question-bank.module.js';
import { RatingModule } from './rating/rating.module.js';

@Global()
@Module({ providers: [PageRenderer], exports: [PageRenderer] })
class PagesModule {}

export interface Foundations {
  readonly config: AppConfig;
  readonly keys: Keys;
  readonly database: Database;
  readonly clock: Clock;
}

/** The list of features, on the foundations that a start or a test lays. */
@Module({})
export class AppModule {
  static on({ config, keys, database, clock }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, keys, clock),
        DatabaseModule.with(database),
        PagesModule,
        WorkerModule,
        DocumentsModule,
        LedgerModule,
        OrganizationModule,
        IdentityModule,
        QuestionBankModule,
        ExamPlanModule,
        BatchModule,
        DeliveryModule,
        InvigilationModule,
        RatingModule,
        OralModule,
        MarkingModule,
        CouncilModule,
        AdmissionModule,
        PapersModule,
        OverviewModule,
        HealthModule,
      ],
    };
  }
}
