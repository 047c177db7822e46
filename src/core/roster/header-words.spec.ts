import { describe, expect, it } from '@jest/globals';
import { foldHeader, headerWord, type RosterField } from './header-words.js';

const fieldOf = (header: string, above = ''): RosterField | null => headerWord(header, above)?.field ?? null;

describe('the header of a column', () => {
  it.each<[RosterField, string[]]>([
    ['ordinal', ['STT', 'TT', 'Số TT', 'Số thứ tự', 'S.T.T']],
    [
      'birth',
      [
        'Ngày sinh',
        'NGÀY SINH ',
        'Ngày tháng năm sinh',
        'Ngày, tháng, năm sinh',
        'Năm sinh',
        'Sinh ngày',
        'Ngày sinh (dd/mm/yyyy)',
      ],
    ],
    ['sex', ['Giới tính', 'Nam/Nữ', 'Nam, nữ', 'GIỚI TÍNH', 'Phái']],
    [
      'unitName',
      [
        'Chi bộ',
        'Đơn vị',
        'Chi bộ, đảng bộ',
        'Chi bộ/Đảng bộ',
        'Nơi giới thiệu',
        'Đơn vị giới thiệu',
        'Đảng bộ cơ sở',
        'Tên chi bộ',
      ],
    ],
    ['post', ['Chức vụ', 'Nghề nghiệp', 'Chức vụ, nghề nghiệp', 'Nghề nghiệp, chức vụ, nơi công tác']],
    [
      'idNumber',
      [
        'Số CCCD',
        'CCCD',
        'Số định danh',
        'Số định danh cá nhân',
        'CMND',
        'CMND/CCCD',
        'Số căn cước công dân',
        'Số thẻ CCCD',
      ],
    ],
    ['phone', ['Số điện thoại', 'Điện thoại', 'SĐT', 'Số ĐT', 'ĐT', 'Điện thoại liên hệ']],
    [
      'certificateNo',
      [
        'Số GCN lớp',
        'Giấy chứng nhận',
        'Số giấy chứng nhận',
        'Số, ngày cấp GCN',
        'Giấy chứng nhận lớp nhận thức về Đảng',
      ],
    ],
    ['certificateOn', ['Ngày cấp GCN', 'Ngày cấp giấy chứng nhận', 'Ngày GCN']],
    [
      'cellResolution',
      ['Nghị quyết chi bộ', 'NQ đề nghị', 'Số NQ chi bộ', 'Số, ngày nghị quyết', 'Nghị quyết đề nghị của chi bộ'],
    ],
    ['note', ['Ghi chú', 'GHI CHÚ', 'Ghi chú khác']],
  ])('means %s in its usual words', (field, headers) => {
    for (const header of headers) {
      expect([header, fieldOf(header), fieldOf(header.normalize('NFD'))]).toEqual([header, field, field]);
    }
  });

  it.each([
    'Dân tộc',
    'DT',
    'Tôn giáo',
    'Nơi sinh',
    'Ngày cấp CCCD',
    'Nơi cấp giấy chứng nhận',
    'Họ tên cha',
    'Họ và tên người giới thiệu',
    'Ngày nghị quyết',
    'Ngày vào Đoàn',
    'Năm',
    'Đơn vị cấp GCN',
    '',
  ])('%p is nothing that is read', (header) => {
    expect(fieldOf(header)).toBeNull();
  });

  it('of number or date alone means what the header above it says', () => {
    expect(fieldOf('Số', 'Giấy chứng nhận')).toBe('certificateNo');
    expect(fieldOf('Ngày cấp', 'Giấy chứng nhận')).toBe('certificateOn');
    expect(fieldOf('Số', 'CCCD')).toBe('idNumber');
    expect(fieldOf('Ngày cấp', 'CCCD')).toBeNull();
    expect(fieldOf('Số', 'Nghị quyết chi bộ')).toBe('cellResolution');
    expect(fieldOf('Số')).toBeNull();
  });

  it('below a birth date tells a year from a man', () => {
    expect(fieldOf('Năm', 'Ngày tháng năm sinh')).toBe('birthYear');
    expect(fieldOf('Nam', 'Năm sinh')).toBe('male');
    expect(fieldOf('Nữ', 'Năm sinh')).toBe('female');
    expect([fieldOf('Ngày', 'Sinh'), fieldOf('Tháng', 'Sinh')]).toEqual(['birthDay', 'birthMonth']);
  });

  it('says halves of a name', () => {
    expect(['Họ đệm', 'Họ và tên đệm', 'Họ', 'Họ lót'].map((h) => fieldOf(h))).toEqual(Array(4).fill('familyName'));
    expect(fieldOf('Tên')).toBe('givenName');
  });

  it('of a better word has a lower rank', () => {
    const ranks = ['Chi bộ', 'Đảng bộ', 'Đơn vị'].map((header) => headerWord(header, '')?.rank ?? NaN);
    expect([...ranks].sort((x, y) => x - y)).toEqual(ranks);
  });

  it('loses remarks in brackets unless it has nothing else, and is never a paragraph', () => {
    expect(foldHeader('Ngày sinh (dd/mm/yyyy)')).toBe('ngay sinh');
    expect(foldHeader('(Ký tên)')).toBe('ky ten');
    expect(foldHeader('Họ tên '.repeat(40))).toBe('');
  });
});
