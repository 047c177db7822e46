import { DataSource } from 'typeorm';
import { Clock } from '../../src/common/clock.js';
import { readConfig } from '../../src/config/app-config.js';
import { readerOptions } from '../../src/database/data-source.js';
import { Attempt } from '../../src/delivery/entities/attempt.entity.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { WrittenScore } from '../../src/marking/entities/written-score.entity.js';
import { buildApp } from '../../src/server.js';
import type { FinalScore, FinalState, FinalStep } from './checker.js';

/** Where the data lie, as the server was told. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}

const environment = ({ dataDir, databaseUrl }: Place): Record<string, string> => ({
  DATA_DIR: dataDir,
  LOG_LEVEL: 'error',
  ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
});

/** Runs `read` on a connection that cannot write, beside the server or after it. */
export async function reading<T>(place: Place, read: (ds: DataSource) => Promise<T>): Promise<T> {
  const ds = await new DataSource(readerOptions(readConfig(environment(place)).databaseUrl, 2)).initialize();
  try {
    return await read(ds);
  } finally {
    await ds.destroy();
  }
}

/** The findings of `ledger verify`, empty when all is sound. The server must be down. */
export async function verifyLedger(place: Place): Promise<string[]> {
  const app = await buildApp(readConfig(environment(place)), new Clock());
  try {
    const report = await app.get(LedgerVerifier).verify();
    const { chainFault } = report;
    const found = report.rowFaults.map((f) => `${f.code} ${f.subjectType} ${f.subjectId}`);
    if (chainFault !== null) found.unshift(`${chainFault.code} at ${chainFault.seq}`);
    return report.sound || found.length > 0 ? found : ['unsound'];
  } finally {
    await app.close();
  }
}

interface StepRow {
  readonly attempt_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly lease_no: number;
  readonly client_seq: number | null;
  readonly item_no: number | null;
  readonly value: string | null;
}

/** Everything about the attempts. The server must be down: the ledger is verified too. */
export async function readFinalState(place: Place): Promise<FinalState> {
  const unsound = await verifyLedger(place);
  return reading(place, async (ds) => {
    const rows = await ds.query<StepRow[]>(
      'SELECT attempt_id, seq, kind, at, lease_no, client_seq, item_no, value FROM attempt_step ORDER BY attempt_id, seq',
    );
    const steps = new Map<string, FinalStep[]>();
    for (const r of rows) {
      const list = steps.get(r.attempt_id) ?? [];
      if (list.length === 0) steps.set(r.attempt_id, list);
      const { seq, kind, at, lease_no: leaseNo, client_seq: clientSeq, item_no: itemNo, value } = r;
      list.push({ seq, kind, at, leaseNo, clientSeq, itemNo, value });
    }
    const scores = new Map<string, FinalScore[]>();
    for (const s of await ds.manager.find(WrittenScore))
      scores.set(s.attemptId, [...(scores.get(s.attemptId) ?? []), { points: s.points, items: s.items }]);
    const told = await ds.query<{ action: string; subject_id: string; n: number | string }[]>(
      "SELECT action, subject_id, count(*) AS n FROM ledger_entry WHERE action LIKE 'attempt.%' GROUP BY action, subject_id",
    );
    return {
      attempts: (await ds.manager.find(Attempt)).map((a) => ({
        ...a,
        steps: steps.get(a.id) ?? [],
        scores: scores.get(a.id) ?? [],
      })),
      entries: new Map(told.map((t) => [`${t.action} ${t.subject_id}`, Number(t.n)])),
      unsound,
    };
  });
}
