import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { Hall } from '../support/hall.js';
import { PHONE, StaffPage } from '../support/staff-page.js';
import { documentXml, p } from '../support/word-documents.js';

/** Where pictures of the page are kept, when somebody looks at them. */
const SHOTS = process.env['SHOTS'];

const WORD = Buffer.from(
  zipSync({
    'word/document.xml': strToU8(
      documentXml(
        p('ĐẢNG ỦY PHƯỜNG HẠ LONG'),
        p('Câu 1 (Nhận biết): Theo Điều lệ Đảng, thời gian dự bị của người được kết nạp là bao lâu?'),
        p('A. 6 tháng\tB. ', ['12 tháng', 'b'], '\tC. 18 tháng\tD. 24 tháng'),
        p('Giải thích: Khoản 1 Điều 5 Điều lệ Đảng.'),
        p('Câu 2: Đảng viên có những quyền gì? Đảng viên dự bị khác đảng viên chính thức ở điểm nào?'),
        p('Đáp án và biểu điểm:'),
        p('- Nêu đủ bốn quyền của đảng viên (12 điểm)'),
        p('- Đảng viên dự bị không có quyền biểu quyết, ứng cử, bầu cử (8 điểm)'),
        p('Câu 3: Cơ quan lãnh đạo cao nhất của Đảng là cơ quan nào?'),
        p('A. Bộ Chính trị'),
        p('B. Đại hội đại biểu toàn quốc'),
      ),
    ),
  }),
);

describe('files of questions on the screen', () => {
  let hall: Hall;

  beforeAll(async () => {
    hall = await Hall.open({ roles: ['secretary', 'itemWriter'] });
  });
  afterEach(() => hall.clear());
  afterAll(async () => {
    expect(hall.complaints).toEqual([]);
    await hall.close();
  });

  async function signedIn(role: 'secretary' | 'itemWriter'): Promise<StaffPage> {
    const staff = new StaffPage(await hall.visitor({ width: 1280, height: 900 }));
    await staff.signIn(hall.committee.usernameOf(role));
    return staff;
  }

  async function look(staff: StaffPage, name: string): Promise<void> {
    for (const width of [PHONE, 1280]) {
      await staff.page.setViewportSize({ width, height: 900 });
      if (SHOTS !== undefined) await staff.page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    }
    expect([name, await staff.faults()]).toEqual([name, []]);
  }

  const address = (path: string): string => `/question-bank/${hall.committee.bankId}${path}`;

  it('a Word file is chosen, looked at and imported; a hostile one is refused on the same page', async () => {
    const staff = await signedIn('itemWriter');
    await staff.open(address('/import'));
    await look(staff, 'import');
    const choose = (name: string, buffer: Buffer) =>
      staff.page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer });
    await choose('a.xml', Buffer.from('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>'));
    await staff.page.click('main form button');
    await staff.page.waitForSelector('#file-error');
    expect(await staff.page.textContent('#file-error')).toContain('DOCTYPE');
    await look(staff, 'import-refused');
    await choose('cau-hoi.docx', WORD);
    await staff.page.click('main form button');
    await staff.page.waitForSelector('article');
    await look(staff, 'look');
    expect(await staff.page.locator('article').count()).toBe(3);
    await staff.page.click('main form button');
    await staff.page.waitForURL(/state=draft/);
    expect(await staff.page.textContent('main')).toContain('CH003');
    await look(staff, 'drafts');
  });

  it('an export asks for a reason, and the file comes down', async () => {
    const staff = await signedIn('secretary');
    await staff.open(address('/export'));
    await look(staff, 'export');
    await staff.page.check('input[value="gift"]');
    // The bank has orderings, which GIFT cannot hold: they are named, and nothing comes without them.
    await staff.page.fill('#reason', 'Gửi Ban Tuyên giáo góp ý');
    await staff.page.click('main form button');
    expect(await staff.page.textContent('main')).toMatch(/[1-9]\d* câu thuộc loại mà định dạng này không ghi được/);
    await look(staff, 'export-refused');
    await staff.page.selectOption('#kind', 'single');
    await staff.page.fill('#reason', 'Gửi Ban Tuyên giáo góp ý');
    const [download] = await Promise.all([staff.page.waitForEvent('download'), staff.page.click('main form button')]);
    expect(download.suggestedFilename()).toMatch(/\.gift\.txt$/);
  });
});
