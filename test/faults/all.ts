import type { Fault } from './fault.js';
import { kill } from './kill.js';

/** Every fault there is, by name. */
export const FAULTS: readonly Fault[] = [kill];
