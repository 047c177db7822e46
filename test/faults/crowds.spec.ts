import { describe, expect, it } from '@jest/globals';
import type { Engine } from '../support/house.js';
import { type Fault, runFault } from './fault.js';
import { instances } from './instances.js';
import { outage } from './outage.js';
import { reconnect } from './reconnect.js';
import { requests } from './requests.js';
import { restarts } from './restarts.js';
import { submit } from './submit.js';

/** Short runs with a fixed seed; the long ones, and those on the other engine, are `npm run faults`. */
describe('nothing acknowledged is lost and nothing is there twice when', () => {
  it.each<[string, Engine, Fault, number, string]>([
    ['requests are repeated, reordered and lost', 'sqlite', requests, 40, 'requests'],
    ['somebody hands in a hundred times at once', 'sqlite', submit, 2, 'requests'],
    ['the server is restarted in the middle of a sitting', 'sqlite', restarts, 1, 'saves'],
    ['everybody comes back at once', 'sqlite', reconnect, 1, 'saves'],
    ['the server is away while deadlines pass', 'sqlite', outage, 1, 'deadlines'],
    ['one of three instances dies', 'postgres', instances, 1, 'saves'],
  ])('%s, on %s', async (_what, engine, fault, cycles, counted) => {
    const counts = await runFault(fault, { engine, cycles });
    expect(counts[counted]).toBeGreaterThan(0);
  });
});
