import type { Browser, CDPSession, Page } from 'playwright-core';
import { HOST, launchBrowser } from '../support/browser.js';
import { numberOf, readArguments } from '../support/arguments.js';
import { LoadClient } from '../support/load-client.js';
import { seedSitting, type SeededSitting } from '../support/seed-sitting.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';

/** What a page may cost: bytes on the wire, and milliseconds from a tap to the next question's picture. */
const LIMITS = { firstLoadBytes: 100_000, scriptBytes: 30_000, nextMs: 100 } as const;
/** 400 kbit/s each way, 400 ms before each answer. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const PLAIN = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const NETWORKS = { slow: SLOW, plain: PLAIN } as const;
/** A cheap phone is about so many times slower than the machine of the bench. */
const CPU_RATE = 4;
/** Questions gone through in one run; with five runs more than enough for a p95. */
const QUESTIONS = 12;
const KINDS = ['document', 'css', 'script', 'fonts', 'images', 'other'] as const;

const ASKED = { name: 'bench page', usage: 'npm run bench -- page [--runs n]' };

type Kind = (typeof KINDS)[number];
type Network = keyof typeof NETWORKS;
type Bytes = Record<Kind, number>;

interface Run {
  /** the sign-in page, with nothing in the cache */
  readonly door: Bytes;
  readonly doorPaintMs: number;
  /** the paper, with nothing in the cache */
  readonly paper: Bytes;
  readonly paintMs: number;
  /** the first question takes an answer and keeps it in the journal */
  readonly answerableMs: number;
  /** the lease is taken: what is answered goes out */
  readonly leasedMs: number;
  readonly nextMs: readonly number[];
  readonly savedMs: readonly number[];
  readonly reloadPaintMs: number;
  readonly reloadLeasedMs: number;
  readonly reloadBytes: number;
}

/** Notes in the page itself when what a candidate waits for has come about. Times count from the navigation. */
const WATCH = `
  window.bench = { paint: 0, answerable: 0, leased: 0, isTimed: false, tap: 0, next: [], saved: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') bench.paint = entry.startTime;
  }).observe({ type: 'paint', buffered: true });
  const look = () => {
    const option = document.querySelector('.item.is-here .opt input:enabled');
    if (bench.answerable === 0 && option !== null) bench.answerable = performance.now();
    const line = document.querySelector('#state.state--ok');
    const isSaved = line !== null && /^\\s*Đã lưu \\d\\d:\\d\\d:\\d\\d\\s*$/.test(line.textContent);
    if (bench.leased === 0 && isSaved) bench.leased = performance.now();
    if (bench.tap > 0 && isSaved) {
      bench.saved.push(performance.now() - bench.tap);
      bench.tap = 0;
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-next]') !== null)
      requestAnimationFrame(() => requestAnimationFrame(() => bench.next.push(performance.now() - event.timeStamp)));
  }, true);
  document.addEventListener('change', (event) => {
    if (bench.isTimed && event.target.matches('.opt input')) bench.tap = event.timeStamp;
    bench.isTimed = false;
  }, true);
`;

interface Seen {
  readonly paint: number;
  readonly answerable: number;
  readonly leased: number;
  readonly isTimed: boolean;
  readonly tap: number;
  readonly next: readonly number[];
  readonly saved: readonly number[];
}

const seen = (page: Page): Promise<Seen> => page.evaluate<Seen>('bench');
const seenOnce = (page: Page, isThere: (seen: Seen) => boolean): Promise<Seen> =>
  until('the page', () => seen(page), isThere, 60);

/** Counts what comes over the wire, headers included, by kind. */
class Meter {
  private readonly kinds = new Map<string, string>();
  private bytes = none();

  constructor(cdp: CDPSession) {
    cdp.on('Network.responseReceived', ({ requestId, type }) => {
      this.kinds.set(requestId, type);
    });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      this.bytes[kindOf(this.kinds.get(requestId) ?? '')] += encodedDataLength;
    });
  }

  /** What has come since the last look. */
  take(): Bytes {
    const { bytes } = this;
    this.bytes = none();
    return bytes;
  }
}

