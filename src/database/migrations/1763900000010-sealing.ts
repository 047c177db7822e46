import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, instant, int, long, nullable, pkInt, ref, text } from './schema.js';

/** What closing the roster of a sealed plan draws, encrypted until two people open it. */
export class Sealing1763900000010 implements MigrationInterface {
  name = 'Sealing1763900000010';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'sealed_batch', {
      columns: [
        id('batch_id'),
        long('seal'),
        int('parts'),
        text('digest', 64),
        instant('sealed_at'),
        nullable(instant('opened_at')),
      ],
      foreignKeys: { fk_sealed_batch_batch: ['batch_id', 'batch'] },
    });
    await createTable(q, 'sealed_batch_part', {
      columns: [id('batch_id'), pkInt('no'), text('nonce', 16), long('content')],
      foreignKeys: { fk_sealed_batch_part_batch: ['batch_id', 'batch'] },
    });
    await createTable(q, 'waiting_slip', {
      columns: [
        id('batch_id'),
        ref('by_id'),
        text('by_name', 100),
        text('nonce', 16),
        text('content', 44),
        instant('at'),
      ],
      foreignKeys: { fk_waiting_slip_batch: ['batch_id', 'batch'] },
    });
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['waiting_slip', 'sealed_batch_part', 'sealed_batch']) await q.dropTable(table);
  }
}
