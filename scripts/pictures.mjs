// Pictures of ten key pages into docs/pictures, from a running demo whose printed table comes on standard input:
//   npm run --silent demo -- --fresh | tee demo.log      (in one terminal)
//   node scripts/pictures.mjs http://localhost:3000 < demo.log
// It signs in as the demo's people, answers a few questions in the open sitting and makes one batch with an open roster.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const MAX_BYTES = 250_000;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
const out = resolve(import.meta.dirname, '../docs/pictures');

const [base] = process.argv.slice(2);
if (base === undefined) {
  console.error('usage: node scripts/pictures.mjs <base URL> < <what the demo printed>');
  process.exit(2);
}
const table = readFileSync(0, 'utf8');
const candidates = [...table.matchAll(/^\s*(\d\d-\d\d-\d{3})\s.*\s(\S{8})\s*$/gm)].map(([, no, code]) => ({
  no,
  code,
}));
const passwordOf = (username) => new RegExp(`\\s${username}\\s+(\\S+)`).exec(table)?.[1];
if (candidates.length === 0 || passwordOf('thuky') === undefined) {
  console.error('the table of sign-ins that the demo prints is expected on standard input');
  process.exit(2);
}

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

const browser = await chromium.launch({
  executablePath: executable(),
  chromiumSandbox: false,
  args: ['--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'],
});

async function arrive(viewport) {
  const context = await browser.newContext({
    viewport,
    locale: 'vi-VN',
    deviceScaleFactor: viewport === PHONE ? 2 : 1,
  });
  return context.newPage();
}

async function take(page, name) {
  await page.evaluate('document.fonts.ready.then(() => document.activeElement.blur())');
  const path = join(out, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  console.log(`${name}.png`.padEnd(32), String(size).padStart(7));
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES} bytes`);
}

async function signInStaff(page, username) {
  await page.goto(`${base}/identity/sign-in`);
  await page.fill('#username', username);
  await page.fill('#password', passwordOf(username));
  await page.click('main form button');
  await page.waitForURL('**/overview');
}

/** Comes in and opens the paper; null when this person's attempt is over or open elsewhere. */
async function openPaper({ no, code }, viewport) {
  const page = await arrive(viewport);
  await page.goto(`${base}/delivery/sign-in`);
  await page.fill('#candidateNo', no);
  await page.fill('#code', code);
  await page.click('main form button');
  await page.click('button[value=yes]');
  const start = page.locator('form[action="/delivery/start"] button');
  if ((await start.count()) > 0) await start.click();
  if ((await page.locator('#paper').count()) === 0) return null;
  await saved(page);
  return page;
}

const saved = (page) => page.locator('#state.state--ok', { hasText: /Đã lưu \d\d:\d\d:\d\d\s*$/ }).waitFor();

/** Answers so many questions from where the page stands, and flags every fourth. */
async function answer(page, count) {
  for (let n = 1; n <= count; n += 1) {
    await page
      .locator('.item:visible .opt')
      .nth(n % 2)
      .click();
    if (n % 4 === 0) await page.click('[data-flag]');
    if (n < count) await page.click('[data-next]');
  }
  await saved(page);
}

async function linkOf(page, pattern) {
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  return [...new Set(links.filter((href) => pattern.test(href)))];
}

async function candidatePictures() {
  const door = await arrive(PHONE);
  await door.goto(`${base}/delivery/sign-in`);
  await take(door, 'candidate-sign-in-360');

  const papers = [];
  for (const [i, candidate] of candidates.entries())
    papers.push(await openPaper(candidate, i % 2 === 0 ? PHONE : DESK));
  const open = papers.filter((paper) => paper !== null);
  const page = open.find((paper) => paper.viewportSize().width === PHONE.width);
  const desk = open.find((paper) => paper.viewportSize().width === DESK.width);
  if (page === undefined || desk === undefined) throw new Error('too few papers can be opened: start the demo afresh');
  for (const [i, paper] of open.entries()) await answer(paper, 8 + 3 * i);
  await take(page, 'candidate-paper-360');
  await take(desk, 'candidate-paper-1280');
  await page.goto(`${base}/delivery/review`);
  await take(page, 'candidate-review-360');
}

async function boardPictures() {
  for (const viewport of [DESK, PHONE]) {
    const page = await arrive(viewport);
    await signInStaff(page, 'giamthi1');
    for (const href of await linkOf(page, /^\/invigilation\/[0-9a-f-]{36}$/)) {
      await page.goto(base + href);
      if ((await page.locator('#grant').count()) > 0) break;
    }
    await take(page, `board-${viewport.width}`);
  }
}

/** A list with two faults and a question: the name of somebody whom the committee knows. */
async function uploadRoster(page, known) {
  const rows = [
    'STT,Họ và tên,Ngày sinh,Nam/Nữ,Chi bộ',
    '1,Phạm Thị Lý,14/08/1996,Nữ,Chi bộ Khu phố 5',
    '2,Hoàng Văn Mạnh,31/02/1991,Nam,Chi bộ Khu phố 5',
    `3,${known.name},${known.birth},,Chi bộ Khu phố 5`,
    '4,Bùi Thị Nga,02/11/1988,X,Chi bộ Trường học',
  ];
  await page.goto(`${base}/batch/new`);
  await page.fill('#examOn', '20/12/2027');
  await page.fill('#place', 'Nhà văn hóa Khu phố 5');
  await page.fill('#rooms', 'Phòng A 07:30');
  await page.click('main form .btn--go');
  await page.waitForURL('**/overview/batch/*');
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await page.goto(`${base}/batch/${id}/roster`);
  const buffer = Buffer.from(rows.join('\n'));
  await page.setInputFiles('#file', { name: 'khu-pho-5.csv', mimeType: 'text/csv', buffer });
  await page.click('main form .btn--go');
  await page.waitForURL('**/roster/*');
}

async function councilPictures() {
  const page = await arrive(DESK);
  await signInStaff(page, 'thuky');
  const batches = await linkOf(page, /^\/overview\/batch\/[0-9a-f-]{36}$/);
  let played = '';
  for (const href of batches) {
    const id = href.split('/').at(-1);
    await page.goto(base + href);
    if ((await page.locator('#next-head').count()) > 0) await take(page, 'batch-1280');
    if ((await linkOf(page, /^\/marking\//)).length === 0) continue;
    await page.goto(`${base}/marking/${id}`);
    if ((await page.locator('svg.chart').count()) === 0) continue;
    await take(page, 'results-1280');
    played = id;
  }

  await page.goto(`${base}/exam-plan`);
  const [plan] = await linkOf(page, /^\/exam-plan\/[0-9a-f-]{36}$/);
  await page.goto(base + plan);
  await page.setViewportSize({ ...DESK, height: 1000 });
  await page.locator('#blueprint .acts').evaluate((acts) => acts.scrollIntoView({ block: 'end' }));
  await take(page, 'plan-1280');
  await page.setViewportSize(DESK);

  await page.goto(`${base}/batch/${played}`);
  const row = page.locator('tbody tr').first();
  const known = {
    name: (await row.locator('th a').textContent()).trim(),
    birth: (await row.locator('td.r').first().textContent()).trim(),
  };
  await uploadRoster(page, known);
  await take(page, 'roster-preview-1280');
}

mkdirSync(out, { recursive: true });
try {
  await candidatePictures();
  await boardPictures();
  await councilPictures();
} finally {
  await browser.close();
}