const none = (): Bytes => ({ document: 0, css: 0, script: 0, fonts: 0, images: 0, other: 0 });

const kindOf = (type: string): Kind =>
  (({ Document: 'document', Stylesheet: 'css', Script: 'script', Font: 'fonts', Image: 'images' }) as const)[type] ??
  'other';

const totalOf = (bytes: Bytes): number => KINDS.reduce((sum, kind) => sum + bytes[kind], 0);
/** A page is what shows it; what its script then says to the server is no part of the first load. */
const firstLoadOf = (bytes: Bytes): number => totalOf(bytes) - bytes.other;

/** One candidate with a phone that has never been here. */
async function run(browser: Browser, url: string, seeded: SeededSitting, n: number, network: Network): Promise<Run> {
  const port = Number(new URL(url).port);
  const origin = `http://${HOST}:${port}`;
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', NETWORKS[network]);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_RATE });
  const meter = new Meter(cdp);

  await page.goto(`${origin}/delivery/sign-in`, { waitUntil: 'networkidle' });
  const door = meter.take();
  const doorPaintMs = (await seen(page)).paint;

  await page.goto('about:blank');
  await cdp.send('Network.clearBrowserCache');
  await context.addCookies(await cookiesOf(url, seeded, n));
  meter.take();
  await page.goto(`${origin}/delivery/paper`, { waitUntil: 'networkidle' });
  await seenOnce(page, ({ leased }) => leased > 0);
  const paper = meter.take();
  const first = await seen(page);

  const { next, saved } = await answerAll(page);
  meter.take();
  await page.reload({ waitUntil: 'networkidle' });
  await seenOnce(page, ({ leased }) => leased > 0);
  const again = await seen(page);
  const reloadBytes = totalOf(meter.take());
  await context.close();
  return {
    door,
    doorPaintMs,
    paper,
    paintMs: first.paint,
    answerableMs: first.answerable,
    leasedMs: first.leased,
    nextMs: next,
    savedMs: saved,
    reloadPaintMs: again.paint,
    reloadLeasedMs: again.leased,
    reloadBytes,
  };
}

/** Through the first questions by thumb: an option, and on; each fifth, with all before it saved, waits until it is told so too. */
async function answerAll(page: Page): Promise<Seen> {
  for (let no = 1; no <= QUESTIONS; no += 1) {
    const before = (await seen(page)).next.length;
    const isTimed = no % 5 === 0;
    if (isTimed) {
      await page.locator('#state.state--ok').waitFor();
      await page.evaluate('bench.isTimed = true');
    }
    await page.locator(`#cau-${no} .opt`).first().tap();
    if (isTimed) await seenOnce(page, ({ isTimed: isDue, tap }) => !isDue && tap === 0);
    await page.tap('[data-next]');
    await seenOnce(page, ({ next }) => next.length > before);
  }
  return seen(page);
}

/** Signs in and starts as the nth person, outside the browser whose cache shall be empty. */
async function cookiesOf(
  url: string,
  seeded: SeededSitting,
  n: number,
): Promise<{ name: string; value: string; domain: string; path: string }[]> {
  const entry = seeded.closed.entries[n];
  if (entry === undefined) throw new Error(`nobody has place ${n}`);
  const client = new LoadClient(Wire.to(url), entry.candidateNo ?? '', seeded.closed.codes.get(entry.id) ?? '');
  await client.signIn();
  await client.start();
  client.wire.close();
  return [...client.cookies].map(([name, value]) => ({ name, value, domain: HOST, path: '/' }));
}

interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly p95: number;
  readonly count: number;
}

function figureOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { median: at(0.5), least: at(0), most: at(1), p95: at(0.95), count: sorted.length };
}

