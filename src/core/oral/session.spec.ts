import { describe, expect, it } from '@jest/globals';
import { needsWaiver, phaseDueAt, type SessionMoments, sessionPhase } from './session.js';

const at = (minute: number): Date => new Date(Date.UTC(2027, 0, 9, 2, minute));
const NONE: SessionMoments = { drawnAt: null, thinkingAt: null, answeringAt: null, finishedAt: null, missed: null };

describe('an examination', () => {
  it.each([
    ['waiting', NONE],
    ['drawn', { ...NONE, drawnAt: at(0) }],
    ['thinking', { ...NONE, drawnAt: at(0), thinkingAt: at(1) }],
    ['answering', { ...NONE, drawnAt: at(0), thinkingAt: at(1), answeringAt: at(4) }],
    ['answering', { ...NONE, drawnAt: at(0), answeringAt: at(1) }],
    ['finished', { ...NONE, drawnAt: at(0), finishedAt: at(9) }],
    ['missed', { ...NONE, missed: 'withLeave' as const }],
  ])('is %s by its moments alone', (phase, moments) => {
    expect(sessionPhase(moments)).toBe(phase);
  });

  it('has a clock only while the candidate thinks or answers', () => {
    const minutes = { thinkMinutes: 3, answerMinutes: 5 };
    const thinking = { ...NONE, drawnAt: at(0), thinkingAt: at(1) };
    expect(phaseDueAt(thinking, minutes)).toEqual(at(4));
    expect(phaseDueAt({ ...thinking, answeringAt: at(2) }, minutes)).toEqual(at(7));
    expect(phaseDueAt({ ...thinking, finishedAt: at(5) }, minutes)).toBeNull();
    expect(phaseDueAt(NONE, minutes)).toBeNull();
  });
});

describe('an examiner of the candidate’s own unit', () => {
  const examiner = { unitId: 'u1', fromAt: at(10) };

  it('needs a waiver, others do not', () => {
    expect(needsWaiver('u1', null, [examiner])).toBe(true);
    expect(needsWaiver('u2', null, [examiner, { ...examiner, unitId: null }])).toBe(false);
  });

  it('is covered only by a waiver given after they sat down', () => {
    expect(needsWaiver('u1', at(10), [examiner])).toBe(false);
    expect(needsWaiver('u1', at(9), [examiner])).toBe(true);
  });
});
