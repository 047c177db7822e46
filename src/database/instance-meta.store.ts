import { Injectable } from '@nestjs/common';
import { InstanceMeta } from './entities/instance-meta.entity.js';
import { UnitOfWork } from './unit-of-work.js';

export type MetaName = 'keysFingerprint' | 'demoSeed' | 'setupTokenHash';

@Injectable()
export class InstanceMetaStore {
  constructor(private readonly uow: UnitOfWork) {}

  async find(name: MetaName): Promise<string | null> {
    const row = await this.uow.manager.findOneBy(InstanceMeta, { name });
    return row?.value ?? null;
  }

  async set(name: MetaName, value: string): Promise<void> {
    await this.uow.writing.upsert(InstanceMeta, { name, value }, ['name']);
  }

  async remove(name: MetaName): Promise<void> {
    await this.uow.writing.delete(InstanceMeta, { name });
  }
}
