import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { addColumn, createTable, id, instant, int, long, nullable, pk, ref, text } from './schema.js';

const COLUMNS = ['in_force_from', 'in_force_to', 'replaced_by_id', 'replaced_reason'];

/** What became of a document of the register, what people say of an item, and who has seen its key. */
export class Sources1763900000009 implements MigrationInterface {
  name = 'Sources1763900000009';

  async up(q: QueryRunner): Promise<void> {
    await addColumn(q, 'source_document', nullable(text('in_force_from', 10)));
    await addColumn(q, 'source_document', nullable(text('in_force_to', 10)));
    await addColumn(q, 'source_document', nullable(ref('replaced_by_id')));
    await addColumn(q, 'source_document', nullable(text('replaced_reason', 500)));
    await createTable(q, 'item_note', {
      columns: [
        id(),
        ref('item_id'),
        int('version'),
        text('kind', 12),
        long('text'),
        nullable(ref('source_id')),
        nullable(ref('by_id')),
        text('by_name', 100),
        instant('at'),
      ],
      indices: { ix_item_note_item: ['item_id', 'at'] },
      foreignKeys: { fk_item_note_item: ['item_id', 'item'], fk_item_note_source: ['source_id', 'source_document'] },
    });
    await createTable(q, 'item_view', {
      columns: [pk('user_id', 36), pk('item_id', 36), pk('seen_on', 10)],
      foreignKeys: { fk_item_view_item: ['item_id', 'item'] },
    });
    await appendOnly(q, 'item_note');
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['item_view', 'item_note']) await q.dropTable(table);
    for (const name of COLUMNS) await q.query(`ALTER TABLE source_document DROP COLUMN ${name}`);
  }
}
