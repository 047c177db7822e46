import { beforeEach, describe, expect, it } from '@jest/globals';
import { ToldTime } from '../../src/client/told-time.js';

const START = 1_000_000;
const DEADLINE = 4_000_000;
const MINUTE = 60_000;

describe('the time that a page is told', () => {
  let shown: number;
  let held: number | null;
  let told: unknown[];
  let learnt: number[];
  let time: ToldTime;

  beforeEach(() => {
    [shown, held, told, learnt] = [DEADLINE, null, [], []];
    const clock = { learn: (now: number) => learnt.push(now) };
    const face = {
      move: (deadlineAt: number) => (shown = deadlineAt),
      hold: (leftMs: number | null) => {
        held = leftMs;
      },
    };
    time = new ToldTime(
      clock,
      face,
      { serverNow: START, deadlineAt: DEADLINE, stoodMs: 0 },
      {
        given: (ms) => told.push(['given', ms]),
        returned: (ms) => told.push(['returned', ms]),
        paused: (yes) => told.push(['paused', yes]),
      },
    );
  });

  const state = (serverNow: number, deadlineAt: number, stoodMs = 0, paused = false) => ({
    serverNow,
    deadlineAt,
    stoodMs,
    paused,
  });

  it('says once how much was given, whether the answer to a save or the reason comes first', () => {
    expect(time.passing(START + 10, DEADLINE + 5 * MINUTE)).toBe(true);
    expect([shown, told]).toEqual([DEADLINE + 5 * MINUTE, []]);
    time.state(state(START + 20, DEADLINE + 5 * MINUTE), 0);
    time.state(state(START + 30, DEADLINE + 5 * MINUTE), 0);
    expect(told).toEqual([['given', 5 * MINUTE]]);
    expect(time.passing(START + 40, DEADLINE + 5 * MINUTE)).toBe(false);
  });

  it('never goes back to an older answer that arrives late', () => {
    time.state(state(START + 20, DEADLINE + 5 * MINUTE), null);
    time.passing(START + 10, DEADLINE);
    time.state(state(START + 15, DEADLINE), 0);
    expect([shown, told]).toEqual([DEADLINE + 5 * MINUTE, [['given', 5 * MINUTE]]]);
  });

  it('tells minutes given from time that the server was away', () => {
    time.state(state(START + 10, DEADLINE + 40_000, 40_000), 0);
    time.state(state(START + 20, DEADLINE + 40_000 + MINUTE, 40_000), 0);
    expect(told).toEqual([
      ['returned', 40_000],
      ['given', MINUTE],
    ]);
  });

  it('stands still while everything does, whatever saves answer, and then says how long it was', () => {
    time.state(state(START + 2_400_000, DEADLINE + 2_400_000, 2_400_000, true), null);
    expect([held, told]).toEqual([DEADLINE - START, [['paused', true]]]);
    expect(time.passing(START + 2_500_000, DEADLINE)).toBe(false);
    time.state(state(START + 3_000_000, DEADLINE + 3_000_000, 3_000_000), null);
    expect([held, shown, told.slice(1)]).toEqual([
      null,
      DEADLINE + 3_000_000,
      [
        ['paused', false],
        ['returned', 3_000_000],
      ],
    ]);
  });

  it('learns the clock only from an answer that it asked for: what comes by itself has been on its way for who knows how long', () => {
    time.state(state(START + 10, DEADLINE), null);
    time.state(state(START + 20, DEADLINE), 5);
    expect(learnt).toEqual([START + 20]);
  });
});
