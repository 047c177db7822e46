import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { insertRows } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Bank } from './entities/bank.entity.js';
import { Item } from './entities/item.entity.js';
import { type ImportAs, ItemUpload, StagedItem } from './entities/upload.entity.js';

@Injectable()
export class UploadRepository {
  constructor(private readonly uow: UnitOfWork) {}

  async insert(upload: ItemUpload): Promise<void> {
    await this.uow.writing.insert(ItemUpload, upload);
  }

  async insertStaged(rows: StagedItem[]): Promise<void> {
    await insertRows(this.uow.writing, StagedItem, rows);
  }

  async setState(id: string, state: ItemUpload['state']): Promise<void> {
    await this.uow.writing.update(ItemUpload, { id }, { state });
  }

  /** @returns false where it was not ready: of two presses of the button one begins */
  async begin(id: string, importAs: ImportAs): Promise<boolean> {
    const { affected } = await this.uow.writing.update(
      ItemUpload,
      { id, state: 'ready' },
      { state: 'importing', importAs },
    );
    return affected === 1;
  }

  async refuse({ id, problems }: ItemUpload): Promise<void> {
    await this.uow.writing.update(ItemUpload, { id }, { state: 'refused', problems });
  }

  find(bankId: string, userId: string, id: string): Promise<ItemUpload | null> {
    return this.uow.manager.findOneBy(ItemUpload, { id, bankId, userId });
  }

  /** The row, and until the end of the transaction nobody else's. */
  lock(id: string): Promise<ItemUpload | null> {
    const lock = this.uow.engine === 'postgres' ? ({ lock: { mode: 'pessimistic_write' } } as const) : {};
    return this.uow.writing.findOne(ItemUpload, { where: { id }, ...lock });
  }

  /** Those that are becoming items, whoever began it. */
  findUnfinished(): Promise<ItemUpload[]> {
    return this.uow.manager.findBy(ItemUpload, { state: 'importing' });
  }

  /** Ids of those that nobody has gone on with since. */
  async findOld(before: Date): Promise<string[]> {
    const state = In(['staging', 'ready', 'imported', 'refused']);
    const rows = await this.uow.manager.find(ItemUpload, {
      select: { id: true },
      where: { state, createdAt: LessThan(before) },
    });
    return rows.map((r) => r.id);
  }

  /** @returns whether there may be more */
  async deleteStaged(uploadId: string, most: number): Promise<boolean> {
    const rows = await this.uow.writing.find(StagedItem, { select: { id: true }, where: { uploadId }, take: most });
    if (rows.length > 0) await this.uow.writing.delete(StagedItem, { id: In(rows.map((r) => r.id)) });
    return rows.length === most;
  }

  async delete(id: string): Promise<void> {
    await this.uow.writing.delete(ItemUpload, { id });
  }

  /** Some questions of the file from after one of them. */
  findAfter(uploadId: string, no: number, most: number): Promise<StagedItem[]> {
    return this.uow.manager
      .createQueryBuilder(StagedItem, 's')
      .where('s.uploadId = :uploadId AND s.no > :no', { uploadId, no })
      .orderBy('s.no')
      .take(most)
      .getMany();
  }

  findPage(uploadId: string, page: number, size: number): Promise<StagedItem[]> {
    return this.findAfter(uploadId, (page - 1) * size, size);
  }

  /** The bank in which the items of an upload come together; it bears the upload's id. */
  async openRoom(like: Bank, uploadId: string): Promise<void> {
    await this.uow.writing.insert(Bank, { ...like, id: uploadId, code: `~${uploadId}`, uploadId });
  }

  countRoom(uploadId: string): Promise<number> {
    return this.uow.manager.countBy(Item, { bankId: uploadId });
  }

  /** A code of the room that the bank has by now; null: none. */
  async findTaken(uploadId: string, bankId: string): Promise<string | null> {
    const row = await this.uow.manager
      .createQueryBuilder(Item, 'i')
      .innerJoin(Item, 'j', 'j.code = i.code AND j.bankId = :bankId', { bankId })
      .where('i.bankId = :uploadId', { uploadId })
      .select('i.code', 'code')
      .limit(1)
      .getRawOne<{ code: string }>();
    return row?.code ?? null;
  }

  /** From the room into the bank, all in one statement. */
  async moveOut(uploadId: string, bankId: string): Promise<void> {
    await this.uow.writing.update(Item, { bankId: uploadId }, { bankId });
  }

  async closeRoom(uploadId: string): Promise<void> {
    await this.uow.writing.delete(Bank, { id: uploadId, uploadId });
  }
}
