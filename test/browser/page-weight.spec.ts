import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CandidatePage } from '../support/candidate-page.js';
import { Hall } from '../support/hall.js';

/** What a page brings, by the path of each part, in bytes on the wire with headers. */
interface Weight {
  readonly total: number;
  readonly scripts: number;
  readonly fonts: readonly string[];
}

describe('the weight of a candidate’s page', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open();
    await hall.start();
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  /** Opens a page with nothing in the cache. */
  const weigh = async ({ page }: CandidatePage, path: string): Promise<Weight> => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.clearBrowserCache');
    const paths = new Map<string, string>();
    const parts: { path: string; bytes: number }[] = [];
    cdp.on('Network.responseReceived', ({ requestId, response }) =>
      paths.set(requestId, new URL(response.url).pathname),
    );
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      parts.push({ path: paths.get(requestId) ?? '', bytes: encodedDataLength });
    });
    await page.goto(`${hall.origin}${path}`, { waitUntil: 'networkidle' });
    await cdp.detach();
    const sum = (of: typeof parts): number => of.reduce((total, { bytes }) => total + bytes, 0);
    return {
      total: sum(parts),
      scripts: sum(parts.filter((part) => part.path.endsWith('.js'))),
      fonts: parts.flatMap((part) => /([\w-]+)-\w{8}\.woff2$/.exec(part.path)?.[1] ?? []).sort(),
    };
  };

  test('is at most 100 kB at the first load, 30 kB of it script, fonts included, without any help of a cache', async () => {
    const candidate = new CandidatePage(await hall.visitor());
    const door = await weigh(candidate, '/delivery/sign-in');
    await candidate.begin(hall, hall.person(0));
    const paper = await weigh(candidate, '/delivery/paper');
    for (const { total, scripts } of [door, paper]) {
      expect(total).toBeLessThanOrEqual(100_000);
      expect(scripts).toBeLessThanOrEqual(30_000);
      expect(scripts).toBeGreaterThan(0);
    }
    const fonts = ['be-vietnam-pro-400', 'be-vietnam-pro-600', 'nt-figures-400', 'nt-figures-600'];
    expect(paper.fonts).toEqual(fonts);
  });

  test('grows by a font of other letters only where such a letter stands', async () => {
    const { page } = await hall.visitor();
    await page.goto(`${hall.origin}/delivery/sign-in`, { waitUntil: 'networkidle' });
    const used = `document.fonts.ready.then(() =>
      [...document.fonts].filter((f) => f.status === 'loaded' && f.unicodeRange.includes('U+E4')).length)`;
    expect(await page.evaluate(used)).toBe(0);
    await page.evaluate(`document.querySelector('h1').textContent = 'Gefäß'; document.body.offsetHeight;
      new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`);
    expect(await page.evaluate(used)).toBe(1);
  });
});
