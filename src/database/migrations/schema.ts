import { type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** A small vocabulary for migrations: the same portable kinds as columns.ts, written once a line. */
type Column = TableColumnOptions;

const column = (name: string, type: string, o: Partial<Column> = {}): Column => ({
  name,
  type,
  isNullable: false,
  ...o,
});

export const id = (name = 'id'): Column => column(name, 'varchar', { length: '36', isPrimary: true });
export const pk = (name: string, length: number): Column =>
  column(name, 'varchar', { length: String(length), isPrimary: true });
export const pkInt = (name: string): Column => column(name, 'integer', { isPrimary: true });
export const ref = (name: string): Column => column(name, 'varchar', { length: '36' });
export const text = (name: string, length: number): Column => column(name, 'varchar', { length: String(length) });
export const long = (name: string): Column => column(name, 'text');
export const instant = (name: string): Column => column(name, 'varchar', { length: '24' });
export const int = (name: string): Column => column(name, 'integer');
export const bool = (name: string): Column => column(name, 'boolean');
export const nullable = (c: Column): Column => ({ ...c, isNullable: true });

/** A nullable column more. Plain SQL: TypeORM would build a SQLite table anew, and lose its triggers. */
export async function addColumn(q: QueryRunner, table: string, { name, type, length }: Column): Promise<void> {
  await q.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}${length === undefined ? '' : `(${length})`}`);
}

export interface TableSpec {
  readonly columns: readonly Column[];
  /** name: columns; a name that begins with uq_ is unique. */
  readonly indices?: Readonly<Record<string, readonly string[]>>;
  /** name: [column, referenced table] */
  readonly foreignKeys?: Readonly<Record<string, readonly [string, string]>>;
}

export async function createTable(q: QueryRunner, name: string, spec: TableSpec): Promise<void> {
  await q.createTable(
    new Table({
      name,
      columns: [...spec.columns],
      indices: Object.entries(spec.indices ?? {}).map(([index, columns]) => ({
        name: index,
        columnNames: [...columns],
        isUnique: index.startsWith('uq_'),
      })),
      foreignKeys: Object.entries(spec.foreignKeys ?? {}).map(([key, [from, to]]) => ({
        name: key,
        columnNames: [from],
        referencedTableName: to,
        referencedColumnNames: ['id'],
      })),
    }),
  );
}
