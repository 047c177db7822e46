import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldOf } from '../item/kinds.js';
import { ESSAY_MAX } from '../item/kinds/essay/essay-text.js';
import {
  answeredCount,
  lastTouched,
  applyStep,
  decideSave,
  EMPTY_FOLD,
  replay,
  type SaveEntry,
  type SaveFacts,
  type Step,
  stepsDigest,
} from './attempt.js';

const T0 = Date.parse('2027-01-09T01:00:00Z');
const options = [...'ABCD'].map((letter) => ({ letter, text: letter }));
const fields = new Map([
  ...[1, 2, 3].map((no) => [no, fieldOf({ kind: no === 3 ? 'multiple' : 'single', options })] as const),
  [4, fieldOf({ kind: 'essay', options: [] })],
]);

const start: Step = {
  seq: 1,
  kind: 'start',
  at: T0,
  source: 'server',
  leaseNo: 1,
  clientSeq: null,
  itemNo: null,
  value: null,
};
const answer = (leaseNo: number, clientSeq: number, itemNo: number, value: string): SaveEntry => ({
  kind: 'answer',
  leaseNo,
  clientSeq,
  itemNo,
  value,
});
const facts = (changes: Partial<SaveFacts> = {}): SaveFacts => ({
  state: 'running',
  leaseNo: 1,
  lastSeq: 1,
  deadlineAt: T0 + 45 * 60_000,
  graceMs: 30_000,
  now: T0 + 60_000,
  fields,
  stored: () => undefined,
  ...changes,
});

describe('the steps of an attempt', () => {
  it('walk from start over answers, a flag and a change of mind to the end', () => {
    const saved = decideSave(facts(), [
      answer(1, 1, 1, 'B'),
      answer(1, 2, 2, 'C'),
      { ...answer(1, 3, 2, '1'), kind: 'flag' },
      answer(1, 4, 1, 'D'),
      answer(1, 5, 2, ''),
    ]);
    const steps = saved.ok ? saved.value : [];
    const submit: Step = { ...start, seq: 7, kind: 'submit' };
    const fold = replay([start, ...steps, submit]);
    expect(fold.sheet.answers[1]?.value).toBe('D');
    expect(fold.sheet.flags[2]?.value).toBe('1');
    expect(answeredCount(fold.sheet)).toBe(1);
    expect(lastTouched(fold.sheet)).toBe(2);
    expect(fold).toMatchObject({ state: 'closed', closeReason: 'submitted', lastSeq: 7 });
  });

  it('tell where work stood last: on the newest device, whatever arrived late from an older one', () => {
    const mark = (leaseNo: number, clientSeq: number): { value: string; leaseNo: number; clientSeq: number } => ({
      value: '',
      leaseNo,
      clientSeq,
    });
    expect(lastTouched({ answers: { 3: mark(1, 90), 7: mark(2, 1) }, flags: { 12: mark(2, 4) } })).toBe(12);
    expect(lastTouched({ answers: {}, flags: {} })).toBeNull();
  });

  it.each([
    ['a gap in seq', [start, { ...start, seq: 3, kind: 'lease' as const }]],
    ['a second start', [start, { ...start, seq: 2 }]],
    ['anything before the start', [{ ...start, kind: 'lease' as const }]],
    [
      'anything after the end',
      [start, { ...start, seq: 2, kind: 'submit' as const }, { ...start, seq: 3, kind: 'lease' as const }],
    ],
  ])('refuse %s', (_, steps) => {
    expect(() => replay(steps)).toThrow('cannot follow');
  });

  it('give the same answers in whatever order they arrive: the device numbers decide, never the arrival', () => {
    const entries = fc.uniqueArray(
      fc.record({
        leaseNo: fc.integer({ min: 1, max: 3 }),
        clientSeq: fc.integer({ min: 1, max: 8 }),
        itemNo: fc.integer({ min: 1, max: 3 }),
        value: fc.constantFrom('A', 'B', 'C', ''),
      }),
      { selector: (e) => `${e.leaseNo}/${e.clientSeq}`, maxLength: 12 },
    );
    const foldOf = (list: readonly Omit<SaveEntry, 'kind'>[]) =>
      replay([start, ...list.map((e, i): Step => ({ ...e, kind: 'answer', seq: i + 2, at: T0, source: 'browser' }))])
        .sheet.answers;
    fc.assert(
      fc.property(
        entries.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(foldOf(shuffled)).toEqual(foldOf(list));
        },
      ),
    );
  });

  it('let a late entry of an older lease fill only what the newer left untouched', () => {
    const lease: Step = { ...start, seq: 2, kind: 'lease', leaseNo: 2 };
    const newer: Step = { ...answer(2, 1, 1, 'A'), seq: 3, at: T0, source: 'browser' };
    const lateSame: Step = { ...answer(1, 9, 1, 'D'), seq: 4, at: T0, source: 'browser' };
    const lateOther: Step = { ...answer(1, 10, 2, 'D'), seq: 5, at: T0, source: 'browser' };
    const fold = replay([start, lease, newer, lateSame, lateOther]);
    expect([fold.sheet.answers[1]?.value, fold.sheet.answers[2]?.value]).toEqual(['A', 'D']);
    expect(fold.lastClientSeq).toBe(1);
  });

  it('give another digest when any of them changes', () => {
    const steps = [start, { ...answer(1, 1, 1, 'B'), seq: 2, at: T0, source: 'browser' } satisfies Step];
    const digest = stepsDigest(steps);
    expect(stepsDigest(steps.slice(0, 1))).not.toBe(digest);
    expect(stepsDigest(steps.map((s) => (s.seq === 2 ? { ...s, value: 'C' } : s)))).not.toBe(digest);
    expect(stepsDigest(steps.map((s) => (s.seq === 2 ? { ...s, at: T0 + 1 } : s)))).not.toBe(digest);
  });
});

