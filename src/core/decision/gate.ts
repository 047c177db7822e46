import { certificateHolds, fullMonths } from '../batch/eligibility.js';
import { GATE_CHECKS, type GateCheckCode, type GateRules, type GateWeight } from '../scoring/rule-set.js';
import type { BandCode } from '../scoring/outcome.js';

/** What is on record about one person when the gate is asked. */
export interface GateFacts {
  readonly result: {
    readonly locked: boolean;
    readonly passed: boolean;
    readonly band: BandCode | null;
    readonly batch: string;
  } | null;
  /** Of the awareness class; null = none on record. YYYY-MM-DD */
  readonly certificateOn: string | null;
  readonly certificateNo: string | null;
  readonly certificateMonths: number | null;
  readonly cellResolution: string | null;
  /** YYYY-MM-DD, or YYYY. */
  readonly birth: string;
}

export interface GateCheck {
  readonly code: GateCheckCode;
  readonly outcome: 'met' | 'unmet' | 'unknown';
  readonly required: boolean;
  /** Stable code of the sentence that explains it, `gate.why.<why>`. */
  readonly why: string;
  /** Numbers and dates that the answer rests on. */
  readonly evidence: Readonly<Record<string, string | number>>;
}

export interface GateAnswer {
  readonly open: boolean;
  /** YYYY-MM-DD */
  readonly asOf: string;
  readonly checks: readonly GateCheck[];
}

type Finding = Pick<GateCheck, 'outcome' | 'why' | 'evidence'>;

/** Whether a person may be recorded as admitted: open when every required check is met. @param asOf YYYY-MM-DD */
export function askGate(facts: GateFacts, rules: GateRules, asOf: string): GateAnswer {
  const checks = GATE_CHECKS.filter((code) => rules[code] !== 'off').map((code) => ({
    code,
    required: isRequired(rules[code]),
    ...FINDERS[code](facts, asOf),
  }));
  return { open: checks.every((c) => !c.required || c.outcome === 'met'), asOf, checks };
}

const isRequired = (weight: GateWeight): boolean => weight === 'required';

const FINDERS: Readonly<Record<GateCheckCode, (facts: GateFacts, asOf: string) => Finding>> = {
  resultsLocked: ({ result }) => {
    if (result === null) return { outcome: 'unmet', why: 'noResult', evidence: {} };
    const evidence = { batch: result.batch };
    return result.locked
      ? { outcome: 'met', why: 'resultsLocked', evidence }
      : { outcome: 'unmet', why: 'resultsOpen', evidence };
  },
  passed: ({ result }) => {
    if (result === null || !result.locked) return { outcome: 'unknown', why: 'noResult', evidence: {} };
    const evidence = { batch: result.batch, ...(result.band === null ? {} : { band: result.band }) };
    return result.passed
      ? { outcome: 'met', why: 'passed', evidence }
      : { outcome: 'unmet', why: 'notPassed', evidence };
  },
  certificate: ({ certificateOn, certificateNo, certificateMonths }, asOf) => {
    if (certificateOn === null) return { outcome: 'unknown', why: 'noCertificate', evidence: {} };
    const months = fullMonths(certificateOn, asOf);
    const evidence = {
      certificateOn,
      months,
      ...(certificateNo === null ? {} : { certificateNo }),
      ...(certificateMonths === null ? {} : { limit: certificateMonths }),
    };
    // Asked about a day before the certificate was given.
    if (certificateOn > asOf) return { outcome: 'unmet', why: 'certificateLater', evidence };
    const holds = certificateMonths === null || certificateHolds(certificateOn, asOf, certificateMonths);
    return holds
      ? { outcome: 'met', why: 'certificateHolds', evidence }
      : { outcome: 'unmet', why: 'certificateExpired', evidence };
  },
  cellResolution: ({ cellResolution }) =>
    cellResolution === null
      ? { outcome: 'unknown', why: 'noCellResolution', evidence: {} }
      : { outcome: 'met', why: 'cellResolution', evidence: { number: cellResolution } },
  age: ({ birth }, asOf) => {
    if (birth.length < 10) {
      const years = Number(asOf.slice(0, 4)) - Number(birth.slice(0, 4));
      const sure = years > 18 && years < 60;
      return { outcome: sure ? 'met' : 'unknown', why: sure ? 'age' : 'birthYearOnly', evidence: { years } };
    }
    const months = fullMonths(birth, asOf);
    const met = months >= 18 * 12 && months <= 60 * 12;
    return {
      outcome: met ? 'met' : 'unmet',
      why: met ? 'age' : 'ageOutside',
      evidence: { years: Math.floor(months / 12) },
    };
  },
};
