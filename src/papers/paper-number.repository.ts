import { Injectable } from '@nestjs/common';
import { PaperNumber } from '../council/entities/meeting.entity.js';
import { UnitOfWork } from '../database/unit-of-work.js';

@Injectable()
export class PaperNumberRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findNumbers(batchId: string): Promise<PaperNumber[]> {
    return this.uow.manager.find(PaperNumber, { where: { batchId } });
  }

  findNumbersOfCouncil(councilId: string): Promise<PaperNumber[]> {
    return this.uow.manager.find(PaperNumber, { where: { councilId }, order: { number: 'ASC' } });
  }

  findAllNumbers(): Promise<PaperNumber[]> {
    return this.uow.manager.find(PaperNumber);
  }

  async insertNumber(row: PaperNumber): Promise<void> {
    await this.uow.writing.insert(PaperNumber, row);
  }

  async updateNumber(id: string, changes: Pick<PaperNumber, 'councilId' | 'number' | 'at'>): Promise<void> {
    await this.uow.writing.update(PaperNumber, { id }, changes);
  }

  async deleteNumber(id: string): Promise<void> {
    await this.uow.writing.delete(PaperNumber, { id });
  }
}
