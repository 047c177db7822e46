import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { readRow } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SealedBatch, SealedBatchPart, WaitingSlip } from './entities/sealing.entity.js';

@Injectable()
export class SealingRepository {
  constructor(private readonly uow: UnitOfWork) {}

  find(batchId: string): Promise<SealedBatch | null> {
    return readRow(this.uow.manager, SealedBatch, 'WHERE batch_id = ?', [batchId]);
  }

  findAll(): Promise<SealedBatch[]> {
    return this.uow.manager.find(SealedBatch);
  }

  /** Whether what was drawn for the batch is still encrypted. */
  async isSealed(batchId: string): Promise<boolean> {
    const row = await this.find(batchId);
    return row !== null && row.openedAt === null;
  }

  async insert(row: SealedBatch): Promise<void> {
    await this.uow.writing.insert(SealedBatch, row);
  }

  async insertPart(part: SealedBatchPart): Promise<void> {
    await this.uow.writing.insert(SealedBatchPart, part);
  }

  findPart(batchId: string, no: number): Promise<SealedBatchPart | null> {
    return this.uow.manager.findOneBy(SealedBatchPart, { batchId, no });
  }

  /** By which one knows a part without reading its content. */
  async findNonces(batchId: string): Promise<string[]> {
    const parts = await this.uow.manager.find(SealedBatchPart, {
      where: { batchId },
      select: { no: true, nonce: true },
      order: { no: 'ASC' },
    });
    return parts.map((p) => p.nonce);
  }

  async deletePartsByNonce(batchId: string, nonces: readonly string[]): Promise<void> {
    for (const nonce of nonces) await this.uow.writing.delete(SealedBatchPart, { batchId, nonce });
  }

  async deleteParts(batchId: string): Promise<void> {
    await this.uow.writing.delete(SealedBatchPart, { batchId });
  }

  /** Everything that a seal has left of a batch. */
  async discard(batchId: string): Promise<void> {
    await this.deleteWaiting(batchId);
    await this.deleteParts(batchId);
    await this.uow.writing.delete(SealedBatch, { batchId });
  }

  /** The parts go: what they held is in clear now. */
  async markOpened(batchId: string, openedAt: Date): Promise<void> {
    await this.deleteWaiting(batchId);
    await this.deleteParts(batchId);
    await this.uow.writing.update(SealedBatch, { batchId }, { openedAt });
  }

  findWaiting(batchId: string): Promise<WaitingSlip | null> {
    return readRow(this.uow.manager, WaitingSlip, 'WHERE batch_id = ?', [batchId]);
  }

  countWaitingBefore(at: Date): Promise<number> {
    return this.uow.manager.countBy(WaitingSlip, { at: LessThan(at) });
  }

  async insertWaiting(slip: WaitingSlip): Promise<void> {
    await this.uow.writing.insert(WaitingSlip, slip);
  }

  async deleteWaiting(batchId: string): Promise<void> {
    await this.uow.writing.delete(WaitingSlip, { batchId });
  }

  async deleteWaitingBefore(at: Date): Promise<void> {
    await this.uow.writing.delete(WaitingSlip, { at: LessThan(at) });
  }
}
