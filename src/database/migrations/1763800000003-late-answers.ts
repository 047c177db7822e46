import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { bool, createTable, id, instant, int, long, pk, pkInt, ref, text } from './schema.js';

/** Answers that arrive after the end, and what the council decides about them. */
export class LateAnswers1763800000003 implements MigrationInterface {
  name = 'LateAnswers1763800000003';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'late_answer', {
      columns: [
        pk('attempt_id', 36),
        pkInt('no'),
        text('kind', 12),
        int('lease_no'),
        int('client_seq'),
        int('item_no'),
        long('value'),
        text('source', 12),
        instant('arrived_at'),
      ],
      indices: { uq_late_answer_client: ['attempt_id', 'lease_no', 'client_seq'] },
      foreignKeys: { fk_late_answer_attempt: ['attempt_id', 'attempt'] },
    });
    await createTable(q, 'late_decision', {
      columns: [
        id(),
        ref('attempt_id'),
        int('to_no'),
        bool('counted'),
        text('reason', 300),
        ref('by_id'),
        text('by_name', 100),
        instant('at'),
      ],
      indices: { uq_late_decision_to: ['attempt_id', 'to_no'] },
      foreignKeys: { fk_late_decision_attempt: ['attempt_id', 'attempt'] },
    });
    for (const table of ['late_answer', 'late_decision']) await appendOnly(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['late_decision', 'late_answer']) await q.dropTable(table);
  }
}
