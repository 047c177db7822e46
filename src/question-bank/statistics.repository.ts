import { Injectable } from '@nestjs/common';
import { insertRows, readRowsOf } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Item } from './entities/item.entity.js';
import { ItemAnswers, ItemStatistic } from './entities/statistics.entity.js';

@Injectable()
export class StatisticsRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** Versions that a batch's answers say something of. */
  async findVersionIds(batchId: string): Promise<string[]> {
    const rows = await this.uow.manager.find(ItemAnswers, { where: { batchId }, select: { versionId: true } });
    return rows.map((r) => r.versionId);
  }

  findAnswersOf(versionIds: readonly string[]): Promise<ItemAnswers[]> {
    return readRowsOf(this.uow.manager, ItemAnswers, 'version_id', versionIds);
  }

  /** Holds versions until the transaction ends, so that two batches that had them are not added up past one another. */
  async lockVersions(versionIds: readonly string[]): Promise<void> {
    if (this.uow.engine !== 'postgres') return;
    await this.uow.writing.query('SELECT id FROM item_version WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
      versionIds,
    ]);
  }

  async deleteAnswers(batchId: string, versionIds: readonly string[]): Promise<void> {
    const q = this.uow.writing.createQueryBuilder().delete().from(ItemAnswers);
    await q.where('batchId = :batchId AND versionId IN (:...ids)', { batchId, ids: [...versionIds] }).execute();
  }

  async insertAnswers(rows: readonly ItemAnswers[]): Promise<void> {
    await insertRows(this.uow.writing, ItemAnswers, rows);
  }

  async replaceStatistics(versionIds: readonly string[], rows: readonly ItemStatistic[]): Promise<void> {
    const q = this.uow.writing.createQueryBuilder().delete().from(ItemStatistic);
    await q.where('versionId IN (:...ids)', { ids: [...versionIds] }).execute();
    await insertRows(this.uow.writing, ItemStatistic, rows);
  }

  findOf(versionIds: readonly string[]): Promise<ItemStatistic[]> {
    return readRowsOf(this.uow.manager, ItemStatistic, 'version_id', versionIds);
  }

  /** Of the versions in force of a bank's items. */
  findInForce(bankId: string): Promise<ItemStatistic[]> {
    return this.uow.manager
      .createQueryBuilder(ItemStatistic, 's')
      .innerJoin(Item, 'i', 'i.versionId = s.versionId')
      .where('i.bankId = :bankId', { bankId })
      .getMany();
  }
}
