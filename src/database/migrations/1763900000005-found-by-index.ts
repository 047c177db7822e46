import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two statements of the door looked through a whole table: a sign-in's clearing of old sessions, and the list of committees. */
export class FoundByIndex1763900000005 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('CREATE INDEX ix_staff_session_expires ON staff_session (expires_at)');
    await q.query('CREATE INDEX ix_org_node_parent ON org_node (parent_id, sort_key)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP INDEX ix_org_node_parent');
    await q.query('DROP INDEX ix_staff_session_expires');
  }
}
