import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/core/access/access-matrix.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { Hall } from '../support/hall.js';
import { focusOf, tabTo } from '../support/keyboard.js';
import { StaffPage } from '../support/staff-page.js';
import { PASSWORD } from '../support/world.js';

const STEM = 'Thời gian dự bị của người được kết nạp vào Đảng là bao lâu?';
const WHY = 'Điều lệ quy định thời gian dự bị là mười hai tháng kể từ ngày chi bộ kết nạp.';

describe('the editor of questions', () => {
  let hall: Hall;
  let base: string;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['itemWriter', 'secretary', 'itemReviewer', 'invigilator'] });
    base = `/question-bank/${hall.committee.bankId}`;
  });
  afterEach(async () => {
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => hall.close());

  async function signedIn(role: Role, width = 1280, script = true): Promise<StaffPage> {
    const staff = new StaffPage(await hall.visitor({ width, height: 900, script }));
    await staff.signIn(hall.committee.usernameOf(role));
    return staff;
  }
  const itemOf = async (code: string) =>
    (await hall.house.app.get(QuestionBankService).getItem(hall.committee.bankId, code)).versions[0]!;
  const savedCode = (page: Page): string => /items\/(\w+)\?/.exec(page.url())?.[1] ?? '';
  const preview = (page: Page) => page.locator('#preview');
  /** That a form was refused is what the browser's console should say of these answers, and nothing else. */
  const refusedWith = (...statuses: number[]): void => {
    const others = hall.complaints
      .splice(0)
      .filter((line) => !statuses.some((status) => line.includes(String(status))));
    expect(others).toEqual([]);
  };
  /** Waits for what the server says to what is typed by now. */
  const shows = (page: Page, text: string) => preview(page).getByText(text, { exact: false }).first().waitFor();

  test('is written by keys alone: rows come, move and go, and the question is saved', async () => {
    const staff = await signedIn('itemWriter');
    const { page } = staff;
    await staff.open(`${base}/items/new`);
    expect((await focusOf(page))?.name).toBe('Câu hỏi');
    await page.keyboard.type(STEM);
    await tabTo(page, /^Phương án A$/);
    await page.keyboard.type('sáu tháng');
    for (const text of ['mười hai tháng', 'hai năm', 'ba năm']) {
      await tabTo(page, /^Phương án [B-D]$/);
      await page.keyboard.type(text);
    }
    // Enter in the last row gives one more, which has the focus.
    await page.keyboard.press('Enter');
    await page.locator('#option-5:focus').waitFor();
    await page.keyboard.press('Backspace');
    await page.locator('#option-5').waitFor({ state: 'detached' });
    await page.locator('#option-4:focus').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('#option-3:focus').waitFor();
    expect(await page.inputValue('#option-3')).toBe('ba năm');
    await page.locator('#found-key').getByText('Loại câu này phải có đúng một đáp án').waitFor();
    // The group of buttons is one stop; the arrows go through it.
    await tabTo(page, /^Phương án C là đáp án/, 'Shift+Tab');
    await page.keyboard.press('ArrowUp');
    expect(await page.isChecked('input[name=right][value="2"]')).toBe(true);
    await tabTo(page, /^Giải thích$/);
    await page.keyboard.type(WHY);
    await tabTo(page, /^Văn bản, tài liệu$/);
    await page.selectOption('#document', 'dieu-le-2011');
    await page.locator('#found-count').getByText('Không còn gì phải sửa').waitFor();
    await shows(page, 'mười hai tháng');
    expect(await staff.faults()).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**done=item.added');
    const { version, key } = await itemOf(savedCode(page));
    expect(version.options.map((o) => o.text)).toEqual(['sáu tháng', 'mười hai tháng', 'ba năm', 'hai năm']);
    expect([key?.key, version.citation.document]).toEqual([['B'], 'dieu-le-2011']);
    // What was saved is forgotten: the next question begins empty.
    await staff.open(`${base}/items/new`);
    expect(await page.inputValue('#stem')).toBe('');
  });

  test('shows what the candidate will see, through the views of the paper, for every kind', async () => {
    const staff = await signedIn('itemWriter');
    const { page } = staff;
    await staff.open(`${base}/items/new`);
    await page.fill('#stem', STEM);
    await page.fill('#option-1', 'một dòng');
    await shows(page, 'một dòng');
    expect(await preview(page).locator('.opt input[type=radio]').count()).toBe(1);
    const change = async (kind: string, seen: string): Promise<void> => {
      await page.selectOption('#kind', kind);
      await preview(page).locator(seen).first().waitFor();
      expect(await page.inputValue('#stem')).toBe(STEM);
      expect(await staff.faults()).toEqual([]);
    };
    await change('multiple', '.opt input[type=checkbox]');
    await change('trueFalse', '.opt__text:text("Đúng")');
    await change('shortText', 'input.typed__line');
    await change('ordering', '.order__lines');
    await change('matching', '.match');
    await change('essay', 'textarea.essay__text');
    await page.selectOption('#kind', 'oral');
    await page.locator('#criterion-1').waitFor();
    // What another kind has was not thrown away.
    await change('single', '.opt input[type=radio]');
    expect(await page.inputValue('#option-1')).toBe('một dòng');
  });

  test.each([360, 1280])('loses nothing typed to a session that ran out, or to a reload (%i px)', async (width) => {
    const staff = await signedIn('itemWriter', width);
    const { page } = staff;
    await staff.open(`${base}/items/new`);
    await page.fill('#stem', `${STEM} (${width})`);
    await page.click('button[value="add:option"]');
    await page.locator('#option-5').waitFor();
    await page.fill('#option-5', 'dòng thứ năm');
    await page.check('input[name=right][value="5"]');
    await page.reload();
    await page.locator('[data-kept]:visible').waitFor();
    expect(await page.inputValue('#option-5')).toBe('dòng thứ năm');
    await page.context().clearCookies({ name: 'nt_staff' });
    await page.fill('#explanation', WHY);
    await page.locator('[data-trouble=out]:visible').waitFor();
    await page.click('[data-save]');
    await page.fill('#username', hall.committee.usernameOf('itemWriter'));
    await page.fill('#password', PASSWORD);
    await page.click('main form button');
    await page.locator('[data-kept]:visible').waitFor();
    expect(await page.inputValue('#stem')).toBe(`${STEM} (${width})`);
    expect(await page.inputValue('#option-5')).toBe('dòng thứ năm');
    expect(await page.isChecked('input[name=right][value="5"]')).toBe(true);
    expect(await page.inputValue('#explanation')).toBe(WHY);
    expect(await staff.faults()).toEqual([]);
    await page.click('[data-save]');
    await page.waitForURL('**done=item.added');
    refusedWith(401);
  });

  test('stays where it is when the server cannot be reached, and saves once it can', async () => {
    const staff = await signedIn('itemWriter');
    const { page } = staff;
    await staff.open(`${base}/items/new`);
    await page.fill('#stem', 'Câu được lưu khi mạng vừa mất hỏi điều gì?');
    await page.context().setOffline(true);
    await page.click('[data-save]');
    await page.locator('[data-trouble=away]:visible').waitFor();
    expect(await page.inputValue('#stem')).toBe('Câu được lưu khi mạng vừa mất hỏi điều gì?');
    await page.context().setOffline(false);
    await page.click('[data-save]');
    await page.waitForURL('**done=item.added');
    hall.complaints.splice(0);
  });

  test('a comment on an item survives a session that ran out, and is not there again once it is written', async () => {
    const staff = await signedIn('itemReviewer');
    const { page } = staff;
    await staff.open(`${base}/items/DL001`);
    await page.fill('#text', 'Nên dẫn thêm khoản 2 của điều này.');
    await page.context().clearCookies({ name: 'nt_staff' });
    await page.click('#notes form button, form[action$="/comment"] button');
    await page.fill('#username', hall.committee.usernameOf('itemReviewer'));
    await page.fill('#password', PASSWORD);
    await page.click('main form button');
    await staff.open(`${base}/items/DL001`);
    expect(await page.inputValue('#text')).toBe('Nên dẫn thêm khoản 2 của điều này.');
    await page.click('form[action$="/comment"] button');
    await page.waitForURL('**done=item.commented*');
    expect(await page.inputValue('#text')).toBe('');
    hall.complaints.splice(0);
  });

  test('tells the second of two who edit the same draft, and both texts are kept', async () => {
    const [first, second] = [await signedIn('itemWriter'), await signedIn('secretary')];
    await first.open(`${base}/items/new`);
    await first.page.fill('#stem', 'Câu hai người cùng sửa hỏi điều gì?');
    await first.page.click('[data-save]');
    await first.page.waitForURL('**done=item.added');
    const code = savedCode(first.page);
    for (const { page, visitor } of [first, second]) await page.goto(`${visitor.origin}${base}/items/${code}/edit`);
    await first.page.fill('#explanation', 'Lời của người thứ nhất.');
    await first.page.click('[data-save]');
    await first.page.waitForURL('**done=item.saved');
    await second.page.fill('#explanation', 'Lời của người thứ hai.');
    await second.page.click('[data-save]');
    await second.page.locator('#refused').waitFor();
    expect(await second.page.textContent('#refused')).toContain('Nguyễn Văn itemWriter đã lưu bản 2');
    expect(await second.page.inputValue('#explanation')).toBe('Lời của người thứ hai.');
    expect(await second.faults()).toEqual([]);
    refusedWith(409);
    await second.page.click('[data-save]');
    await second.page.waitForURL('**done=item.saved');
    const { versions } = await hall.house.app.get(QuestionBankService).getItem(hall.committee.bankId, code);
    expect(versions.map((v) => v.key?.explanation)).toEqual(['Lời của người thứ hai.', 'Lời của người thứ nhất.', '']);
  });

  test.each([360, 1280])(
    'works without script: a row more, a preview, a fault beside its field (%i px)',
    async (width) => {
      const staff = await signedIn('itemWriter', width, false);
      const { page } = staff;
      await staff.open(`${base}/items/new`);
      await page.selectOption('#kind', 'ordering');
      await page.click('button[value=kind]');
      await page.fill('#stem', 'Xếp các sự kiện theo thứ tự thời gian:');
      for (const [i, text] of ['Năm 1930', 'Năm 1945', 'Năm 1954', 'Năm 1975'].entries())
        await page.fill(`#option-${i + 1}`, text);
      await page.click('button[value="add:option"]');
      await page.fill('#option-5', 'Năm 1986');
      await page.click('button[value="up:option:5"]');
      await page.click('button[value="down:option:4"]');
      await page.click('button[value=look].btn');
      expect(await preview(page).locator('.order__line').count()).toBe(5);
      expect(await page.locator('#found-citation').textContent()).toContain('Chưa dẫn căn cứ');
      await page.fill('#code', 'sai');
      await page.click('[data-save]');
      expect(await page.textContent('#code-error')).toContain('ví dụ DL101');
      refusedWith(400);
      await page.fill('#code', `ST10${width}`.slice(0, 7));
      await page.click('[data-save]');
      await page.waitForURL('**done=item.added');
      const { version, key } = await itemOf(savedCode(page));
      expect(key?.key.map((id) => version.options.find((o) => o.id === id)?.text)).toEqual([
        ...['Năm 1930', 'Năm 1945', 'Năm 1954', 'Năm 1975', 'Năm 1986'],
      ]);
    },
  );

  test.each([360, 1280])('leads a draft to its reviewer, and back with a remark (%i px)', async (width) => {
    const writer = await signedIn('itemWriter', width);
    await writer.open(`${base}/items/new`);
    await writer.page.fill('#stem', `Đảng viên có nhiệm vụ gì khi sinh hoạt chi bộ (${width})?`);
    await writer.page.fill('#explanation', WHY);
    await writer.page.click('[data-save]');
    await writer.page.waitForURL('**done=item.added');
    const code = savedCode(writer.page);
    expect(await writer.faults()).toEqual([]);
    await writer.page.click('form[action$="/submit"] button');
    expect(await writer.done()).toContain('Đã gửi duyệt');
    expect(await writer.faults()).toEqual([]);
    const reviewer = await signedIn('itemReviewer', width);
    await reviewer.open(`${base}?state=inReview`);
    await reviewer.page.click(`a[href$="/items/${code}"]`);
    expect(await reviewer.faults()).toEqual([]);
    await reviewer.page.click('#road a[href$="/decide"]');
    expect(await reviewer.faults()).toEqual([]);
    await reviewer.page.fill('#text', 'Chưa có đáp án, xin bổ sung bốn phương án');
    await reviewer.page.click('main form .btn--go');
    expect(await reviewer.done()).toContain('Đã trả lại');
    await writer.open(`${base}/items/${code}`);
    expect(await writer.page.textContent('#notes ~ ol')).toContain('xin bổ sung bốn phương án');
    expect(await writer.page.locator('#road a[href$="/edit"]').count()).toBe(1);
  });
});
