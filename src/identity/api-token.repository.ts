import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ApiToken } from './entities/api-token.entity.js';

@Injectable()
export class ApiTokenRepository {
  constructor(private readonly uow: UnitOfWork) {}

  find(id: string): Promise<ApiToken | null> {
    return this.uow.manager.findOneBy(ApiToken, { id });
  }

  findOf(ownerId: string): Promise<ApiToken[]> {
    return this.uow.manager.find(ApiToken, { where: { ownerId }, order: { createdAt: 'DESC', id: 'ASC' } });
  }

  async insert(row: ApiToken): Promise<void> {
    await this.uow.writing.insert(ApiToken, row);
  }

  async revoke(id: string, revokedAt: Date): Promise<void> {
    await this.uow.writing.update(ApiToken, { id }, { revokedAt });
  }
}
