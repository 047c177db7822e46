import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, instant, int, long, ref, text } from './schema.js';

/** Files of questions that are looked at before they become drafts of a bank. */
export class ItemUploads1763900000007 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'item_upload', {
      columns: [
        ...[id(), ref('bank_id'), ref('user_id'), text('file_name', 200), text('file_digest', 64), text('format', 12)],
        ...[text('state', 12), int('items'), long('problems'), instant('created_at')],
      ],
      indices: { ix_item_upload_bank: ['bank_id'] },
      foreignKeys: { fk_item_upload_bank: ['bank_id', 'bank'] },
    });
    await createTable(q, 'staged_item', {
      columns: [id(), ref('upload_id'), int('no'), long('content'), long('place'), long('missing'), long('twins')],
      indices: { uq_staged_item: ['upload_id', 'no'] },
      foreignKeys: { fk_staged_item_upload: ['upload_id', 'item_upload'] },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('staged_item');
    await q.dropTable('item_upload');
  }
}
