import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdmissionService } from '../../src/admission/admission.service.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { LockedResultsService } from '../../src/council/locked-results.service.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { countOutcomes } from '../../src/core/scoring/outcome.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { Road } from '../support/road.js';

const only = (kind: 'written' | 'oral'): RuleSet => ({
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === kind),
  pass: kind === 'written' ? 3600 : 2400,
  bands: [
    { code: 'excellent', from: kind === 'written' ? 5100 : 3400 },
    { code: 'good', from: kind === 'written' ? 4200 : 2800 },
    { code: 'pass', from: kind === 'written' ? 3600 : 2400 },
  ],
});

/** Right answers of six people, and what each of two raters gives for each question, by place. */
const RIGHT = [28, 25, 22, 19, 16, 24];
const GIVEN = [1700, 1500, 1300, 1250, 1000, 1450];

/** Total and band of each person, in the order of numbers, worked out by hand from RIGHT and GIVEN. */
const EXPECTED = {
  both: ['9000 excellent', '8000 good', '7000 good', '6300 pass', '5200 fail', '7700 good'],
  written: ['5600 excellent', '5000 good', '4400 good', '3800 pass', '3200 fail', '4800 good'],
  oral: ['3400 excellent', '3000 good', '2600 pass', '2500 pass', '2000 fail', '2900 good'],
} as const;

describe.each(ENGINES)('a batch walks to its end on %s', (engine) => {
  let house: House;

  beforeEach(async () => {
    house = await openHouse({ engine });
  });

  afterEach(() => house.close());

  it.each([
    ['both', DEFAULT_RULES],
    ['written', only('written')],
    ['oral', only('oral')],
  ] as const)(
    'with the parts: %s',
    async (parts, rules) => {
      const road = await Road.open(house, { rules, right: RIGHT });
      const stage = async (): Promise<string> =>
        (await house.app.get(BatchService).getView(road.committee.ownerId, road.batchId)).stage;
      const missing = async (): Promise<string[]> =>
        (await house.app.get(OutcomeService).outcomes(road.committee.ownerId, road.batchId)).missing.map((m) => m.code);

      expect(await stage()).toBe('rosterClosed');
      await road.sit();
      expect(await stage()).toBe('marking');
      if (parts !== 'written') {
        expect(await missing()).toEqual(['panel']);
        await road.examineAll((place) => GIVEN[place] ?? 0);
      }
      expect(await missing()).toEqual([]);

      await road.meet();
      expect(await stage()).toBe('councilReview');
      await road.lock();
      expect(await stage()).toBe('resultsLocked');
      await road.publish();
      expect(await stage()).toBe('published');

      const locked = await house.app.get(LockedResultsService).findLatest(road.batchId);
      const rows = road.closed.entries.map((e) => locked.get(e.id)!);
      expect(rows.map((r) => `${r.total} ${r.band}`)).toEqual(EXPECTED[parts]);
      const counts = countOutcomes(rows.map((r) => ({ attendance: 'present' as const, outcome: r.outcome })));
      expect(counts).toMatchObject({ registered: 6, present: 6, passed: 5, pending: 0 });

      await road.decide();
      const decided = (await house.app.get(AdmissionService).rows(await road.batch())).map((r) => r.decision?.outcome);
      expect(decided.filter((d) => d === 'admitted')).toHaveLength(2);
      expect(decided.filter((d) => d === undefined)).toHaveLength(1);
      const report = await house.app.get(LedgerVerifier).verify();
      expect(report.rowFaults).toEqual([]);
      expect(report.sound).toBe(true);
    },
    120_000,
  );
});
