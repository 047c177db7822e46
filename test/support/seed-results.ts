import { v7 } from 'uuid';
import { BatchRepository } from '../../src/batch/batch.repository.js';
import { BatchService } from '../../src/batch/batch.service.js';
import type { Batch } from '../../src/batch/entities/batch.entity.js';
import type { BatchEntry, Person } from '../../src/batch/entities/batch-entry.entity.js';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { nameSortKey, searchKey } from '../../src/core/text/vietnamese.js';
import { DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import { outcomeDigest } from '../../src/core/scoring/outcome.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import type { ResultRow } from '../../src/council/entities/result.entity.js';
import { ResultRepository } from '../../src/council/result.repository.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import type { House } from './house.js';
import { outcomeOf } from './locked.js';
import { manyNames } from './seed-sitting.js';
import type { Committee } from './world.js';

const BANDS = ['excellent', 'good', 'pass', 'fail', 'incomplete'] as const;
const UNITS = 40;

/**
 * A batch whose results are locked, of as many people as wanted, within seconds: the rows alone, without forms, attempts
 * and a council's meeting, so that papers about results can be made of them and `ledger verify` would complain.
 */
export async function seedResults(
  house: House,
  { ownerId, planId, bankId }: Committee,
  count: number,
  rules: RuleSet = DEFAULT_RULES,
): Promise<Batch> {
  const { app } = house;
  const batches = app.get(BatchService);
  const uow = app.get(UnitOfWork);
  const now = house.clock.now();
  const sittings = [{ room: 'Phòng A', time: '07:30' }];
  const input = { planId, bankId, examOn: '2027-01-09', place: 'Hội trường', sittings };
  const batch = await batches.create(ownerId, input, SYSTEM_ACTOR);
  const units: { id: string; name: string }[] = [];
  for (let i = 1; i <= Math.min(UNITS, count); i += 1)
    units.push(await app.get(OrganizationService).createUnit(ownerId, 'cell', `Chi bộ Khu phố ${i}`, SYSTEM_ACTOR));
  const people = manyNames(count).map((fullName, i) => personOf(ownerId, fullName, i, now));
  const entries = people.map((person, i) => entryOf(batch, person, units[i % units.length]!, i));
  const outcomes = BANDS.map((band) => outcomeOf(band, rules));
  const results = entries.map((entry, i): ResultRow => {
    const outcome = outcomes[i % outcomes.length]!;
    const { status, total, band } = outcome;
    const digest = outcomeDigest(outcome);
    const fixed = { version: 1, addendumId: null, status, total, band, outcome, digest, at: now };
    return { id: v7(), batchId: batch.id, entryId: entry.id, ...fixed };
  });
  await uow.run(async () => {
    const repository = app.get(BatchRepository, { strict: false });
    await repository.insertEntries(people, [], entries);
    await repository.updateBatch(batch.id, { rosterClosedAt: now, rules, blueprint: DEFAULT_BLUEPRINT });
    await app.get(ResultRepository, { strict: false }).insertResults(results);
    await batches.setReview(batch.id, { resultsLockedAt: now, publishedAt: now });
    const subject = { subjectType: 'batch', subjectId: batch.id };
    app.get(LedgerService).record({ action: 'results.locked', actor: SYSTEM_ACTOR, ownerId, ...subject });
  });
  return batches.getBatch(ownerId, batch.id);
}

const birthOf = (i: number): string =>
  `${1970 + (i % 35)}-${String((i % 12) + 1).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')}`;

const personOf = (ownerId: string, fullName: string, i: number, createdAt: Date): Person => ({
  ...{ id: v7(), ownerId, fullName, searchKey: searchKey(fullName), birth: birthOf(i), idNumber: null, createdAt },
});

const entryOf = (batch: Batch, person: Person, unit: { id: string; name: string }, i: number): BatchEntry => ({
  id: v7(),
  batchId: batch.id,
  personId: person.id,
  unitId: unit.id,
  fullName: person.fullName,
  sortKey: nameSortKey(person.fullName),
  searchKey: searchKey(`${person.fullName} ${unit.name}`),
  birth: person.birth,
  sex: i % 2 === 0 ? 'male' : 'female',
  unitName: unit.name,
  post: null,
  checks: { certificateNo: null, certificateOn: null, cellResolution: null },
  refusalReason: null,
  candidateNo: `9${String(batch.number).padStart(2, '0')}-${String(i + 1).padStart(5, '0')}`,
  sittingId: null,
  timeFactorPercent: 100,
  attendance: 'present',
  attendanceAt: batch.createdAt,
  attendanceReason: null,
  accessCodeHash: null,
  accessCodeIssuedAt: null,
  lateLeaveAt: null,
  deviceLeaveAt: null,
  createdAt: batch.createdAt,
});
