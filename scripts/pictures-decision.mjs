// The first batch, which is decided: results, council, papers, publication, admission; at last what a rescoring would change.
import { DESK, linksOf, PHONE, press } from './pictures-studio.mjs';

/** Somebody with a deduction, whose row shows how the total came about, and somebody of the unit's officer. */
const DEDUCTED = 'Lê Mạnh Hùng';
const LONG_NAME = 'Quỳnh Trâm';

async function ownResult(studio, secretary, batchId) {
  await secretary.goto(`${studio.base}/batch/${batchId}?q=${encodeURIComponent(LONG_NAME)}`);
  const row = secretary.locator('tbody tr').first();
  const no = /\d\d-\d\d-\d{3}/.exec(await row.textContent())[0];
  await row.locator('th a').click();
  await press(secretary, 'Cấp thẻ mới và in');
  const code = (await secretary.locator('.card__code').textContent()).replace(/\s/g, '');
  const page = await studio.enter({ no, code }, PHONE);
  await page.goto(`${studio.base}/council/mine`);
  await studio.take(page, 'mine-360');
}

async function admission(studio, batchId) {
  const clerk = await studio.signIn('thuongvu');
  await clerk.goto(`${studio.base}/admission/batch/${batchId}`);
  await studio.take(clerk, 'admission-1280');
  const [first] = await linksOf(clerk, /^\/admission\/cases\/[0-9a-f-]{36}$/);
  await clerk.goto(studio.base + first);
  await studio.take(clerk, 'gate-1280');
}

/** Opens an addendum, so that a ruling can be tried; it is looked at and not ordered. */
async function rescorePreview(studio, chair, batchId) {
  await chair.goto(`${studio.base}/council/${batchId}`);
  await chair.locator('summary', { hasText: 'Mở phụ lục' }).click();
  await chair.locator('form[action$="/addendum"] [name=reason]').fill('Xem xét lại một câu theo kiến nghị');
  await press(chair, 'Mở phụ lục');
  await chair.goto(`${studio.base}/marking/${batchId}/rescore`);
  await chair.locator('a[href*="rescore?item="]').first().click();
  await chair.locator('[name=kind][value=drop]').check();
  await chair.fill('[name=reason]', 'Văn bản dẫn trong câu hỏi đã được thay thế trước ngày kiểm tra');
  await press(chair, 'Xem ai thay đổi');
  await studio.take(chair, 'rescore-preview-1280');
}

export async function decisionPictures(studio, secretary, batchId) {
  const chair = await studio.signIn('chutich');
  await chair.goto(`${studio.base}/marking/${batchId}`);
  await studio.take(chair, 'results-1280');
  await chair.goto(`${studio.base}/marking/${batchId}?q=${encodeURIComponent(DEDUCTED)}`);
  await chair.locator('a.open', { hasText: DEDUCTED }).click();
  await chair.setViewportSize({ ...DESK, height: 640 });
  await studio.take(chair, 'result-opened-1280', '[aria-expanded=true] >> xpath=ancestor::section[1]');
  await chair.setViewportSize(DESK);
  await chair.goto(`${studio.base}/council/${batchId}`);
  await studio.take(chair, 'council-locked-1280');
  await secretary.goto(`${studio.base}/papers/${batchId}`);
  await studio.take(secretary, 'papers-1280');
  await ownResult(studio, secretary, batchId);
  const officer = await studio.signIn('donvi');
  await officer.goto(`${studio.base}/council/unit`);
  await studio.take(officer, 'unit-1280');
  await admission(studio, batchId);
  await rescorePreview(studio, chair, batchId);
}