/** All figures of one network, by name; bytes first. */
function figuresOf(runs: readonly Run[]): Record<string, Figure> {
  const of = (read: (run: Run) => number | readonly number[]): Figure => figureOf(runs.flatMap(read));
  const kinds = KINDS.map((kind) => [`paper ${kind}, bytes`, of((r) => r.paper[kind])] as const);
  return {
    'sign-in first load, bytes': of((r) => firstLoadOf(r.door)),
    'paper first load, bytes': of((r) => firstLoadOf(r.paper)),
    ...Object.fromEntries(kinds),
    'reload, bytes': of((r) => r.reloadBytes),
    'sign-in first paint, ms': of((r) => r.doorPaintMs),
    'paper first paint, ms': of((r) => r.paintMs),
    'first question answerable, ms': of((r) => r.answerableMs),
    'lease taken, ms': of((r) => r.leasedMs),
    'tap to next question, ms': of((r) => r.nextMs),
    'tap to saved, ms': of((r) => r.savedMs),
    'reload first paint, ms': of((r) => r.reloadPaintMs),
    'reload lease taken, ms': of((r) => r.reloadLeasedMs),
  };
}

/** The lines that broke a limit; every run has to hold it, not the median alone. */
function broken(runs: readonly Run[]): string[] {
  const worst = (name: string, limit: number, read: (run: Run) => number): string[] => {
    const most = Math.max(...runs.map(read));
    return most <= limit ? [] : [`${name}: ${Math.round(most)}, allowed ${limit}`];
  };
  const p95 = figureOf(runs.flatMap((run) => run.nextMs)).p95;
  return [
    ...worst('sign-in first load, bytes', LIMITS.firstLoadBytes, (r) => firstLoadOf(r.door)),
    ...worst('paper first load, bytes', LIMITS.firstLoadBytes, (r) => firstLoadOf(r.paper)),
    ...worst('script, bytes', LIMITS.scriptBytes, (r) => r.paper.script),
    ...(p95 <= LIMITS.nextMs ? [] : [`tap to next question, p95: ${p95} ms, allowed ${LIMITS.nextMs}`]),
  ];
}

/**
 * `npm run bench -- page [--runs n]`: the candidate's page on a cheap phone, at 400 kbit/s and 400 ms and beside it without
 * a brake. Sets exit code 1 and names the line when a limit is broken.
 */
export async function pageBench(args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, { runs: { type: 'string', default: '5' } }, ASKED);
  const count = numberOf('runs', values.runs, ASKED);
  const seeded = await seedSitting('sqlite', 2 * count + 1);
  const server = await ServerProcess.start(seeded);
  const browser = await launchBrowser();
  const runs: Record<Network, Run[]> = { slow: [], plain: [] };
  try {
    await run(browser, server.url, seeded, 2 * count, 'plain'); // the server has compiled its views, the browser is awake
    for (let i = 0; i < count; i += 1) {
      runs.slow.push(await run(browser, server.url, seeded, 2 * i, 'slow'));
      runs.plain.push(await run(browser, server.url, seeded, 2 * i + 1, 'plain'));
    }
  } finally {
    await browser.close();
    await server.stop();
    seeded.discard();
  }
  const [slow, plain] = [figuresOf(runs.slow), figuresOf(runs.plain)];
  const faults = broken([...runs.slow, ...runs.plain]);
  process.stdout.write(`${tableOf(slow, plain)}\n`);
  for (const fault of faults) process.stdout.write(`BROKEN ${fault}\n`);
  process.stdout.write(`${JSON.stringify({ bench: 'page', runs: count, cpuRate: CPU_RATE, slow, plain, faults })}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

function tableOf(slow: Record<string, Figure>, plain: Record<string, Figure>): string {
  const cells = ({ median, least, most }: Figure): string =>
    `${String(median).padStart(7)} (${least} - ${most})`.padEnd(27);
  const head = `${''.padEnd(32)}${'400 kbit/s, 400 ms'.padEnd(27)}no brake`;
  const lines = Object.entries(slow).map(([name, figure]) => {
    const beside = plain[name];
    return `${name.padEnd(32)}${cells(figure)}${beside === undefined ? '' : cells(beside)}`.trimEnd();
  });
  return [head, ...lines].join('\n');
}
