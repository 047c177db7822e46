import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createTable, id, instant, int, long, nullable, pk, ref, text } from './schema.js';

/** How items were answered, which batches are counted (of those locked before, none yet), and what forms were drawn from. */
export class Statistics1763900000012 implements MigrationInterface {
  name = 'Statistics1763900000012';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'item_answers', {
      columns: [pk('version_id', 36), pk('batch_id', 36), ref('item_id'), long('sums')],
      indices: { ix_item_answers_batch: ['batch_id'] },
      foreignKeys: { fk_item_answers_item: ['item_id', 'item'] },
    });
    await createTable(q, 'item_statistic', {
      columns: [pk('version_id', 36), ref('item_id'), int('answers'), int('facility'), nullable(int('discrimination'))],
      foreignKeys: { fk_item_statistic_item: ['item_id', 'item'] },
    });
    await createTable(q, 'draw_basis', {
      columns: [id('batch_id'), long('stock'), text('digest', 64)],
      foreignKeys: { fk_draw_basis_batch: ['batch_id', 'batch'] },
    });
    await addColumn(q, 'batch', nullable(instant('items_counted_at')));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE batch DROP COLUMN items_counted_at');
    for (const table of ['draw_basis', 'item_statistic', 'item_answers']) await q.dropTable(table);
  }
}
