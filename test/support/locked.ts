import { v7 } from 'uuid';
import { BatchService } from '../../src/batch/batch.service.js';
import type { BatchEntry, EntryChecks } from '../../src/batch/entities/batch-entry.entity.js';
import { type BandCode, joinComponents, type Outcome, outcomeDigest } from '../../src/core/scoring/outcome.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { ResultRepository } from '../../src/council/result.repository.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { House } from './house.js';
import type { ClosedBatch } from './world.js';

/** A result with this band; 'incomplete' missed the oral part with leave. */
export function outcomeOf(band: BandCode | 'incomplete', rules: RuleSet = DEFAULT_RULES): Outcome {
  const share = { excellent: 95, good: 75, pass: 62, fail: 40, incomplete: 70 }[band];
  return joinComponents(
    {
      attendance: 'present',
      violations: [],
      components: rules.components.map((c) => ({
        kind: c.kind,
        points: (share * (c.kind === 'written' ? c.points : c.questions * c.pointsPerQuestion)) / 100,
        missed: band === 'incomplete' && c.kind === 'oral' ? ('withLeave' as const) : null,
      })),
    },
    rules,
  );
}

/** The next version of one person's locked result. */
export async function fixResult(house: House, entry: BatchEntry, band: BandCode | 'incomplete'): Promise<void> {
  const repository = house.app.get(ResultRepository, { strict: false });
  const outcome = outcomeOf(band);
  await house.app.get(UnitOfWork).run(async () => {
    const before = await repository.findResultsOf(entry.id);
    await repository.insertResults([
      {
        id: v7(),
        batchId: entry.batchId,
        entryId: entry.id,
        version: before.length + 1,
        addendumId: null,
        status: outcome.status,
        total: outcome.total,
        band: outcome.band,
        outcome,
        digest: outcomeDigest(outcome),
        at: house.clock.now(),
      },
    ]);
  });
}

/** The council has locked a batch: each person with a result of their own, by place in the list. */
export async function lockResults(
  house: House,
  closed: Pick<ClosedBatch, 'batch' | 'entries'>,
  bands: readonly (BandCode | 'incomplete')[],
): Promise<void> {
  for (const [i, entry] of closed.entries.entries()) {
    const band = bands[i];
    if (band !== undefined) await fixResult(house, entry, band);
  }
  await house.app
    .get(UnitOfWork)
    .run(() => house.app.get(BatchService).setReview(closed.batch.id, { resultsLockedAt: house.clock.now() }));
}

export const GOOD_PAPERS: EntryChecks = {
  certificateNo: 'GCN-105',
  certificateOn: '2025-05-01',
  cellResolution: '12-NQ/CB',
};

/** What the secretary saw of a nomination's papers. */
export async function givePapers(house: House, entry: BatchEntry, papers: EntryChecks): Promise<void> {
  await house.app
    .get(UnitOfWork)
    .run(() => house.app.get(UnitOfWork).writing.update('BatchEntry', { id: entry.id }, { checks: papers }));
}

/** The id of a person's admission case. */
export async function caseOf(house: House, entry: BatchEntry): Promise<string> {
  const cases = await house.app.get(BatchService).findCasesOf([entry.personId]);
  const id = cases.get(entry.personId)?.id;
  if (id === undefined) throw new Error(`${entry.fullName} has no case`);
  return id;
}

/** Changes the tables as somebody would who sits at the database: no trigger, no ledger. */
export async function tamper(house: House, table: string, statement: string): Promise<void> {
  await house.app.get(UnitOfWork).run(async () => {
    const { writing, engine } = house.app.get(UnitOfWork);
    if (engine === 'postgres') await writing.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    else {
      const triggers = await writing.query<{ name: string }[]>(
        `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '${table}'`,
      );
      for (const { name } of triggers) await writing.query(`DROP TRIGGER ${name}`);
    }
    await writing.query(statement);
  });
}
