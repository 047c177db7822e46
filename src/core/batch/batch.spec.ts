import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accessCode, CODE_ALPHABET, normaliseCode, printedCode } from './access-code.js';
import { candidateNumber, normaliseCandidateNo, numberPrefix, placeOf } from './candidate-number.js';
import { DEFAULT_ELIGIBILITY, fullMonths, ineligibility } from './eligibility.js';
import { batchStage, mayChangeResults } from './stage.js';

describe('access codes', () => {
  it('have eight letters none of which is read in two ways', () => {
    const code = accessCode(Array.from({ length: 64 }, (_, i) => i * 4));
    expect(code).toHaveLength(8);
    expect(code).toMatch(/^[^01OIL]+$/);
  });

  it('use every letter about equally often', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte += 1) {
      const letter = CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(new Set(counts.values())).toEqual(new Set([8]));
    expect(() => accessCode(Array.from({ length: 64 }, () => 255))).toThrow('too few');
  });

  it('are read however they are typed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 64 }).filter((b) => b.filter((x) => x < 248).length >= 8),
        (bytes) => {
          const code = accessCode(bytes);
          expect(normaliseCode(printedCode(code).toLowerCase())).toBe(code);
          expect(normaliseCode(` ${code.slice(0, 4)}-${code.slice(4)} `)).toBe(code);
        },
      ),
    );
  });
});

describe('candidate numbers', () => {
  it('tell batch, year and place', () => {
    expect(candidateNumber(numberPrefix(1, 2027), 14)).toBe('01-27-014');
    expect(placeOf('01-27-014')).toBe(14);
  });

  it.each(['01-27-014', '0127014', '01 27 014', '01.27.014', '01–27–014'])('are understood when typed %s', (typed) => {
    expect(normaliseCandidateNo(typed)).toBe('01-27-014');
  });
});

describe('eligibility', () => {
  const asked = { certificateOn: true, cellResolution: true };
  it.each([
    ['a certificate of 60 months to the day holds', '2022-01-09', '5-NQ', null],
    ['one day later it does not', '2022-01-08', '5-NQ', { code: 'certificate-expired', months: 60 }],
    [
      'nor does it weeks later, in the same month of count',
      '2021-12-20',
      '5-NQ',
      { code: 'certificate-expired', months: 60 },
    ],
    ['one of 63 months does not', '2021-10-09', '5-NQ', { code: 'certificate-expired', months: 63 }],
    ['no resolution of the cell', '2026-01-09', null, { code: 'no-resolution' }],
  ])('%s', (_, certificateOn, cellResolution, expected) => {
    expect(ineligibility({ certificateOn, cellResolution, asked }, DEFAULT_ELIGIBILITY, '2027-01-09')).toEqual(
      expected,
    );
  });

  it('holds against nobody what the list did not ask for', () => {
    const papers = {
      certificateOn: null,
      cellResolution: null,
      asked: { certificateOn: false, cellResolution: false },
    };
    expect(ineligibility(papers, DEFAULT_ELIGIBILITY, '2027-01-09')).toBeNull();
  });

  it('counts whole months only', () => {
    expect(fullMonths('2026-01-31', '2026-02-28')).toBe(0);
    expect(fullMonths('2026-01-15', '2027-01-15')).toBe(12);
  });
});

describe('batchStage', () => {
  const sitting = (started: boolean, closed: boolean) => ({ started, closed });
  const over = {
    rosterClosed: true,
    cancelled: false,
    sittings: [sitting(true, true)],
    reviewOpened: false,
    resultsLocked: false,
    published: false,
  };
  it.each([
    ['rosterOpen', { ...over, rosterClosed: false, sittings: [sitting(false, false)] }],
    ['rosterClosed', { ...over, sittings: [sitting(false, false)] }],
    ['running', { ...over, sittings: [sitting(true, true), sitting(false, false)] }],
    ['marking', { ...over, sittings: [sitting(true, true), sitting(true, true)] }],
    ['councilReview', { ...over, reviewOpened: true }],
    ['resultsLocked', { ...over, reviewOpened: true, resultsLocked: true }],
    ['published', { ...over, reviewOpened: true, resultsLocked: true, published: true }],
    ['cancelled', { ...over, cancelled: true, sittings: [] }],
  ])('is %s, from the facts alone', (stage, facts) => {
    expect(batchStage(facts)).toBe(stage);
  });
});

describe('mayChangeResults', () => {
  const at = new Date('2027-01-16T08:00:00Z');
  it.each([
    ['before the lock', null, null, true],
    ['after it no more', at, null, false],
    ['while an addendum is open', at, at, true],
  ])('%s', (_, resultsLockedAt, addendumOpenedAt, may) => {
    expect(mayChangeResults({ resultsLockedAt, addendumOpenedAt }).ok).toBe(may);
  });
});
