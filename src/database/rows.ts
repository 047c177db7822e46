import type { Pool, PoolClient } from 'pg';
import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/**
 * Reading and writing rows of entities without building a query each time: for what happens many times a second. The
 * values pass the same transformers as TypeORM's own. Conditions are SQL over column names, places are `?`; they are
 * written in the code and never made of anybody's input.
 */

/** A statement for each number of rows is kept: not too many of them. */
const ROWS_AT_ONCE = 40;

const VALUES_AT_ONCE = 300;

/** Statements of a table; one with some thousand places is made anew. */
const REMEMBERED = 300;

interface Plan {
  readonly metadata: EntityMetadata;
  readonly byColumn: ReadonlyMap<string, ColumnMetadata>;
  readonly statements: Map<string, string>;
}

const plans = new WeakMap<object, Map<EntityTarget<ObjectLiteral>, Plan>>();

export async function readRows<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  condition: string,
  params: readonly unknown[],
): Promise<E[]> {
  const plan = planOf(m, entity);
  const text = statement(
    m,
    plan,
    `read ${condition}`,
    () => `SELECT ${[...plan.byColumn.keys()].join(', ')} FROM ${plan.metadata.tableName} ${condition}`,
  );
  const raws = await ask(m, text, params);
  return raws.map((raw) => hydrated(m, plan, raw) as E);
}

export async function readRow<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  condition: string,
  params: readonly unknown[],
): Promise<E | null> {
  const [row] = await readRows(m, entity, condition, params);
  return row ?? null;
}

/** Rows of which a column holds one of the values. */
export async function readRowsOf<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  column: string,
  values: readonly string[],
): Promise<E[]> {
  const rows: E[] = [];
  for (let i = 0; i < values.length; i += VALUES_AT_ONCE) {
    const part = values.slice(i, i + VALUES_AT_ONCE);
    const { among, params } = amongOf(m, part);
    rows.push(...(await readRows(m, entity, `WHERE ${column} ${among}`, params)));
  }
  return rows;
}

/** A condition that a column holds one of the values: on PostgreSQL the same statement however many they are. */
export const amongOf = (m: EntityManager, values: readonly string[]): { among: string; params: readonly unknown[] } =>
  m.dataSource.options.type === 'postgres'
    ? { among: '= ANY(?)', params: [values] }
    : { among: `IN (${values.map(() => '?').join(', ')})`, params: values };

export async function insertRows<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly E[],
): Promise<void> {
  const plan = planOf(m, entity);
  const { columns, tableName } = plan.metadata;
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
    const part = rows.slice(i, i + ROWS_AT_ONCE);
    const text = statement(m, plan, `insert ${part.length}`, () => {
      const places = `(${columns.map(() => '?').join(', ')})`;
      const names = columns.map((c) => c.databaseName).join(', ');
      return `INSERT INTO ${tableName} (${names}) VALUES ${part.map(() => places).join(', ')}`;
    });
    await m.query(
      text,
      part.flatMap((row) => columns.map((c) => stored(m, c, row[c.propertyName]))),
    );
  }
}

/** Changes the same columns of many rows, each to its own values. */
export async function updateRows<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly { readonly key: unknown; readonly changes: Partial<E> }[],
): Promise<void> {
  const plan = planOf(m, entity);
  const [first] = rows;
  if (first === undefined) return;
  const columns = plan.metadata.columns.filter((c) => c.propertyName in first.changes);
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
    const part = rows.slice(i, i + ROWS_AT_ONCE);
    const text = statement(m, plan, `update ${part.length} ${columns.map((c) => c.databaseName).join()}`, () => {
      const places = [plan.metadata.primaryColumns[0], ...columns].map((c) => `CAST(? AS ${typeOf(c)})`).join(', ');
      const sets = columns.map((c, n) => `${c.databaseName} = v.column${n + 2}`).join(', ');
      const { tableName } = plan.metadata;
      const key = plan.metadata.primaryColumns[0]?.databaseName ?? '';
      return `UPDATE ${tableName} SET ${sets} FROM (VALUES ${part.map(() => `(${places})`).join(', ')}) AS v
        WHERE ${tableName}.${key} = v.column1`;
    });
    const valuesOf = (row: (typeof part)[number]): unknown[] =>
      columns.map((c) => stored(m, c, row.changes[c.propertyName]));
    await m.query(
      text,
      part.flatMap((row) => [row.key, ...valuesOf(row)]),
    );
  }
}

const typeOf = (column: ColumnMetadata | undefined): string => (column?.type === 'integer' ? 'integer' : 'text');

