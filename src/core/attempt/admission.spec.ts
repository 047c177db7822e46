import { describe, expect, it } from '@jest/globals';
import { door, type DoorFacts, takeOver } from './admission.js';

const T0 = 1_000_000_000;
const minute = 60_000;
const facts = (changes: Partial<DoorFacts> = {}): DoorFacts => ({
  now: T0 + minute,
  attendance: 'present',
  signalAt: T0,
  sittingClosedAt: null,
  lateEntryMinutes: 15,
  lateLeaveAt: null,
  hasAttempt: false,
  ...changes,
});

describe('door', () => {
  it.each([
    ['open to a person ticked present after the signal', {}, 'open'],
    ['shut to a person not ticked', { attendance: null }, 'not-present'],
    ['shut to a person barred', { attendance: 'barred' as const }, 'not-present'],
    ['shut before the signal', { signalAt: null }, 'not-started'],
    ['open at the last moment of late entry', { now: T0 + 15 * minute }, 'open'],
    ['shut after it', { now: T0 + 15 * minute + 1 }, 'late'],
    ["open late by the invigilator's leave", { now: T0 + 40 * minute, lateLeaveAt: T0 + 39 * minute }, 'open'],
    ['open to who has started already', { now: T0 + 40 * minute, hasAttempt: true }, 'open'],
    ['shut where the plan has no written part', { lateEntryMinutes: null }, 'no-written'],
    ['shut once the sitting is closed', { sittingClosedAt: T0 + minute, hasAttempt: true }, 'closed'],
  ])('is %s', (_, changes, expected) => {
    expect(door(facts(changes))).toBe(expected);
  });
});

describe('takeOver', () => {
  const base = { now: T0, sameSession: false, lastContactAt: T0 - 1000, deviceLeaveAt: null };
  it.each([
    ['refuses another device while the first is live', {}, 'live'],
    ['lets the same browser go on', { sameSession: true }, 'own'],
    ['lets another device in after 60 s of silence', { lastContactAt: T0 - 60_000 }, 'silent'],
    ['refuses it a moment before', { lastContactAt: T0 - 59_999 }, 'live'],
    ["lets it in by the invigilator's leave", { deviceLeaveAt: T0 - 5000 }, 'allowed'],
  ])('%s', (_, changes, expected) => {
    expect(takeOver({ ...base, ...changes })).toBe(expected);
  });
});
