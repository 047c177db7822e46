import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, long, nullable, text } from './schema.js';

/** Matching items have prompts, short texts a rule of comparison. */
export class ItemKinds1763900000006 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await addColumn(q, 'item_version', nullable(long('prompts')));
    await addColumn(q, 'item_version', nullable(text('folding', 12)));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE item_version DROP COLUMN folding');
    await q.query('ALTER TABLE item_version DROP COLUMN prompts');
  }
}
