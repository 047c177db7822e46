import type { DataSource, EntityManager } from 'typeorm';
import type { Statement } from './statement-log.js';

/** What a statement reads without an index: `table: how`. */
export type Scans = Promise<string[]>;

/** Statements that have a plan; locks, pragmas, transactions and notices have none. */
const PLANNED = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

/** The parts of a statement that look through a whole table, or a whole index, on the engine of `ds`. */
export async function scansOf(ds: DataSource, statement: Statement): Scans {
  if (!PLANNED.test(statement.sql)) return [];
  return ds.options.type === 'postgres' ? postgresScans(ds, statement) : sqliteScans(ds, statement);
}

async function sqliteScans(ds: DataSource, { sql, values }: Statement): Scans {
  const tables = await ds.query<{ name: string }[]>("SELECT name FROM sqlite_master WHERE type = 'table'");
  const rows = await ds.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, [...values]);
  return rows.flatMap(({ detail }) => {
    // An index that is made for the one query reads the whole table first.
    const alias = /^SCAN (\S+)/.exec(detail)?.[1] ?? /^SEARCH (\S+) .*AUTOMATIC/.exec(detail)?.[1];
    const table = alias === undefined ? undefined : tableOf(sql, alias);
    return tables.some((t) => t.name === table) ? [`${table}: ${detail}`] : [];
  });
}

/** SQLite calls a table what the statement calls it. */
const tableOf = (sql: string, alias: string): string =>
  new RegExp(`(?:FROM|JOIN|,)\\s+"?(\\w+)"?\\s+(?:AS\\s+)?"?${alias}"?(?![\\w."])`, 'i').exec(sql)?.[1] ?? alias;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly PlanNode[];
}

interface Scan {
  readonly table: string;
  readonly how: string;
}

/** From so many rows on the planner's own choice counts. */
const MANY = 1_000;

/**
 * Twice: as the planner does it of itself, for tables that are large; and as it does it when every way but an index is
 * forbidden, for those that are still small.
 */
function postgresScans(ds: DataSource, statement: Statement): Scans {
  return ds.transaction(async (m) => {
    const large = await m.query<{ relname: string }[]>(`SELECT relname FROM pg_class WHERE reltuples > ${MANY}`);
    const names = new Set(large.map((r) => r.relname));
    const chosen = scansIn(await planOf(m, statement)).filter((s) => names.has(s.table));
    for (const way of ['seqscan', 'hashjoin', 'mergejoin']) await m.query(`SET LOCAL enable_${way} = off`);
    const forced = scansIn(await planOf(m, statement));
    return [...new Set([...chosen, ...forced].map((s) => `${s.table}: ${s.how}`))];
  });
}

async function planOf(m: EntityManager, { sql, values }: Statement): Promise<PlanNode> {
  const [row] = await m.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(`EXPLAIN (FORMAT JSON) ${sql}`, [...values]);
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error(`no plan for ${sql}`);
  return plan;
}

/** A bitmap's index names no table: its parent does. */
function scansIn(node: PlanNode, parent?: string): Scan[] {
  const table = node['Relation Name'] ?? parent;
  const kind = node['Node Type'];
  const [condition, rows] = [node['Index Cond'], node['Plan Rows']];
  // An index that finds a great part of a table is none: the state of an attempt alone, for one.
  const isScan = kind === 'Seq Scan' || (kind.includes('Index') && (condition === undefined || rows > MANY));
  const own =
    isScan && table !== undefined ? [{ table, how: [kind, node['Index Name'] ?? '', `${rows} rows`].join(' ') }] : [];
  return [...own, ...(node.Plans ?? []).flatMap((n) => scansIn(n, node['Relation Name']))];
}
