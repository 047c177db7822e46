import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ItemEnemy, ItemUse } from './entities/exposure.entity.js';
import { Item } from './entities/item.entity.js';

/** How often an item was used: batches, forms of all of them, and the last day (YYYY-MM-DD). */
export interface UseSum {
  readonly itemId: string;
  readonly batches: number;
  readonly forms: number;
  readonly lastOn: string;
}

/** Rows of one insert; SQLite allows 32,766 parameters in a statement. */
const CHUNK = 500;

@Injectable()
export class ExposureRepository {
  constructor(private readonly uow: UnitOfWork) {}

  async insertUses(rows: ItemUse[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHUNK)
      await this.uow.writing.insert(ItemUse, rows.slice(from, from + CHUNK));
  }

  async deleteUses(batchId: string): Promise<void> {
    await this.uow.writing.delete(ItemUse, { batchId });
  }

  /** Pairs of a bank, by code. */
  findEnemies(bankId: string): Promise<ItemEnemy[]> {
    return this.uow.manager.find(ItemEnemy, { where: { bankId }, order: { codeA: 'ASC', codeB: 'ASC' } });
  }

  async insertEnemy(row: ItemEnemy): Promise<void> {
    await this.uow.writing.insert(ItemEnemy, row);
  }

  async deleteEnemy({ bankId, codeA, codeB }: Omit<ItemEnemy, 'reason'>): Promise<void> {
    await this.uow.writing.delete(ItemEnemy, { bankId, codeA, codeB });
  }

  /** Of one item, the latest first. */
  findUses(itemId: string): Promise<ItemUse[]> {
    return this.uow.manager.find(ItemUse, { where: { itemId }, order: { usedOn: 'DESC', number: 'DESC' } });
  }

  /** Of every item of a bank that was used. */
  async sumUses(bankId: string): Promise<UseSum[]> {
    const rows = await this.uow.manager
      .createQueryBuilder(ItemUse, 'u')
      .innerJoin(Item, 'i', 'i.id = u.itemId')
      .where('i.bankId = :bankId', { bankId })
      .select('u.itemId', 'item')
      .addSelect('COUNT(*)', 'batches')
      .addSelect('SUM(u.forms)', 'forms')
      .addSelect('MAX(u.usedOn)', 'last')
      .groupBy('u.itemId')
      .getRawMany<{ item: string; batches: string | number; forms: string | number; last: string }>();
    return rows.map((r) => ({ itemId: r.item, batches: Number(r.batches), forms: Number(r.forms), lastOn: r.last }));
  }
}
