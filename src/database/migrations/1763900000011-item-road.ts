import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, instant, int, long, nullable, ref, text } from './schema.js';

const COLUMNS = ['live_since', 'next_version', 'next_version_id', 'next_state', 'authors'];

/** The road of a text into use. Whatever was no draft until now had been in use at once when it came in. */
export class ItemRoad1763900000011 implements MigrationInterface {
  name = 'ItemRoad1763900000011';

  async up(q: QueryRunner): Promise<void> {
    await addColumn(q, 'item', nullable(instant('live_since')));
    await addColumn(q, 'item', nullable(int('next_version')));
    await addColumn(q, 'item', nullable(ref('next_version_id')));
    await addColumn(q, 'item', nullable(text('next_state', 12)));
    await addColumn(q, 'item', nullable(long('authors')));
    await q.query(
      "UPDATE item SET live_since = (SELECT created_at FROM item_version WHERE item_version.id = item.version_id) WHERE state <> 'draft'",
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const name of COLUMNS) await q.query(`ALTER TABLE item DROP COLUMN ${name}`);
  }
}
