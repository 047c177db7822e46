import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Housekeeping } from '../common/housekeeping.js';
import { Announcements } from './announcements.js';
import { BackupService } from './backup.service.js';
import { Checkpointer } from './checkpointer.js';
import { Database } from './database.js';
import { InstanceMetaStore } from './instance-meta.store.js';
import { UnitOfWork } from './unit-of-work.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  static with(database: Database): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: Database, useValue: database },
        { provide: UnitOfWork, useValue: database.uow },
        InstanceMetaStore,
        BackupService,
        Checkpointer,
        Announcements,
        Housekeeping,
      ],
      exports: [Database, UnitOfWork, InstanceMetaStore, BackupService, Announcements, Housekeeping],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
