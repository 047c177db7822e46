import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Mark, Sheet } from './attempt.js';
import { readSheet, sheetText } from './sheet-text.js';

const mark: fc.Arbitrary<Mark> = fc.record({
  value: fc.string({ unit: 'grapheme' }),
  leaseNo: fc.integer({ min: 1, max: 50 }),
  clientSeq: fc.integer({ min: 1, max: 5000 }),
});
const marks = fc.dictionary(fc.integer({ min: 1, max: 60 }).map(String), mark, { noNullPrototype: true });
const sheet: fc.Arbitrary<Sheet> = fc.record({ answers: marks, flags: marks });

describe('a sheet as text', () => {
  it('is read back as it was, whatever was typed', () => {
    fc.assert(
      fc.property(sheet, (s) => {
        expect(readSheet(sheetText(s))).toEqual(s);
      }),
    );
  });

  it('is read in the longer form of the first version too', () => {
    fc.assert(
      fc.property(sheet, (s) => {
        expect(readSheet(JSON.stringify(s))).toEqual(s);
      }),
    );
  });

  it('that is no sheet is refused, never taken for an empty one', () => {
    expect(() => readSheet('{}')).toThrow('unreadable');
    expect(() => readSheet('nothing')).toThrow();
  });
});
