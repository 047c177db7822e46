import { browser } from './browser.js';
import { clock } from './clock.js';
import type { Fault } from './fault.js';
import { full } from './full.js';
import { instances } from './instances.js';
import { kill } from './kill.js';
import { locked } from './locked.js';
import { network } from './network.js';
import { outage } from './outage.js';
import { points } from './points.js';
import { power } from './power.js';
import { reconnect } from './reconnect.js';
import { requests } from './requests.js';
import { restarts } from './restarts.js';
import { submit } from './submit.js';

/** Faults at the candidate's end, in a real browser; the server runs in this process. */
const browser: Fault = {
  name: 'browser',
  what: 'the browser is killed while its candidate types; a cycle is one kill',
  engines: ['sqlite'],
  cycles: 50,
  run: async (run) => (await import('./browser.js')).browserKills(run),
};
const network: Fault = {
  name: 'network',
  what: 'the network is away for 1, 5, 30 minutes, and to the end; a cycle is all of them',
  engines: ['sqlite'],
  cycles: 3,
  run: async (run) => (await import('./network.js')).networkLoss(run),
};

/** Every fault there is, by name. */
export const FAULTS: readonly Fault[] = [
  kill,
  points,
  power,
  full,
  locked,
  clock,
  requests,
  submit,
  restarts,
  reconnect,
  outage,
  instances,
  browser,
  network,
];
