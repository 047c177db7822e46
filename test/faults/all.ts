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
