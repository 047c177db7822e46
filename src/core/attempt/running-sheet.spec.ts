import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answeredCount, applyStep, EMPTY_FOLD, type Step } from './attempt.js';
import { RunningSheet } from './running-sheet.js';
import { readSheet, sheetText } from './sheet-text.js';

const START: Step = {
  seq: 1,
  kind: 'start',
  at: 0,
  source: 'server',
  leaseNo: 1,
  clientSeq: null,
  itemNo: null,
  value: null,
};

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('answer' as const, 'flag' as const),
    leaseNo: fc.integer({ min: 1, max: 3 }),
    clientSeq: fc.integer({ min: 1, max: 40 }),
    itemNo: fc.integer({ min: 1, max: 12 }),
    value: fc.constantFrom('', 'A', 'AC', '1', 'Tự "phê bình"'),
  }),
);

describe('a sheet that is changed in place', () => {
  it('is after any steps what the fold of these steps is', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (list, cut) => {
        const numbered = list.map((s, i): Step => ({ ...s, seq: i + 2, at: 0, source: 'browser' }));
        const half = numbered.slice(0, cut % (numbered.length + 1)).reduce(applyStep, applyStep(EMPTY_FOLD, START));
        const running = RunningSheet.read(sheetText(half.sheet));
        const rest = numbered.slice(half.lastSeq - 1);
        for (const step of rest) running.apply(step);
        const { sheet } = rest.reduce(applyStep, half);
        expect(running.text()).toBe(sheetText(sheet));
        expect(readSheet(running.text())).toEqual(sheet);
        expect(running.answeredCount).toBe(answeredCount(sheet));
      }),
    );
  });
});
