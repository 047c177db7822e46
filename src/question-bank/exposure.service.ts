import { Injectable } from '@nestjs/common';
import type { ItemEnemy, ItemUse } from './entities/exposure.entity.js';
import { ExposureRepository, type UseSum } from './exposure.repository.js';

export type { UseSum };

/** How often and when items stood in forms of batches whose roster is closed. */
@Injectable()
export class ExposureService {
  constructor(private readonly repository: ExposureRepository) {}

  /** Within the transaction that closes a roster. @param drawn the item ids of each form */
  async record(
    batch: { readonly id: string; readonly year: number; readonly number: number; readonly examOn: string },
    drawn: readonly (readonly string[])[],
  ): Promise<void> {
    const counts = new Map<string, number>();
    for (const itemId of drawn.flat()) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
    const { id: batchId, year, number, examOn: usedOn } = batch;
    await this.repository.insertUses(
      [...counts].map(([itemId, forms]) => ({ itemId, batchId, year, number, usedOn, forms })),
    );
  }

  /** Within the transaction that reopens it: forms that nobody saw were no use. */
  forget(batchId: string): Promise<void> {
    return this.repository.deleteUses(batchId);
  }

  /** Of one item, the latest first. */
  findUses(itemId: string): Promise<ItemUse[]> {
    return this.repository.findUses(itemId);
  }

  /** Pairs of a bank that never stand in one form, by code. */
  findEnemies(bankId: string): Promise<ItemEnemy[]> {
    return this.repository.findEnemies(bankId);
  }

  /** By item id; items that were never used have none. */
  async sums(bankId: string): Promise<ReadonlyMap<string, UseSum>> {
    return new Map((await this.repository.sumUses(bankId)).map((s) => [s.itemId, s]));
  }
}
