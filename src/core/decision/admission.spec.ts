import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closedBy, countDecisions, type Decision, DECISION_OUTCOMES, mayRecord, saysTheSame } from './admission.js';
import type { GateAnswer, GateCheck } from './gate.js';

const check = (code: GateCheck['code'], outcome: GateCheck['outcome'], required = true): GateCheck => ({
  ...{ code, outcome, required },
  why: 'x',
  evidence: {},
});
const gateOf = (...checks: GateCheck[]): GateAnswer => ({
  open: checks.every((c) => !c.required || c.outcome === 'met'),
  asOf: '2027-01-20',
  checks,
});
const OPEN = gateOf(check('resultsLocked', 'met'), check('age', 'unmet', false));
const SHUT = gateOf(check('age', 'unmet', false), check('passed', 'met'), check('certificate', 'unknown'));

const decision = (changes: Partial<Decision>): Decision => ({
  outcome: 'admitted',
  reason: null,
  documentNo: null,
  decidedOn: '2027-01-20',
  exceptionReason: null,
  ...changes,
});
const refusal = (changes: Partial<Decision>, gate: GateAnswer): string | null => {
  const may = mayRecord(decision(changes), gate, 'Trần Văn A');
  return may.ok ? null : may.error.code;
};

describe('a decision', () => {
  it('to admit needs nothing but an open gate', () => {
    expect(refusal({}, OPEN)).toBeNull();
  });

  it('to admit through a closed gate is refused by the first required check that is not met', () => {
    expect(closedBy(SHUT)?.code).toBe('certificate');
    expect(mayRecord(decision({}), SHUT, 'Trần Văn A')).toEqual({
      ok: false,
      error: { code: 'admission/gate-closed', params: { name: 'Trần Văn A', check: 'certificate' } },
    });
  });

  it('to admit by way of exception needs its reason and its number', () => {
    expect(refusal({ exceptionReason: 'riêng' }, SHUT)).toBe('admission/exception-number');
    expect(refusal({ documentNo: '9-QĐ' }, SHUT)).toBe('admission/gate-closed');
    expect(refusal({ exceptionReason: 'riêng', documentNo: '9-QĐ' }, SHUT)).toBeNull();
  });

  it('to admit makes no exception where none is needed', () => {
    expect(refusal({ exceptionReason: 'riêng', documentNo: '9-QĐ' }, OPEN)).toBe('admission/exception-needless');
  });

  it.each(['deferred', 'notAdmitted', 'withdrawn'] as const)('%s needs a reason and no gate', (outcome) => {
    expect(refusal({ outcome }, OPEN)).toBe('admission/reason-needed');
    expect(refusal({ outcome, reason: 'chờ thẩm tra' }, SHUT)).toBeNull();
  });

  it('says the same only when nothing of it differs', () => {
    const one = decision({ outcome: 'deferred', reason: 'chờ', documentNo: '7' });
    expect(saysTheSame(one, { ...one })).toBe(true);
    for (const change of [
      { outcome: 'withdrawn' },
      { reason: 'khác' },
      { documentNo: null },
      { decidedOn: '2027-01-21' },
      { exceptionReason: 'riêng' },
    ] as const)
      expect(saysTheSame(one, { ...one, ...change })).toBe(false);
  });
});

describe('counts', () => {
  it('hold everybody who passed exactly once', () => {
    const row = fc.record({ passed: fc.boolean(), outcome: fc.constantFrom(...DECISION_OUTCOMES, null) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const c = countDecisions(rows);
        expect(c.admitted + c.deferred + c.notAdmitted + c.withdrawn + c.undecided).toBe(c.passed);
        expect(c.admitted + c.admittedUnpassed).toBe(rows.filter((r) => r.outcome === 'admitted').length);
      }),
    );
  });

  it('of the scenario: 41 passed = 38 admitted + 2 deferred + 1 withdrawn', () => {
    const many = (n: number, outcome: (typeof DECISION_OUTCOMES)[number] | null, passed = true) =>
      Array.from({ length: n }, () => ({ passed, outcome }));
    const rows = [...many(38, 'admitted'), ...many(2, 'deferred'), ...many(1, 'withdrawn'), ...many(3, null, false)];
    expect(countDecisions(rows)).toEqual({
      ...{ passed: 41, admitted: 38, deferred: 2, notAdmitted: 0, withdrawn: 1, undecided: 0, admittedUnpassed: 0 },
    });
  });
});
