import { expect, test } from '@jest/globals';
import { browserKills } from './browser.js';
import { quietRun } from './browser-run.js';
import { networkLoss } from './network.js';

test('a browser killed while its candidate types comes back to the question, and nothing older than 2 s is lost', async () => {
  const run = quietRun(4, 7);
  await browserKills(run);
  expect(run.counts['killed']).toBe(4);
});

test('a network away for 1, 5, 30 minutes and to the end costs no answer, and the state line claims none too many', async () => {
  const run = quietRun(1, 3);
  await networkLoss(run);
  expect(run.counts['outages']).toBe(4);
  expect(run.counts['words of the state line']).toBeGreaterThan(20);
});
