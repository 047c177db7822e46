import { Database } from '../../src/database/database.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { seedPast } from '../bench/past.js';
import { enter } from './candidate-client.js';
import type { House } from './house.js';
import type { ClosedBatch } from './world.js';

const ROWS = 2_000;

/** Finished attempts of `past`, and a few thousand rows of whatever else years make more of, as copies of one that is there. */
export async function seedYears(house: House, past: ClosedBatch): Promise<void> {
  await enter(house.url, past, past.entries[0]!);
  const { writer } = house.app.get(Database);
  const uow = house.app.get(UnitOfWork);
  const isPostgres = writer.options.type === 'postgres';
  const newId = `'01930000-0000-7000-8000-' || ${isPostgres ? "lpad(n::text, 12, '0')" : "printf('%012d', n)"}`;
  const series = isPostgres
    ? `generate_series(1, ${ROWS}) AS s(n)`
    : `(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS}) SELECT n FROM s) AS s`;
  const copy = async (table: string, own: Readonly<Record<string, string>>, which = ''): Promise<void> => {
    const { columns } = writer.entityMetadatas.find((e) => e.tableName === table)!;
    const names = columns.map((c) => c.databaseName);
    const values = names.map((name) => own[name] ?? name);
    await uow.writing.query(
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}
        FROM (SELECT * FROM ${table} ${which} LIMIT 1) AS one CROSS JOIN ${series}`,
    );
  };
  await uow.run(async () => {
    await copy('org_node', { id: newId, name: "name || ' ' || n" }, 'WHERE id <> owner_id');
    await copy('batch', { id: newId, number: 'number + n' });
    await copy('sitting', { id: newId });
    await copy('candidate_session', { id: newId });
    await copy('ledger_entry', { seq: '-n' });
  });
  await seedPast(house, past, ROWS);
}
