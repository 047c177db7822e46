import { describe, expect, it } from '@jest/globals';
import type { Engine } from '../support/house.js';
import { clock } from './clock.js';
import { type Fault, runFault } from './fault.js';
import { full } from './full.js';
import { kill } from './kill.js';
import { points } from './points.js';

/** Short runs with a fixed seed; the long ones, and those on the other engine, are `npm run faults`. */
describe('nothing acknowledged is lost and nothing is there twice when', () => {
  it.each<[string, Engine, Fault, number, string]>([
    ['the server is killed again and again', 'sqlite', kill, 2, 'saves'],
    ['it dies between two statements', 'sqlite', points, 1, 'saves'],
    ['the disk is full for a while', 'sqlite', full, 1, 'refused'],
    ['the clock of the machine jumps', 'sqlite', clock, 1, 'saves'],
  ])('%s, on %s', async (_what, engine, fault, cycles, counted) => {
    const counts = await runFault(fault, { engine, cycles });
    expect(counts[counted]).toBeGreaterThan(0);
  });
});
