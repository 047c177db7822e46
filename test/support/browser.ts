import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
];

/** A host that is not localhost: plain HTTP there is no secure context, as in a village hall. */
export const HOST = 'thi.test';

/**
 * The bundled browser, unpacked once for each package version into a folder of our own. The package's own
 * executablePath() is not used: it returns any stale copy that it finds in the system temporary folder.
 */
async function bundled(): Promise<string> {
  const folder = join(process.cwd(), 'node_modules/@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const dir = join(homedir(), '.cache', 'nhan-thuc-browser');
  mkdirSync(dir, { recursive: true });
  const executable = join(dir, `chromium-${version}`);
  if (existsSync(executable)) return executable;
  const part = `${executable}.${process.pid}`;
  await pipeline(
    createReadStream(join(folder, 'bin/chromium.br')),
    createBrotliDecompress(),
    createWriteStream(part, { mode: 0o755 }),
  );
  renameSync(part, executable); // atomic: two workers may race, both copies are the same
  return executable;
}

export async function browserExecutable(): Promise<string> {
  return (
    [process.env['CHROMIUM_PATH'], ...INSTALLED].find((p) => p !== undefined && existsSync(p)) ?? (await bundled())
  );
}

export const BROWSER_ARGS: readonly string[] = [
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--hide-scrollbars',
  '--disable-background-networking',
  `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await browserExecutable(),
    headless: true,
    chromiumSandbox: false,
    args: [...BROWSER_ARGS],
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** What axe finds on a page, one line a place; empty when it is accessible as far as a machine can tell. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const result = await page.evaluate<AxeResult>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`);
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}`));
}

/** Whether the page needs sideways scrolling. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
