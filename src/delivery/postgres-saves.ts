import type { PoolClient, QueryConfig } from 'pg';
import type { SaveEntry } from '../core/attempt/attempt.js';
import {
  ENTRY,
  type HotRow,
  type RawEntry,
  type RawRow,
  ROW,
  type SaveGroup,
  STEP,
  toEntry,
  toHotRow,
  type Written,
  type WrittenRow,
} from './save-rows.js';

/** A group of saves goes as columns, one array each: $1 is the instant, then those of the steps, then those of the rows. */
const STEPS = `SELECT s.attempt_id, seq, kind, $1, source, lease_no, client_seq, item_no, value FROM
  unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::int[], $7::int[], $8::int[], $9::text[])
    AS s(attempt_id, seq, kind, source, lease_no, client_seq, item_no, value)`;

const stepColumns = ({ steps }: Written): unknown[] => [
  steps.map((s) => s.attemptId),
  steps.map((s) => s.step.seq),
  steps.map((s) => s.step.kind),
  steps.map((s) => s.step.source),
  steps.map((s) => s.step.leaseNo),
  steps.map((s) => s.step.clientSeq),
  steps.map((s) => s.step.itemNo),
  steps.map((s) => s.step.value),
];

const SET = `last_seq = w.last_seq, last_client_seq = w.last_client_seq, sheet = w.sheet, answered_count = w.answered_count,
  last_saved_at = $1, last_contact_at = $1`;

const rowColumns = (rows: readonly WrittenRow[]): unknown[] => [
  rows.map((w) => w.id),
  rows.map((w) => w.lastSeq),
  rows.map((w) => w.lastClientSeq),
  rows.map((w) => w.sheet),
  rows.map((w) => w.answeredCount),
];

/** Writes the attempts that are as they were when the group was judged, and the steps of these alone. */
const UNCHANGED = `WITH w AS (
    SELECT * FROM unnest($10::text[], $11::int[], $12::int[], $13::text[], $14::int[], $15::text[], $16::int[], $17::text[],
      $18::int[], $19::int[], $20::text[])
    AS w(id, last_seq, last_client_seq, sheet, answered_count, was_state, was_lease, was_session, was_seq, was_client_seq,
      was_deadline)
  ), kept AS (
    UPDATE attempt a SET ${SET} FROM w WHERE a.id = w.id AND a.state = w.was_state AND a.lease_no = w.was_lease
      AND a.lease_session_id = w.was_session AND a.last_seq = w.was_seq AND a.last_client_seq = w.was_client_seq
      AND a.deadline_at = w.was_deadline
    RETURNING a.id
  ), steps AS (
    INSERT INTO attempt_step (${STEP}) ${STEPS} JOIN kept ON kept.id = s.attempt_id
  )
  SELECT id FROM kept`;

/** @param rows the attempts as they were judged */
export function unchangedStatement(rows: ReadonlyMap<string, HotRow>, written: Written): QueryConfig {
  const was = written.rows.flatMap((w) => rows.get(w.id) ?? []);
  return {
    name: 'save-unchanged',
    text: UNCHANGED,
    values: [
      stampOf(written),
      ...stepColumns(written),
      ...rowColumns(written.rows),
      was.map((r) => r.state),
      was.map((r) => r.leaseNo),
      was.map((r) => r.leaseSessionId),
      was.map((r) => r.lastSeq),
      was.map((r) => r.lastClientSeq),
      was.map((r) => r.deadlineAt),
    ],
  };
}

/** The careful way: rows are locked, read, judged and written. */
export async function commitLocked(client: PoolClient, group: SaveGroup): Promise<void> {
  // Locked in the order of their ids, so that two groups never wait for each other.
  const { rows: raws } = await client.query<RawRow>({
    name: 'save-rows',
    text: `SELECT ${ROW}, CASE WHEN last_seq = k.known THEN NULL ELSE sheet END AS sheet
      FROM attempt JOIN unnest($1::text[], $2::int[]) AS k(attempt, known) ON k.attempt = id ORDER BY id FOR UPDATE OF attempt`,
    values: [group.ids, group.ids.map((id) => group.known(id))],
  });
  const rows = new Map(raws.map((raw) => [raw.id, toHotRow(raw, raw.sheet ?? null)]));
  const stored = new Map<string, SaveEntry[]>();
  for (const { attemptId, from, to } of group.repeated(rows)) {
    const { rows: entries } = await client.query<RawEntry>({
      name: 'save-entries',
      text: `SELECT ${ENTRY} FROM attempt_step
        WHERE attempt_id = $1 AND client_seq BETWEEN $2 AND $3 AND kind IN ('answer', 'flag')`,
      values: [attemptId, from, to],
    });
    stored.set(attemptId, entries.map(toEntry));
  }
  const written = group.decide(rows, stored);
  if (written.steps.length > 0)
    await client.query({
      name: 'save-steps',
      text: `INSERT INTO attempt_step (${STEP}) ${STEPS}`,
      values: [stampOf(written), ...stepColumns(written)],
    });
  if (written.rows.length > 0)
    await client.query({
      name: 'save-update',
      text: `UPDATE attempt a SET ${SET} FROM unnest($2::text[], $3::int[], $4::int[], $5::text[], $6::int[])
          AS w(id, last_seq, last_client_seq, sheet, answered_count) WHERE a.id = w.id`,
      values: [stampOf(written), ...rowColumns(written.rows)],
    });
}

const stampOf = ({ at }: Written): string => new Date(at).toISOString();