/** Changes the row whose single key column holds the value. */
export async function updateRow<E extends ObjectLiteral>(
  m: EntityManager,
  entity: EntityTarget<E>,
  key: unknown,
  changes: Partial<E>,
): Promise<void> {
  const plan = planOf(m, entity);
  const columns = plan.metadata.columns.filter((c) => c.propertyName in changes);
  const text = statement(m, plan, `update ${columns.map((c) => c.databaseName).join()}`, () => {
    const sets = columns.map((c) => `${c.databaseName} = ?`).join(', ');
    return `UPDATE ${plan.metadata.tableName} SET ${sets} WHERE ${plan.metadata.primaryColumns[0]?.databaseName ?? ''} = ?`;
  });
  const values: unknown[] = columns.map((c) => stored(m, c, changes[c.propertyName]));
  await m.query(text, [...values, key]);
}

/** Rows of some joined tables; `joined` is what follows FROM, with the aliases that are given. */
export async function readJoined(
  m: EntityManager,
  tables: Readonly<Record<string, EntityTarget<ObjectLiteral>>>,
  joined: string,
  params: readonly unknown[],
): Promise<Readonly<Record<string, ObjectLiteral>>[]> {
  const parts = Object.entries(tables).map(([alias, entity]) => ({ alias, plan: planOf(m, entity) }));
  const [first] = parts;
  if (first === undefined) return [];
  const text = statement(m, first.plan, `join ${joined}`, () => {
    const columns = parts.flatMap(({ alias, plan }) =>
      [...plan.byColumn.keys()].map((name) => `${alias}.${name} AS ${alias}_${name}`),
    );
    return `SELECT ${columns.join(', ')} FROM ${joined}`;
  });
  const raws = await ask(m, text, params);
  // A batch of which many rows are read is the same for all of them, and long.
  const known = new Map<string, ObjectLiteral>();
  const part = (raw: Raw, alias: string, plan: Plan): ObjectLiteral => {
    const key = `${alias} ${String(raw[`${alias}_${plan.metadata.primaryColumns[0]?.databaseName ?? ''}`])}`;
    const row = known.get(key) ?? hydrated(m, plan, raw, `${alias}_`);
    known.set(key, row);
    return row;
  };
  return raws.map((raw) => Object.fromEntries(parts.map(({ alias, plan }) => [alias, part(raw, alias, plan)])));
}

type Raw = Record<string, unknown>;

/** Names of statements that PostgreSQL has planned once for each connection. */
const names = new Map<string, string>();

/** On PostgreSQL a remembered statement is prepared: to read and plan it costs more than to answer it. */
async function ask(m: EntityManager, text: string, params: readonly unknown[]): Promise<Raw[]> {
  const name = m.dataSource.options.type === 'postgres' ? nameOf(text) : undefined;
  if (name === undefined) return m.query<Raw[]>(text, [...params]);
  const pool = (m.dataSource.driver as PostgresDriver).master as Pool;
  const client = m.queryRunner === undefined ? pool : ((await m.queryRunner.connect()) as PoolClient);
  return (await client.query<Raw>({ name, text, values: [...params] })).rows;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= REMEMBERED) return known;
  const name = `rows-${names.size + 1}`;
  names.set(text, name);
  return name;
}

function planOf<E extends ObjectLiteral>(m: EntityManager, entity: EntityTarget<E>): Plan {
  let ofSource = plans.get(m.dataSource);
  if (ofSource === undefined) plans.set(m.dataSource, (ofSource = new Map<EntityTarget<ObjectLiteral>, Plan>()));
  let plan = ofSource.get(entity);
  if (plan === undefined) {
    const metadata = m.dataSource.getMetadata(entity);
    const byColumn = new Map(metadata.columns.map((c) => [c.databaseName, c]));
    ofSource.set(entity, (plan = { metadata, byColumn, statements: new Map() }));
  }
  return plan;
}

/** A statement is made once; PostgreSQL numbers its places. */
function statement(m: EntityManager, plan: Plan, name: string, make: () => string): string {
  let text = plan.statements.get(name);
  if (text === undefined) {
    let place = 0;
    const isPostgres = m.dataSource.options.type === 'postgres';
    text = isPostgres ? make().replace(/\?/g, () => `$${(place += 1)}`) : make();
    if (plan.statements.size < REMEMBERED) plan.statements.set(name, text);
  }
  return text;
}

function hydrated(m: EntityManager, plan: Plan, raw: Readonly<Record<string, unknown>>, prefix = ''): ObjectLiteral {
  const row: Record<string, unknown> = {};
  for (const [name, column] of plan.byColumn)
    row[column.propertyName] = m.dataSource.driver.prepareHydratedValue(raw[prefix + name], column);
  return row;
}

const stored = (m: EntityManager, column: ColumnMetadata, value: unknown): unknown =>
  m.dataSource.driver.preparePersistentValue(value, column);
