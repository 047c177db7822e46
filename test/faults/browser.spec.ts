import { expect, test } from '@jest/globals';
import { browser } from './browser.js';
import { runFault } from './fault.js';
import { network } from './network.js';

test('a browser killed while its candidate types comes back to the question, and nothing older than 2 s is lost', async () => {
  const counts = await runFault(browser, { engine: 'sqlite', cycles: 2, seed: 7 });
  expect(counts['killed']).toBe(2);
});

test('a network away for a minute and to the end costs no answer, and the state line claims none too many', async () => {
  const counts = await runFault(network, { engine: 'sqlite', cycles: 0.5, seed: 3 });
  expect(counts['outages']).toBe(2);
  expect(counts['words of the state line']).toBeGreaterThan(10);
});
