// What the scripts that make pictures share: the browser, signing in, taking a picture.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { fewColours } from './pictures-palette.mjs';

const MAX_BYTES = 150_000;
export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 1024, height: 768 };
export const DESK = { width: 1280, height: 800 };
const out = resolve(import.meta.dirname, '../docs/pictures');

/** A browser of the machine, or the one that the browser tests have unpacked. */
function executable() {
  const unpacked = join(homedir(), '.cache', 'nhan-thuc-browser');
  const own = existsSync(unpacked) ? readdirSync(unpacked).filter((name) => /^chromium-[\d.]+$/.test(name)) : [];
  const found = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    ...own.map((name) => join(unpacked, name)),
  ].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error('no browser: set CHROMIUM_PATH, or run the browser tests once');
  return found;
}

/** A browser in front of one demo, whose printed table tells who may sign in. */
export class Studio {
  static async open(base, table) {
    mkdirSync(out, { recursive: true });
    const browser = await chromium.launch({
      executablePath: executable(),
      chromiumSandbox: false,
      args: ['--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'],
    });
    return new Studio(base, table, browser);
  }

  constructor(base, table, browser) {
    this.base = base;
    this.table = table;
    this.browser = browser;
  }

  get candidates() {
    const rows = [...this.table.matchAll(/^\s*(\d\d-\d\d-\d{3})\s.*\s(\S{8})\s*$/gm)];
    return rows.map(([, no, code]) => ({ no, code }));
  }

  passwordOf(username) {
    return new RegExp(`\\s${username}\\s+(\\S+)`).exec(this.table)?.[1];
  }

  async arrive(viewport) {
    const context = await this.browser.newContext({
      viewport,
      locale: 'vi-VN',
      deviceScaleFactor: viewport === PHONE ? 2 : 1,
    });
    return context.newPage();
  }

  async signIn(username, viewport = DESK) {
    const page = await this.arrive(viewport);
    await page.goto(`${this.base}/identity/sign-in`);
    await page.fill('#username', username);
    await page.fill('#password', this.passwordOf(username));
    await page.click('main form button');
    await page.waitForURL('**/overview');
    return page;
  }

  /** Somebody at the candidates' door, who has said that the name is right. */
  async enter({ no, code }, viewport) {
    const page = await this.arrive(viewport);
    await page.goto(`${this.base}/delivery/sign-in`);
    await page.fill('#candidateNo', no);
    await page.fill('#code', code);
    await page.click('main form button');
    await page.click('button[value=yes]');
    return page;
  }

  /** What the window shows, or from the element named on. */
  async take(page, name, from) {
    await page.evaluate('document.fonts.ready.then(() => document.activeElement.blur())');
    if (from === undefined) await page.evaluate('scrollTo(0, 0)');
    else
      await page
        .locator(from)
        .first()
        .evaluate((element) => element.scrollIntoView());
    const png = fewColours(await page.screenshot({ animations: 'disabled' }));
    writeFileSync(join(out, `${name}.png`), png);
    console.log(`${name}.png`.padEnd(32), String(png.length).padStart(7));
    if (png.length > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES} bytes`);
  }

  close() {
    return this.browser.close();
  }
}

export async function linksOf(page, pattern) {
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  return [...new Set(links.filter((href) => pattern.test(href)))];
}

/** Presses a button and waits for the page that answers. */
export async function press(page, text) {
  await Promise.all([page.waitForNavigation(), page.locator('button:visible', { hasText: text }).first().click()]);
}