describe('decideSave', () => {
  it('takes what arrives until the deadline and its grace, and nothing a millisecond later', () => {
    const end = T0 + 45 * 60_000 + 30_000;
    fc.assert(
      fc.property(fc.integer({ min: T0, max: end + 60_000 }), (now) => {
        const result = decideSave(facts({ now }), [answer(1, 1, 1, 'A')]);
        expect(result.ok).toBe(now <= end);
      }),
    );
    expect(decideSave(facts({ now: end + 1 }), [answer(1, 1, 1, 'A')])).toMatchObject({
      ok: false,
      error: { code: 'attempt/too-late' },
    });
  });

  it('takes nothing once the attempt is closed', () => {
    expect(decideSave(facts({ state: 'closed' }), [answer(1, 1, 1, 'A')])).toMatchObject({
      ok: false,
      error: { code: 'attempt/closed' },
    });
  });

  it('acknowledges a duplicate of the same content without a new step, and refuses another content under its number', () => {
    const stored = (): SaveEntry => answer(1, 1, 1, 'A');
    expect(decideSave(facts({ stored }), [answer(1, 1, 1, 'A')])).toEqual({ ok: true, value: [] });
    expect(decideSave(facts({ stored }), [answer(1, 1, 1, 'B')])).toMatchObject({
      ok: false,
      error: { code: 'save/conflict' },
    });
  });

  it('finds a duplicate within one request too', () => {
    const twice = decideSave(facts(), [answer(1, 1, 1, 'A'), answer(1, 1, 1, 'A')]);
    expect(twice.ok && twice.value).toHaveLength(1);
  });

  it.each([
    ['an item that the form does not have', answer(1, 1, 9, 'A')],
    ['a letter that the item does not offer', answer(1, 1, 1, 'E')],
    ['two letters for a single-choice item', answer(1, 1, 1, 'AB')],
    ['letters out of order', answer(1, 1, 3, 'BA')],
    ['a letter twice', answer(1, 1, 3, 'AA')],
    ['a lease of the future', answer(2, 1, 1, 'A')],
    ['a number of zero', answer(1, 0, 1, 'A')],
    ['a flag that is neither on nor off', { ...answer(1, 1, 1, '2'), kind: 'flag' as const }],
  ])('refuses %s', (_, entry) => {
    expect(decideSave(facts(), [entry])).toMatchObject({ ok: false, error: { code: 'save/malformed' } });
  });

  it('takes an essay as it was typed, lines, marks and blanks within included, up to its longest', () => {
    for (const text of ['', 'Đảng ta\n\tthật  vĩ đại. ', 'ế'.repeat(ESSAY_MAX)]) {
      const result = decideSave(facts(), [answer(1, 1, 4, text)]);
      expect(result.ok && result.value[0]?.value).toBe(text);
    }
  });

  it('refuses an essay that is too long whole and by name, and takes nothing else of its request', () => {
    expect(decideSave(facts(), [answer(1, 1, 1, 'A'), answer(1, 2, 4, 'ế'.repeat(ESSAY_MAX + 1))])).toEqual({
      ok: false,
      error: { code: 'save/too-long', params: { item: 4, length: ESSAY_MAX + 1, max: ESSAY_MAX } },
    });
  });

  it.each([
    ['a text for an item of choice', answer(1, 1, 1, 'Đúng')],
    ['a text whose marks stand apart', answer(1, 1, 4, 'Đảng'.normalize('NFD'))],
    ['a text of blanks, which is no answer', answer(1, 1, 4, ' \n ')],
    ['control characters', answer(1, 1, 4, 'a\u0000b')],
  ])('refuses %s', (_, entry) => {
    expect(decideSave(facts(), [entry])).toMatchObject({ ok: false, error: { code: 'save/malformed' } });
  });

  it('numbers the new steps without a gap after what is there', () => {
    const result = decideSave(facts({ lastSeq: 41 }), [answer(1, 7, 1, 'A'), answer(1, 9, 3, 'AC')]);
    expect(result.ok && result.value.map((s) => s.seq)).toEqual([42, 43]);
    if (!result.ok) return;
    const fold = { ...EMPTY_FOLD, lastSeq: 41, leaseNo: 1 };
    expect(result.value.reduce(applyStep, fold).lastClientSeq).toBe(9);
  });
});
