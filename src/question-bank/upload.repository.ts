import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ItemUpload, StagedItem } from './entities/upload.entity.js';

@Injectable()
export class UploadRepository {
  constructor(private readonly uow: UnitOfWork) {}

  async insert(upload: ItemUpload): Promise<void> {
    await this.uow.writing.insert(ItemUpload, upload);
  }

  async insertStaged(rows: StagedItem[]): Promise<void> {
    await this.uow.writing.insert(StagedItem, rows);
  }

  async setState(id: string, state: ItemUpload['state']): Promise<void> {
    await this.uow.writing.update(ItemUpload, { id }, { state });
  }

  async deleteStaged(uploadId: string): Promise<void> {
    await this.uow.writing.delete(StagedItem, { uploadId });
  }

  find(bankId: string, userId: string, id: string): Promise<ItemUpload | null> {
    return this.uow.manager.findOneBy(ItemUpload, { id, bankId, userId });
  }

  findStaged(uploadId: string): Promise<StagedItem[]> {
    return this.uow.manager.find(StagedItem, { where: { uploadId }, order: { no: 'ASC' } });
  }

  findPage(uploadId: string, page: number, size: number): Promise<StagedItem[]> {
    return this.uow.manager.find(StagedItem, {
      where: { uploadId },
      order: { no: 'ASC' },
      skip: (page - 1) * size,
      take: size,
    });
  }
}
