import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Violation } from './entities/violation.entity.js';

@Injectable()
export class ViolationRepository {
  constructor(private readonly uow: UnitOfWork) {}

  find(id: string): Promise<Violation | null> {
    return this.uow.manager.findOneBy(Violation, { id });
  }

  findOfBatch(batchId: string): Promise<Violation[]> {
    return this.uow.manager.find(Violation, { where: { batchId }, order: { at: 'ASC', id: 'ASC' } });
  }

  findAll(): Promise<Violation[]> {
    return this.uow.manager.find(Violation);
  }

  async insert(violation: Violation): Promise<void> {
    await this.uow.writing.insert(Violation, violation);
  }

  async withdraw(id: string, withdrawnAt: Date, withdrawnReason: string): Promise<void> {
    await this.uow.writing.update(Violation, { id }, { withdrawnAt, withdrawnReason });
  }
}
