import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_ELIGIBILITY, ineligibility } from '../batch/eligibility.js';
import { DEFAULT_RULES, GATE_CHECKS, GATE_WEIGHTS, type GateRules, gateRules } from '../scoring/rule-set.js';
import { askGate, type GateFacts } from './gate.js';

const RULES = gateRules(DEFAULT_RULES);
const TODAY = '2027-02-01';
const FACTS: GateFacts = {
  result: { locked: true, passed: true, band: 'good', batch: '1/2027' },
  certificateOn: '2026-05-10',
  certificateNo: '12/GCN',
  certificateMonths: 60,
  cellResolution: '07-NQ/CB',
  birth: '1996-08-14',
};
const finding = (facts: Partial<GateFacts>, code: string, asOf = TODAY) =>
  askGate({ ...FACTS, ...facts }, RULES, asOf).checks.find((c) => c.code === code);

describe('the gate', () => {
  it('opens when everything required is met, and says what that rests on', () => {
    const answer = askGate(FACTS, RULES, TODAY);
    expect([answer.open, answer.asOf]).toEqual([true, TODAY]);
    expect(answer.checks.map((c) => [c.code, c.outcome, c.required])).toEqual([
      ['resultsLocked', 'met', true],
      ['passed', 'met', true],
      ['certificate', 'met', true],
      ['cellResolution', 'met', true],
      ['age', 'met', false],
    ]);
    expect(answer.checks[2]?.evidence).toEqual({
      certificateOn: '2026-05-10',
      months: 8,
      certificateNo: '12/GCN',
      limit: 60,
    });
  });

  it.each([
    ['nothing was examined', { result: null }, 'resultsLocked', 'unmet', 'noResult'],
    ['results are open', { result: { ...FACTS.result!, locked: false } }, 'resultsLocked', 'unmet', 'resultsOpen'],
    ['results are open', { result: { ...FACTS.result!, locked: false } }, 'passed', 'unknown', 'noResult'],
    ['somebody failed', { result: { ...FACTS.result!, passed: false } }, 'passed', 'unmet', 'notPassed'],
    ['no certificate is on record', { certificateOn: null }, 'certificate', 'unknown', 'noCertificate'],
    ['the certificate is too old', { certificateOn: '2020-06-30' }, 'certificate', 'unmet', 'certificateExpired'],
    ['the certificate ended yesterday', { certificateOn: '2022-01-31' }, 'certificate', 'unmet', 'certificateExpired'],
    ['the certificate ended weeks ago', { certificateOn: '2022-01-05' }, 'certificate', 'unmet', 'certificateExpired'],
    ['the certificate ends today', { certificateOn: '2022-02-01' }, 'certificate', 'met', 'certificateHolds'],
    ['the cell has not resolved', { cellResolution: null }, 'cellResolution', 'unknown', 'noCellResolution'],
    ['only the year of birth is known', { birth: '2009' }, 'age', 'unknown', 'birthYearOnly'],
    ['the year of birth settles it', { birth: '1990' }, 'age', 'met', 'age'],
    ['somebody is 17', { birth: '2009-02-02' }, 'age', 'unmet', 'ageOutside'],
    ['somebody turns 18 today', { birth: '2009-02-01' }, 'age', 'met', 'age'],
  ] as const)('when %s, answers for %s: %s', (_, facts, code, outcome, why) => {
    expect(finding(facts, code)).toMatchObject({ outcome, why });
  });

  it('is open exactly when no required check is unmet or unknown; an advisory one is told and never shuts it', () => {
    const weights = fc.record(
      Object.fromEntries(GATE_CHECKS.map((c) => [c, fc.constantFrom(...GATE_WEIGHTS)])),
    ) as fc.Arbitrary<GateRules>;
    const facts = fc.record({
      result: fc.option(
        fc.record({
          locked: fc.boolean(),
          passed: fc.boolean(),
          band: fc.constantFrom('pass' as const, 'fail' as const, null),
          batch: fc.constant('1/2027'),
        }),
      ),
      certificateOn: fc.constantFrom(null, '2020-01-01', '2026-01-01'),
      certificateNo: fc.constantFrom(null, '1'),
      certificateMonths: fc.constantFrom(null, 60),
      cellResolution: fc.constantFrom(null, '7'),
      birth: fc.constantFrom('1950', '1996-08-14', '2015-01-01'),
    });
    fc.assert(
      fc.property(facts, weights, (f, rules) => {
        const { open, checks } = askGate(f, rules, TODAY);
        expect(checks.map((c) => c.code)).toEqual(GATE_CHECKS.filter((c) => rules[c] !== 'off'));
        for (const c of checks) expect(c.required).toBe(rules[c.code] === 'required');
        expect(open).toBe(!checks.some((c) => c.required && c.outcome !== 'met'));
      }),
    );
  });

  it('takes a certificate on exactly the days on which a roster takes it', () => {
    const day = fc
      .date({ min: new Date('2016-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (certificateOn, asOf) => {
        fc.pre(certificateOn <= asOf);
        const papers = {
          certificateOn,
          cellResolution: 'x',
          asked: { certificateOn: true, cellResolution: true },
        };
        const taken = ineligibility(papers, DEFAULT_ELIGIBILITY, asOf) === null;
        expect(finding({ certificateOn }, 'certificate', asOf)?.outcome).toBe(taken ? 'met' : 'unmet');
      }),
      { numRuns: 500 },
    );
  });
});
