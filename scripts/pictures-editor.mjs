// Writing a question and the road of its text: the secretary writes, the chair decides.
import { DESK, linksOf, PHONE, press } from './pictures-studio.mjs';

const STEM = 'Người được kết nạp vào Đảng phải trải qua thời kỳ dự bị bao lâu?';
const OPTIONS = ['Sáu tháng', 'Mười hai tháng', 'Mười tám tháng', 'Hai năm'];
const WHY = 'Điều 5 Điều lệ Đảng quy định người được kết nạp phải trải qua thời kỳ dự bị mười hai tháng.';

async function write(page, editor) {
  await page.goto(editor);
  await page.fill('#stem', STEM);
  for (const [i, text] of OPTIONS.entries()) await page.fill(`#option-${i + 1}`, text);
  await page.check('input[name=right][value="2"]');
  await page.selectOption('#topic', 'charter');
  await page.locator('#preview .opt').nth(3).waitFor();
  await page.locator('#found-explanation .found__line').waitFor();
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
}

/** @param secretary signed in on a desk */
export async function editorPictures(studio, secretary) {
  await secretary.goto(`${studio.base}/question-bank`);
  const [bank] = await linksOf(secretary, /^\/question-bank\/[0-9a-f-]{36}$/);
  const editor = `${studio.base}${bank}/items/new`;

  const phone = await studio.signIn('thuky', PHONE);
  await write(phone, editor);
  await studio.take(phone, 'editor-360', '#stem');

  await secretary.setViewportSize({ ...DESK, height: 1080 });
  await write(secretary, editor);
  await studio.take(secretary, 'editor-1280');
  await secretary.setViewportSize(DESK);
  await press(secretary, 'Lưu bản nháp');
  const item = new URL(secretary.url()).pathname;
  await secretary.goto(studio.base + item);
  await studio.take(secretary, 'item-draft-1280');
  await secretary.goto(`${studio.base}${item}/edit`);
  await secretary.fill('#explanation', WHY);
  await secretary.selectOption('#document', 'dieu-le-2011');
  await secretary.fill('#article', '5');
  await press(secretary, 'Lưu bản nháp');
  await press(secretary, 'Gửi duyệt');

  const chair = await studio.signIn('chutich');
  await chair.goto(`${studio.base}${item}/decide`);
  await studio.take(chair, 'decide-1280');

  const [live] = await linksOf(await listed(secretary, studio.base + bank), /\/items\/DL\d+$/);
  await secretary.goto(`${studio.base}${live}/edit`);
  await secretary.fill('#explanation', `${await secretary.inputValue('#explanation')} Người soạn đã đối chiếu lại.`);
  await press(secretary, 'Lưu bản nháp');
  await secretary.goto(studio.base + live);
  await studio.take(secretary, 'item-next-1280');
}

async function listed(page, bank) {
  await page.goto(`${bank}?topic=charter&kind=single&state=live`);
  return page;
}
