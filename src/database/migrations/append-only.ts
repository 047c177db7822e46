import type { QueryRunner } from 'typeorm';

/** A second fence behind the application: what has happened is not changed, whoever asks. */
export async function appendOnly(q: QueryRunner, table: string): Promise<void> {
  if (q.dataSource.options.type === 'postgres') {
    await q.query(
      "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$",
    );
    await q.query(
      `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    );
    return;
  }
  for (const act of ['UPDATE', 'DELETE']) {
    await q.query(
      `CREATE TRIGGER ${table}_no_${act.toLowerCase()} BEFORE ${act} ON ${table} BEGIN SELECT RAISE(ABORT, 'append-only: ${table}'); END`,
    );
  }
}

/** Takes the fence away for a migration that has to move what stands behind it; put it back with `appendOnly`. */
export async function mayChangeAgain(q: QueryRunner, table: string): Promise<void> {
  if (q.dataSource.options.type === 'postgres') {
    await q.query(`DROP TRIGGER ${table}_append_only ON ${table}`);
    return;
  }
  for (const act of ['update', 'delete']) await q.query(`DROP TRIGGER ${table}_no_${act}`);
}
