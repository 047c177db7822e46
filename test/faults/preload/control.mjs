// Changes the world of the server while it runs, as the file named by FAULT_CONTROL says:
// {"clockShiftMs": n, "full": true, "synchronous": "NORMAL", "checkpointPages": n}.
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

const writers = new Set();
let wanted = {};

const realNow = Date.now.bind(Date);
Date.now = () => realNow() + (wanted.clockShiftMs ?? 0);

const { prepare } = Database.prototype;
Database.prototype.prepare = function (sql) {
  if (!this.readonly && !this.memory) writers.add(this);
  return prepare.call(this, sql);
};

const ROOM = 1_073_741_823;

function apply() {
  for (const db of writers) {
    if (!db.open || db.inTransaction) continue;
    if (wanted.full !== undefined) {
      const pages = wanted.full ? db.pragma('page_count', { simple: true }) : ROOM;
      db.pragma(`max_page_count = ${pages}`);
    }
    if (wanted.checkpointPages !== undefined) db.pragma(`wal_autocheckpoint = ${wanted.checkpointPages}`);
    if (wanted.synchronous !== undefined) db.pragma(`synchronous = ${wanted.synchronous}`);
  }
}

function look() {
  try {
    const text = readFileSync(process.env.FAULT_CONTROL, 'utf8');
    wanted = JSON.parse(text);
    apply();
  } catch {
    // It is being written, or the database is at work: the next look will do.
  }
}

look();
setInterval(look, 10).unref();
