import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, int, pk, text } from './schema.js';

interface ClosedBatch {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly exam_on: string;
}

/** Pairs of items that never meet, and how often and when items were used; of batches that were closed before, counted from their forms. */
export class Exposure1763900000008 implements MigrationInterface {
  name = 'Exposure1763900000008';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'item_use', {
      columns: [pk('item_id', 36), pk('batch_id', 36), int('year'), int('number'), text('used_on', 10), int('forms')],
      indices: { ix_item_use_batch: ['batch_id'] },
      foreignKeys: { fk_item_use_item: ['item_id', 'item'] },
    });
    await createTable(q, 'item_enemy', {
      columns: [pk('bank_id', 36), pk('code_a', 20), pk('code_b', 20), text('reason', 300)],
      foreignKeys: { fk_item_enemy_bank: ['bank_id', 'bank'] },
    });
    const batches = (await q.query(
      'SELECT id, year, number, exam_on FROM batch WHERE roster_closed_at IS NOT NULL',
    )) as ClosedBatch[];
    for (const batch of batches) await countUses(q, batch);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['item_enemy', 'item_use']) await q.dropTable(table);
  }
}

async function countUses(q: QueryRunner, { id, year, number, exam_on: usedOn }: ClosedBatch): Promise<void> {
  const isPostgres = q.dataSource.options.type === 'postgres';
  const places = (n: number): string =>
    Array.from({ length: n }, (_, i) => (isPostgres ? `$${i + 1}` : '?')).join(', ');
  const forms = (await q.query(`SELECT items FROM form WHERE batch_id = ${places(1)}`, [id])) as { items: string }[];
  const counts = new Map<string, number>();
  for (const { items } of forms)
    for (const { itemId } of JSON.parse(items) as { itemId: string }[])
      counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  for (const [itemId, n] of counts)
    await q.query(`INSERT INTO item_use (item_id, batch_id, year, number, used_on, forms) VALUES (${places(6)})`, [
      itemId,
      id,
      year,
      number,
      usedOn,
      n,
    ]);
}
