// Pictures of the key pages into docs/pictures, from a running demo whose printed table comes on standard input:
//   npm run --silent demo -- --fresh | tee demo.log      (in one terminal)
//   node scripts/pictures.mjs http://localhost:3000 < demo.log
// It signs in as the demo's people and leaves traces: the open sitting is written and closed, the second batch gets panels,
// one examination and a meeting that has begun, the first batch an open addendum, there is a batch with an open roster, and the
// bank has a question in review and a changed one.
import { readFileSync } from 'node:fs';
import { decisionPictures } from './pictures-decision.mjs';
import { editorPictures } from './pictures-editor.mjs';
import { oralPictures } from './pictures-oral.mjs';
import { DESK, linksOf, PHONE, Studio } from './pictures-studio.mjs';

const [base] = process.argv.slice(2);
if (base === undefined) {
  console.error('usage: node scripts/pictures.mjs <base URL> < <what the demo printed>');
  process.exit(2);
}
const studio = await Studio.open(base, readFileSync(0, 'utf8'));
if (studio.candidates.length === 0 || studio.passwordOf('thuky') === undefined) {
  console.error('the table of sign-ins that the demo prints is expected on standard input');
  process.exit(2);
}

/** Comes in and opens the paper; null when this person's attempt is over or open elsewhere. */
async function openPaper(candidate, viewport) {
  const page = await studio.enter(candidate, viewport);
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

/** Gives back the pages of those who write. */
async function candidatePictures() {
  const door = await studio.arrive(PHONE);
  await door.goto(`${base}/delivery/sign-in`);
  await studio.take(door, 'candidate-sign-in-360');

  const papers = [];
  for (const [i, candidate] of studio.candidates.entries())
    papers.push(await openPaper(candidate, i % 2 === 0 ? PHONE : DESK));
  const open = papers.filter((paper) => paper !== null);
  const page = open.find((paper) => paper.viewportSize().width === PHONE.width);
  const desk = open.find((paper) => paper.viewportSize().width === DESK.width);
  if (page === undefined || desk === undefined) throw new Error('too few papers can be opened: start the demo afresh');
  for (const [i, paper] of open.entries()) await answer(paper, 8 + 3 * i);
  await studio.take(page, 'candidate-paper-360');
  await studio.take(desk, 'candidate-paper-1280');
  await page.goto(`${base}/delivery/review`);
  await studio.take(page, 'candidate-review-360');
  return open;
}

async function boardPictures() {
  for (const viewport of [DESK, PHONE]) {
    const page = await studio.signIn('giamthi1', viewport);
    for (const href of await linksOf(page, /^\/invigilation\/[0-9a-f-]{36}$/)) {
      await page.goto(base + href);
      if ((await page.locator('#grant').count()) > 0) break;
    }
    await studio.take(page, `board-${viewport.width}`);
  }
}

/** Ids of the decided batch and of the one that is going on. */
async function findBatches(page) {
  const found = {};
  for (const href of await linksOf(page, /^\/overview\/batch\/[0-9a-f-]{36}$/)) {
    await page.goto(base + href);
    const id = href.split('/').at(-1);
    if ((await page.locator('#next-head').count()) > 0) found.open ??= id;
    else found.decided ??= id;
  }
  if (found.open === undefined || found.decided === undefined) throw new Error('start the demo afresh');
  return found;
}

async function planPicture(page) {
  await page.goto(`${base}/exam-plan`);
  const [plan] = await linksOf(page, /^\/exam-plan\/[0-9a-f-]{36}$/);
  await page.goto(base + plan);
  await page.setViewportSize({ ...DESK, height: 1000 });
  await studio.take(page, 'plan-1280', '#blueprint');
  await page.setViewportSize(DESK);
}

/** A list with two faults and a question: the name of somebody whom the committee knows. */
async function rosterPicture(page, batchId) {
  await page.goto(`${base}/batch/${batchId}`);
  const known = page.locator('tbody tr').first();
  const name = (await known.locator('th a').textContent()).trim();
  const birth = (await known.locator('td.r').first().textContent()).trim();
  const rows = [
    'STT,Họ và tên,Ngày sinh,Nam/Nữ,Chi bộ',
    '1,Phạm Thị Lý,14/08/1996,Nữ,Chi bộ Khu phố 5',
    '2,Hoàng Văn Mạnh,31/02/1991,Nam,Chi bộ Khu phố 5',
    `3,${name},${birth},,Chi bộ Khu phố 5`,
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
  await studio.take(page, 'roster-preview-1280');
}

try {
  const papers = await candidatePictures();
  await boardPictures();
  const secretary = await studio.signIn('thuky');
  const { open, decided } = await findBatches(secretary);
  await oralPictures(studio, secretary, open, papers);
  await decisionPictures(studio, secretary, decided);
  await planPicture(secretary);
  await rosterPicture(secretary, decided);
  await editorPictures(studio, secretary);
} finally {
  await studio.close();
}
