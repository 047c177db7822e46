// Counts what the server writes, statement by statement, and dies after the one that it is told to die after.
// FAULT_ARM names a file; while it is there, statements count, and {"at": n} says after which to die (0: before any).
// FAULT_TRAIL names a file that gets a line for each statement counted.
import { appendFileSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';

const { FAULT_ARM = '', FAULT_TRAIL = '' } = process.env;
let count = 0;

function armedAt() {
  try {
    return JSON.parse(readFileSync(FAULT_ARM, 'utf8')).at;
  } catch {
    count = 0;
    return null;
  }
}

const die = () => process.kill(process.pid, 'SIGKILL');

function before() {
  if (armedAt() === 0 && count === 0) die();
}

function passed(sql) {
  const at = armedAt();
  if (at === null) return;
  count += 1;
  appendFileSync(FAULT_TRAIL, `${sql.replace(/\s+/g, ' ').slice(0, 60)}\n`);
  if (count >= at) die();
}

const db = new Database(':memory:');
const Statement = Object.getPrototypeOf(db.prepare('SELECT 1'));
for (const name of ['run', 'get', 'all']) {
  const original = Statement[name];
  Statement[name] = function (...args) {
    if (this.database.readonly || this.database.memory) return original.apply(this, args);
    before();
    const result = original.apply(this, args);
    passed(this.source);
    return result;
  };
}
const { exec } = Database.prototype;
Database.prototype.exec = function (sql) {
  if (this.readonly) return exec.call(this, sql);
  before();
  const result = exec.call(this, sql);
  passed(sql);
  return result;
};
db.close();

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (...args) {
  if (/read_only=on/.test(this.connectionParameters?.options ?? '')) return query.apply(this, args);
  const [config] = args;
  const sql = typeof config === 'string' ? config : (config?.text ?? '');
  before();
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    args[args.length - 1] = (error, result) => {
      if (!error) passed(sql);
      callback(error, result);
    };
    return query.apply(this, args);
  }
  const answer = query.apply(this, args);
  if (typeof answer?.then !== 'function') return answer;
  return answer.then((result) => {
    passed(sql);
    return result;
  });
};
