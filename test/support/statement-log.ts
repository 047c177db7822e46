import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';

/** A statement as the product sent it. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

type Method = (this: { source: string }, ...values: unknown[]) => unknown;
type Query = (this: pg.Client, query: unknown, values?: unknown, ...rest: unknown[]) => unknown;

const METHODS = ['run', 'get', 'all', 'iterate'] as const;

/** Hears every statement that this process runs on either engine, whoever sends it and by whatever road. */
export class StatementLog {
  private heard = new Map<string, Statement>();
  private readonly undo: (() => void)[] = [];

  constructor() {
    this.listenToSqlite();
    this.listenToPostgres();
  }

  /** What was run since the last call, each text once. */
  take(): Statement[] {
    const taken = [...this.heard.values()];
    this.heard = new Map();
    return taken;
  }

  stop(): void {
    for (const undo of this.undo) undo();
  }

  private note(sql: string, values: readonly unknown[]): void {
    if (!this.heard.has(sql)) this.heard.set(sql, { sql, values });
  }

  private listenToSqlite(): void {
    const db = new BetterSqlite3(':memory:');
    const statements = Object.getPrototypeOf(db.prepare('SELECT 1')) as Record<string, Method>;
    db.close();
    const note = this.note.bind(this);
    for (const name of METHODS) {
      const method = statements[name];
      if (method === undefined) throw new Error(`a statement of SQLite has no method ${name}`);
      statements[name] = function (...values) {
        note(this.source, values);
        return method.apply(this, values);
      };
      this.undo.push(() => (statements[name] = method));
    }
  }

  private listenToPostgres(): void {
    const clients = pg.Client.prototype as unknown as { query: Query };
    const { query } = clients;
    const note = this.note.bind(this);
    clients.query = function (asked, values, ...rest) {
      if (typeof asked === 'string') note(asked, Array.isArray(values) ? values : []);
      else {
        const { text, values: own } = asked as { text: string; values?: unknown[] };
        note(text, own ?? (Array.isArray(values) ? values : []));
      }
      return query.call(this, asked, values, ...rest);
    };
    this.undo.push(() => (clients.query = query));
  }
}
