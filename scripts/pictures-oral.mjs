// The second batch, driven as far as the pictures need: panels, examinations, a settlement, the sittings closed, a meeting.
import { DESK, linksOf, press, TABLET } from './pictures-studio.mjs';

const PANELS = [
  { room: 'Phòng họp 1', examiners: ['uyvien1', 'giamkhao1'] },
  { room: 'Phòng họp 2', examiners: ['uyvien2', 'giamkhao2'] },
  { room: 'Phòng họp 3', examiners: ['giamkhao3', 'giamkhao4'] },
];

/** Names as the demo prints them, since lists of examiners show names. */
const nameOf = (studio, username) =>
  new RegExp(`^.*?\\s{2,}(\\S.*?)\\s{2,}${username}\\s`, 'm')
    .exec(studio.table)[1]
    .split(/\s{2,}/)
    .at(-1);

async function boards(studio, batchId) {
  const page = await studio.signIn('giamthi1');
  const links = await linksOf(page, /^\/invigilation\/[0-9a-f-]{36}$/);
  const found = [];
  for (const href of links) {
    await page.goto(studio.base + href);
    const ofBatch = await page.locator(`a[href="/overview/batch/${batchId}"], a[href*="${batchId}"]`).count();
    if (ofBatch > 0) found.push(studio.base + href);
  }
  return { page, links: found };
}

async function setUpPanels(studio, page, batchId) {
  for (const { room, examiners } of PANELS) {
    await page.goto(`${studio.base}/oral/${batchId}`);
    if (!(await page.locator('#room').isVisible())) await page.locator('summary.h2').click();
    await page.fill('#room', room);
    for (const [i, username] of examiners.entries())
      await page.selectOption(`#examiner${i + 1}`, { label: nameOf(studio, username) });
    await press(page, 'Lập bàn');
  }
  await press(page, /Chia \d+ người vào các bàn/);
}

/** Calls the next of the panel, draws, and starts as many clocks as asked. */
async function begin(studio, page, clocks) {
  await page.goto(`${studio.base}/oral/mine`);
  await page.locator('a.btn--go', { hasText: 'Gọi người tiếp theo' }).click();
  await page.waitForURL('**/oral/sessions/*');
  await press(page, 'Bốc thăm');
  for (const text of ['Bắt đầu suy nghĩ', 'Bắt đầu trả lời'].slice(0, clocks)) await press(page, text);
  await page.locator('#marks').waitFor();
}

const saved = (page) => page.locator('#save-state.tag--ok', { hasText: /Đã lưu \d\d:\d\d:\d\d/ }).waitFor();

/** Marks a question: each criterion so many half points below its most. */
async function mark(page, no, below, leave = 0) {
  await page.locator(`.mark:visible [data-tab="${no}"]`).click();
  const criteria = page.locator('.mark:visible [data-criterion]');
  const count = await criteria.count();
  for (let i = 0; i < count - leave; i += 1) {
    const most = Number(await criteria.nth(i).getAttribute('data-max')) / 50;
    for (let n = Math.max(0, most - below); n >= 0; n -= 1) {
      const value = await criteria.nth(i).locator('[data-value]').textContent();
      if (value.trim().replace(',', '.') === String(((most - below) / 2).toFixed(1))) break;
      await criteria.nth(i).locator('[data-step="1"]').click();
    }
  }
  await saved(page);
}

async function lock(page) {
  await page.locator('#lock[aria-disabled="false"], #lock:not([aria-disabled])').waitFor();
  await Promise.all([page.waitForNavigation(), page.locator('#lock').click()]);
}

async function examine(studio) {
  const one = await studio.signIn('uyvien1', TABLET);
  await begin(studio, one, 2);
  const session = one.url();
  await mark(one, 1, 1);
  await mark(one, 2, 2, 2);
  await one.locator('.mark:visible [data-note]').fill('Nắm chắc nội dung, liên hệ thực tế còn ít');
  await saved(one);
  await studio.take(one, 'marking-1024');

  const two = await studio.signIn('giamkhao1', TABLET);
  await two.goto(session);
  await mark(two, 1, 4);
  await mark(two, 2, 3);
  await lock(two);
  await mark(one, 2, 2);
  await press(one, 'Kết thúc phần hỏi');
  await one.locator('#marks').waitFor();
  await lock(one);
  await one.goto(session);
  await studio.take(one, 'joined-1024');
}

async function closeSittings(studio, { page, links }, papers) {
  for (const paper of papers) {
    await paper.goto(`${studio.base}/delivery/review`);
    await paper.locator('main input[type=checkbox]').check();
    await press(paper, 'Nộp bài');
  }
  for (const href of links) {
    await page.goto(href);
    const start = page.locator('button:visible', { hasText: 'Phát lệnh bắt đầu' });
    if ((await start.count()) > 0) await press(page, 'Phát lệnh bắt đầu');
    const early = page.locator('summary', { hasText: 'Kết thúc buổi khi còn' });
    if ((await early.count()) > 0) await early.click();
    await press(page, 'Kết thúc buổi kiểm tra');
  }
}

async function minutesPicture(studio, page, batchId) {
  await page.goto(`${studio.base}/council/${batchId}`);
  await page.fill('#place', 'Phòng họp Đảng ủy phường Hạ Long');
  await press(page, 'Khai mạc phiên họp');
  const present = page.locator('input[name^="present-"][value=yes]');
  for (let i = 0; i < (await present.count()); i += 1) await present.nth(i).check();
  await page.fill('[name="for-0"]', '5');
  await page.fill('[name="against-0"]', '0');
  await page.fill('[name="abstain-0"]', '0');
  await page.locator('summary', { hasText: 'Phiên họp đã xong?' }).click();
  await page.setViewportSize({ ...DESK, height: 1410 });
  await studio.take(page, 'minutes-1280', '#minutes fieldset:has([name="for-0"])');
  await page.setViewportSize(DESK);
}

export async function oralPictures(studio, secretary, batchId, papers) {
  const rooms = await boards(studio, batchId);
  for (const href of rooms.links) {
    await rooms.page.goto(href);
    const all = rooms.page.locator('button:visible', { hasText: 'Đánh dấu có mặt tất cả' });
    if ((await all.count()) > 0) await press(rooms.page, 'Đánh dấu có mặt tất cả');
  }
  await setUpPanels(studio, secretary, batchId);
  await examine(studio);
  await begin(studio, await studio.signIn('uyvien1', TABLET), 0);
  await begin(studio, await studio.signIn('uyvien2', TABLET), 2);
  await begin(studio, await studio.signIn('giamkhao3', TABLET), 1);
  await secretary.goto(`${studio.base}/oral/${batchId}`);
  await studio.take(secretary, 'queue-1280');
  const chair = await studio.signIn('chutich');
  await chair.goto(`${studio.base}/oral/settle/${batchId}`);
  await studio.take(chair, 'settle-1280');
  await secretary.goto(`${studio.base}/overview/batch/${batchId}`);
  await studio.take(secretary, 'batch-1280');
  await closeSittings(studio, rooms, papers);
  await minutesPicture(studio, secretary, batchId);
}
