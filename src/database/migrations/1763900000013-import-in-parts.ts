import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, long, nullable, ref } from './schema.js';

/** Questions of an upload come in part by part, into a bank that nobody sees until they are all there. */
export class ImportInParts1763900000013 implements MigrationInterface {
  name = 'ImportInParts1763900000013';

  async up(q: QueryRunner): Promise<void> {
    await addColumn(q, 'bank', nullable(ref('upload_id')));
    await addColumn(q, 'item_upload', nullable(long('import_as')));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE item_upload DROP COLUMN import_as');
    await q.query('ALTER TABLE bank DROP COLUMN upload_id');
  }
}
