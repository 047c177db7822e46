import { Database } from '../../src/database/database.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { House } from '../support/house.js';
import type { ClosedBatch } from '../support/world.js';

const ANSWERS = 30;
const AT = '2025-01-09T01:00:00.000Z';

/** Finished attempts of a year ago beside the ones of today: people, entries, forms, attempts, steps, scores. */
export async function seedPast(house: House, { batch, sitting }: ClosedBatch, attempts: number): Promise<void> {
  const { writer } = house.app.get(Database);
  const isPostgres = writer.options.type === 'postgres';
  // ids as they grow with time: those of the past lie before those of today
  const id = (n: string): string =>
    isPostgres
      ? `'01940000-0000-7000-8000-' || lpad(${n}::text, 12, '0')`
      : `'01940000-0000-7000-8000-' || substr('000000000000' || ${n}, -12)`;
  const series = (name: string, count: number): string =>
    isPostgres
      ? `generate_series(1, ${count}) AS ${name}(n)`
      : `(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count}) SELECT n FROM s) AS ${name}`;
  const people = series('p', attempts);
  const [unit] = await writer.query<{ unit_id: string }[]>(`SELECT unit_id FROM batch_entry LIMIT 1`);
  const marks = Array.from({ length: ANSWERS }, (_, i) => `"${i + 1}":["A",1,${i + 1}]`).join(',');
  const statements = [
    `INSERT INTO person SELECT ${id('p.n')}, '${batch.ownerId}', 'Nguyễn Văn An', 'an', '1990', NULL, '${AT}' FROM ${people}`,
    `INSERT INTO batch_entry (id, batch_id, person_id, unit_id, full_name, sort_key, search_key, birth, unit_name, checks,
        candidate_no, sitting_id, time_factor_percent, attendance, created_at)
      SELECT ${id('p.n')}, '${batch.id}', ${id('p.n')}, '${unit?.unit_id ?? ''}', 'Nguyễn Văn An', 'an', 'an', '1990', 'Chi bộ 1', '{}',
        'H' || p.n, '${sitting.id}', 100, 'present', '${AT}' FROM ${people}`,
    `INSERT INTO form SELECT ${id('p.n')}, ${id('p.n')}, '${batch.id}', '[]', '', '', '${AT}' FROM ${people}`,
    `INSERT INTO attempt (id, entry_id, sitting_id, form_id, state, started_at, deadline_at, lease_no, last_seq,
        last_client_seq, sheet, answered_count, last_saved_at, last_contact_at, closed_at, close_reason, receipt_code, steps_digest)
      SELECT ${id('p.n')}, ${id('p.n')}, '${sitting.id}', ${id('p.n')}, 'closed', '${AT}', '${AT}', 1, ${ANSWERS + 1}, ${ANSWERS},
        '{"a":{${marks}},"f":{}}', ${ANSWERS}, '${AT}', '${AT}', '${AT}', 'submitted', 'AAAA-AAAA', '' FROM ${people}`,
    `INSERT INTO attempt_step (attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value)
      SELECT ${id('p.n')}, s.n, CASE WHEN s.n = 1 THEN 'start' ELSE 'answer' END, '${AT}', 'browser', 1,
        CASE WHEN s.n = 1 THEN NULL ELSE s.n - 1 END, CASE WHEN s.n = 1 THEN NULL ELSE s.n - 1 END, 'A'
      FROM ${people} CROSS JOIN ${series('s', ANSWERS + 1)}`,
    `INSERT INTO written_score (id, attempt_id, version, points, max_points, items, digest, at) SELECT ${id('p.n')}, ${id('p.n')}, 1, 6000, 6000, '[]', '', '${AT}' FROM ${people}`,
  ];
  const uow = house.app.get(UnitOfWork);
  // At once: a sweep that saw half of it would score what has no form.
  await uow.run(async () => {
    for (const statement of statements) await uow.writing.query(statement);
  });
  // PostgreSQL looks its tables over by itself now and then; SQLite does not, and no installation does it for it.
  if (isPostgres) await writer.query('ANALYZE');
}
