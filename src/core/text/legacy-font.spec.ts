import { describe, expect, it } from '@jest/globals';
import { legacyEncoding } from './legacy-font.js';

describe('text in a font of before Unicode', () => {
  it.each([
    'NguyÔn V¨n §øc',
    'TrÇn ThÞ Hoµ',
    'Lª V¨n B×nh',
    'Ph¹m Hång Qu©n',
    'Hä vµ tªn',
    'Chi bé C¬ khÝ',
    'Hïng',
    'D\u00adìng V¨n C\u00adêng',
  ])('%p is TCVN3', (text) => {
    expect(legacyEncoding(text)).toBe('TCVN3');
  });

  it.each(['Nguyeãn Vaên Ñöùc', 'Traàn Thò Leâ', 'NGUYEÃN VAÊN BAÛY', 'Phöông', 'Hoaøng Vieät'])(
    '%p is VNI',
    (text) => {
      expect(legacyEncoding(text)).toBe('VNI');
    },
  );

  it('bytes of UTF-8 taken for letters are known', () => {
    const misread = (text: string): string => Buffer.from(text).toString('latin1');
    expect(['Nguyễn Văn Đức', 'Trần Thị Hoà', 'Lê Thương'].map((text) => legacyEncoding(misread(text)))).toEqual([
      'UTF-8',
      'UTF-8',
      'UTF-8',
    ]);
    expect(legacyEncoding('Nguy\ufffdn')).toBe('UTF-8');
  });

  it.each([
    'Nguyễn Văn Đức',
    'LÊ THANH HOÀ',
    'Trí Công',
    'Hoà',
    'Thúy',
    'Lò Thị Hằng',
    'Y Bhiă Niê',
    "H'Hen Niê",
    'K’Brơi',
    'Kpuih Hăng',
    'Chi bộ «Cơ khí»',
    'Excel® 2019',
    '30 m² (khu A)',
    'Chi bộ Phân xưởng Vận tải, Thông gió và Đào lò số 7',
    'Müller',
    'Tràn Quỳnh'.normalize('NFD'),
    '',
  ])('%p is what it says', (text) => {
    expect(legacyEncoding(text)).toBeNull();
  });
});
