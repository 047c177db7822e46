import { Injectable } from '@nestjs/common';
import { InstanceMeta } from './entities/instance-meta.entity.js';
import { UnitOfWork } from './unit-of-work.js';

export type MetaName = 'keysFingerprint' | 'demoSeed' | 'setupTokenHash' | 'clockOffsetMs';

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

  /** Keeps the first value that any instance gives. @returns the one that is kept */
  async setOnce(name: MetaName, value: string): Promise<string> {
    const q = this.uow.writing.createQueryBuilder().insert().into(InstanceMeta).values({ name, value });
    await q.orIgnore().execute();
    return (await this.find(name)) ?? value;
  }

  /** @returns whether it was there: of several instances that remove it at once, one is told so */
  async remove(name: MetaName): Promise<boolean> {
    const { affected } = await this.uow.writing.delete(InstanceMeta, { name });
    return affected !== 0;
  }
}
