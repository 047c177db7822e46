import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, mayChangeAgain } from './append-only.js';

const COLUMNS = 'attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value';
const OLD = 'attempt_step_before';

/**
 * What is written with every save takes fewer pages. A step lies in its primary key itself (SQLite), and there is no second
 * tree for its device's number; a page of attempts keeps room for the next version of a row (PostgreSQL). A person's entries
 * are found without looking through everybody's.
 */
export class HotPath1763800000004 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('CREATE INDEX ix_batch_entry_person ON batch_entry (person_id)');
    await q.query('DROP INDEX uq_attempt_step_client');
    if (q.dataSource.options.type === 'postgres') await q.query('ALTER TABLE attempt SET (fillfactor = 50)');
    else await rebuildSteps(q, ' WITHOUT ROWID');
  }

  async down(q: QueryRunner): Promise<void> {
    if (q.dataSource.options.type === 'postgres') await q.query('ALTER TABLE attempt RESET (fillfactor)');
    else await rebuildSteps(q, '');
    await q.query('CREATE UNIQUE INDEX uq_attempt_step_client ON attempt_step (attempt_id, lease_no, client_seq)');
    await q.query('DROP INDEX ix_batch_entry_person');
  }
}

async function rebuildSteps(q: QueryRunner, how: string): Promise<void> {
  await mayChangeAgain(q, 'attempt_step');
  await q.query(`ALTER TABLE attempt_step RENAME TO ${OLD}`);
  await q.query(
    `CREATE TABLE attempt_step (attempt_id varchar(36) NOT NULL, seq integer NOT NULL, kind varchar(12) NOT NULL,
      at varchar(24) NOT NULL, source varchar(12) NOT NULL, lease_no integer NOT NULL, client_seq integer, item_no integer,
      value text, PRIMARY KEY (attempt_id, seq))${how}`,
  );
  await q.query(`INSERT INTO attempt_step (${COLUMNS}) SELECT ${COLUMNS} FROM ${OLD} ORDER BY attempt_id, seq`);
  await q.query(`DROP TABLE ${OLD}`);
  await appendOnly(q, 'attempt_step');
}
