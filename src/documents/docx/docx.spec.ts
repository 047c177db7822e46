import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { textWidth } from './measure.js';
import type { Block, PaperSpec, TableBlock } from './paper.js';
import { columnWidths } from './table.js';
import { writePaper } from './write-paper.js';

const paper = (more: Partial<PaperSpec> = {}): PaperSpec => ({
  letterhead: {
    upper: 'ĐẢNG BỘ TỈNH QUẢNG NINH',
    issuers: ['ĐẢNG ỦY PHƯỜNG HẠ LONG', 'HỘI ĐỒNG KIỂM TRA, ĐÁNH GIÁ NHẬN THỨC'],
    number: { ordinal: 2, typeSymbol: 'BB', orgSymbol: 'HĐKT' },
    placeDate: { place: 'Hạ Long', date: '2027-02-05' },
  },
  typeName: 'BIÊN BẢN',
  abstract: ['họp Hội đồng xét kết quả', 'đợt 1 năm 2027'],
  blocks: [{ kind: 'paragraph', text: 'Hội nghị kết thúc cùng ngày.' }],
  ...more,
});

const MINUTES_CLOSING = {
  signatures: [
    {
      left: { authority: 'NGƯỜI GHI BIÊN BẢN', name: 'Nguyễn Thị Hạnh' },
      right: { authority: 'CHỦ TRÌ HỘI NGHỊ', name: 'Trần Văn Đức' },
    },
  ],
};

const TABLE: TableBlock = {
  kind: 'table',
  columns: [
    { header: 'TT', widthMm: 10, align: 'center' },
    { header: 'Họ và tên', widthMm: 55 },
    { header: 'Chi bộ, đảng bộ' },
    { header: 'Tổng điểm', widthMm: 25, align: 'right' },
  ],
  rows: [
    ['1', 'Nguyễn Thị Hạnh', 'Chi bộ 1', '58,50'],
    ['2', 'Trần Văn Đức', null, '9,25'],
    ['3', 'Lê An', 'Chi bộ 2', '7,00'],
  ],
};

type Files = Readonly<Record<string, string>>;

async function opened(spec: PaperSpec): Promise<Files> {
  const files = unzipSync(await writePaper(spec));
  return Object.fromEntries(Object.entries(files).map(([path, data]) => [path, strFromU8(data)]));
}

const bodyOf = (files: Files): string => files['word/document.xml'] ?? '';
const attribute = (xml: string, element: string, name: string): string | undefined =>
  new RegExp(`<${element}\\b[^>]*? ${name}="([^"]*)"`).exec(xml)?.[1];

interface Seen {
  readonly text: string;
  readonly xml: string;
  /** Of the paragraph's style, in half points. */
  readonly size: string | undefined;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly align: string | undefined;
  readonly style: string;
}

/** Every paragraph of a part as a reader sees it, its style resolved. */
function paragraphs(files: Files, path = 'word/document.xml'): readonly Seen[] {
  const xml = files[path] ?? '';
  return (xml.match(/<w:p>.*?<\/w:p>/gs) ?? []).map((p) => {
    const id = attribute(p, 'w:pStyle', 'w:val') ?? '';
    const style =
      new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`, 's').exec(files['word/styles.xml'] ?? '')?.[0] ?? '';
    return {
      text: p
        .replace(/<w:br\/>/g, '\n')
        .replace(/<w:tab\/>/g, '\t')
        .replace(/<[^>]*>/g, ''),
      xml: p,
      style,
      size: attribute(style, 'w:sz', 'w:val'),
      bold: /<w:b\/>/.test(style) || /<w:b\/>/.test(p),
      italic: /<w:i\/>/.test(style),
      align: attribute(p, 'w:jc', 'w:val') ?? attribute(style, 'w:jc', 'w:val'),
    };
  });
}

function theOne(files: Files, text: string, path?: string): Seen {
  const found = paragraphs(files, path).filter((p) => p.text === text);
  expect([text, found.length]).toEqual([text, 1]);
  return found[0]!;
}

const look = ({ size, bold, italic, align }: Seen): unknown => ({ size, bold, italic, align });
const tables = (files: Files): readonly string[] => bodyOf(files).match(/<w:tbl>.*?<\/w:tbl>/gs) ?? [];
const rowsIn = (table: string): readonly string[] => table.match(/<w:tr>.*?<\/w:tr>/gs) ?? [];
const cellsIn = (row: string): readonly string[] => row.match(/<w:tc>.*?<\/w:tc>/gs) ?? [];
const textOf = (xml: string): string => xml.replace(/<[^>]*>/g, '');
const keeps = (xml: string): boolean => xml.includes('<w:keepNext/>');
const twips = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);

describe('the page', () => {
  it('is A4 with margins of 20 mm above and below, 30 at the left, 15 at the right', async () => {
    const body = bodyOf(await opened(paper()));
    const size = ['w:w', 'w:h', 'w:orient'].map((name) => attribute(body, 'w:pgSz', name));
    expect(size).toEqual(['11906', '16838', 'portrait']);
    const margins = ['top', 'bottom', 'left', 'right', 'header'].map((side) => attribute(body, 'w:pgMar', `w:${side}`));
    expect(margins).toEqual([20, 20, 30, 15, 10].map((side) => String(twips(side))));
  });

  it('lies where the list is wide, in the paper or in an annex alone', async () => {
    const flat = (xml: string): unknown =>
      [...xml.matchAll(/<w:pgSz w:w="(\d+)" w:h="(\d+)" w:orient="(\w+)"/g)].map((m) => m.slice(1));
    expect(flat(bodyOf(await opened(paper({ landscape: true }))))).toEqual([['16838', '11906', 'landscape']]);
    const annex = { label: 'PHỤ LỤC', title: ['DANH SÁCH'], blocks: [TABLE], landscape: true };
    expect(flat(bodyOf(await opened(paper({ annexes: [annex] }))))).toEqual([
      ['11906', '16838', 'portrait'],
      ['16838', '11906', 'landscape'],
    ]);
  });

  it('bears its number from the second on, in the middle above', async () => {
    const files = await opened(paper({ footerNote: '1042-9F86' }));
    expect(bodyOf(files)).toContain('<w:titlePg/>');
    const header = (type: string): readonly Seen[] => {
      const id = new RegExp(`<w:headerReference w:type="${type}" r:id="([^"]*)"`).exec(bodyOf(files))?.[1];
      const rels = files['word/_rels/document.xml.rels'] ?? '';
      const target = new RegExp(`<Relationship Id="${id ?? '?'}"[^>]*Target="([^"]*)"`).exec(rels)?.[1];
      return paragraphs(files, `word/${target ?? ''}`);
    };
    expect(header('default').map(({ text, align, size }) => [text, align, size])).toEqual([['PAGE', 'center', '28']]);
    expect(header('first').map(({ text }) => text)).toEqual(['']);
  });

  it('says on each page that the data are a sample, and at its foot what it is asked to', async () => {
    const files = await opened(paper({ sampleMark: 'DỮ LIỆU MẪU', footerNote: '1042-9F86-D081-884C-7D65' }));
    const parts = (kind: string): readonly string[] => Object.keys(files).filter((p) => p.startsWith(`word/${kind}`));
    expect(parts('header').map((path) => paragraphs(files, path)[0]?.text)).toEqual(['DỮ LIỆU MẪU', 'DỮ LIỆU MẪU']);
    expect(parts('footer').map((path) => paragraphs(files, path)[0]?.text)).toEqual(
      Array(2).fill('1042-9F86-D081-884C-7D65'),
    );
    const plain = await opened(paper());
    expect(Object.values(plain).join('')).not.toContain('DỮ LIỆU MẪU');
  });
});

describe('the letters', () => {
  it('are Times New Roman of 14 points in all four kinds, and nothing in the file names another font', async () => {
    const files = await opened(paper({ blocks: [TABLE, { kind: 'dash', text: 'Một.' }], closing: MINUTES_CLOSING }));
    const styles = files['word/styles.xml'] ?? '';
    const defaults = /<w:docDefaults>.*?<\/w:docDefaults>/s.exec(styles)?.[0] ?? '';
    const kinds = ['ascii', 'hAnsi', 'cs', 'eastAsia'].map((kind) => attribute(defaults, 'w:rFonts', `w:${kind}`));
    expect(kinds).toEqual(Array(4).fill('Times New Roman'));
    expect(['w:sz', 'w:szCs'].map((element) => attribute(defaults, element, 'w:val'))).toEqual(['28', '28']);
    const named = Object.entries(files)
      .filter(([path]) => /^word\/(document|styles|header\d+|footer\d+)\.xml$/.test(path))
      .flatMap(([, xml]) => [...xml.matchAll(/<w:rFonts ([^>]*)\/>/g)])
      .flatMap(([, attributes = '']) => [...attributes.matchAll(/="([^"]*)"/g)].map((m) => m[1]));
    expect(new Set(named)).toEqual(new Set(['Times New Roman']));
  });

  it('are composed, and what XML cannot hold is dropped', async () => {
    const text = 'Nguye\u0302\u0303n\u0000 <b> & "c"\ud800\u000b'.normalize('NFD');
    const body = bodyOf(await opened(paper({ blocks: [{ kind: 'paragraph', text: [{ text }] }] })));
    expect(body).toBe(body.normalize('NFC'));
    expect(body).toContain('Nguyễn &lt;b&gt; &amp; ');
    expect(body).not.toMatch(/[\u0000\u000b\ud800]/u);
  });
});

describe('the letterhead', () => {
  it('has the organisations at the left, the Party at the right, each in its size', async () => {
    const files = await opened(paper());
    const upright = { italic: false, align: 'center' };
    expect(look(theOne(files, 'ĐẢNG CỘNG SẢN VIỆT NAM'))).toEqual({ size: '30', bold: true, ...upright });
    expect(look(theOne(files, 'ĐẢNG BỘ TỈNH QUẢNG NINH'))).toEqual({ size: '28', bold: false, ...upright });
    expect(look(theOne(files, 'ĐẢNG ỦY PHƯỜNG HẠ LONG'))).toEqual({ size: '28', bold: true, ...upright });
    const [first = '', second = ''] = rowsIn(tables(files)[0]!);
    expect(cellsIn(first).map(textOf)[1]).toBe('ĐẢNG CỘNG SẢN VIỆT NAM');
    expect(cellsIn(second).map(textOf)).toEqual(['*Số 02-BB/HĐKT', 'Hạ Long, ngày 05 tháng 02 năm 2027']);
    expect(look(theOne(files, 'Hạ Long, ngày 05 tháng 02 năm 2027'))).toMatchObject({ size: '28', italic: true });
  });

  it.each([false, true])('rules off the title by a solid line of its own length (landscape %s)', async (landscape) => {
    const files = await opened(paper({ landscape }));
    const table = tables(files)[0]!;
    const rule = (table.match(/<w:p>.*?<\/w:p>/gs) ?? []).find((p) => p.includes('<w:pBdr>')) ?? '';
    expect(attribute(rule, 'w:top', 'w:val')).toBe('single');
    const column = Number([...table.matchAll(/<w:gridCol w:w="(\d+)"/g)][1]![1]);
    const length = column - Number(attribute(rule, 'w:ind', 'w:left')) - Number(attribute(rule, 'w:ind', 'w:right'));
    // Measured in a drawn page: 73,5 mm.
    expect(Math.abs(length - textWidth('ĐẢNG CỘNG SẢN VIỆT NAM', 'bold', 15))).toBeLessThanOrEqual(1);
    expect(Math.abs(length - twips(73.5))).toBeLessThan(twips(1));
  });

  it('breaks a long name into lines of about equal length, never the Party’s', async () => {
    const files = await opened(paper());
    expect(paragraphs(files).map((p) => p.text)).toContain('HỘI ĐỒNG KIỂM TRA,\nĐÁNH GIÁ NHẬN THỨC');
  });

  it('leaves room for a number and a day that are not known yet', async () => {
    const { letterhead } = paper();
    const number = { ordinal: null, typeSymbol: 'BB', orgSymbol: 'HĐKT' };
    const files = await opened(
      paper({ letterhead: { ...letterhead, number, placeDate: { place: 'Hạ Long', date: null } } }),
    );
    theOne(files, 'Số .....-BB/HĐKT');
    theOne(files, 'Hạ Long, ngày ..... tháng ..... năm .....');
    const bare = await opened(paper({ letterhead: { ...letterhead, number: null, placeDate: null } }));
    expect(textOf(bodyOf(bare))).not.toMatch(/Số|ngày \d/);
  });

  it('stands above the type, what it is about, and five hyphens; the State’s motto is nowhere', async () => {
    const files = await opened(paper());
    expect(look(theOne(files, 'BIÊN BẢN'))).toMatchObject({ size: '32', bold: true, align: 'center' });
    expect(look(theOne(files, 'đợt 1 năm 2027'))).toMatchObject({ size: '28', bold: true, align: 'center' });
    theOne(files, '-----');
    expect(bodyOf(files)).not.toMatch(/CỘNG HÒA|Độc lập/);
  });
});

describe('the text', () => {
  const textBlocks: readonly Block[] = [
    { kind: 'heading', text: '1. Thành phần' },
    { kind: 'paragraph', text: [{ text: 'Có mặt ' }, { text: '7', strong: true }, { text: ' đồng chí.' }] },
    { kind: 'dash', text: 'Chi bộ 1.' },
    { kind: 'definition', term: 'Thời gian', value: '8 giờ 05 phút' },
    { kind: 'definition', term: 'Địa điểm', value: null },
    { kind: 'paragraph', text: 'Dòng một.\r\n\nDòng hai.' },
  ];

  it('has a first line 10 mm in, lines of 19 points and 14-point letters', async () => {
    const files = await opened(paper({ blocks: textBlocks }));
    for (const text of [
      '1. Thành phần',
      'Có mặt 7 đồng chí.',
      '- Chi bộ 1.',
      '- Thời gian: 8 giờ 05 phút',
      'Dòng hai.',
    ]) {
      const seen = theOne(files, text);
      const measures = ['w:firstLine', 'w:line', 'w:lineRule'].map((name) =>
        attribute(seen.style, name === 'w:firstLine' ? 'w:ind' : 'w:spacing', name),
      );
      expect([text, seen.size, seen.align, ...measures]).toEqual([
        text,
        '28',
        'both',
        String(twips(10)),
        '380',
        'atLeast',
      ]);
    }
  });

  it('is bold in the runs that are, and in headings, which stay with their text', async () => {
    const files = await opened(paper({ blocks: textBlocks }));
    expect(theOne(files, 'Có mặt 7 đồng chí.').xml.match(/<w:b\/>/g)).toHaveLength(1);
    const heading = theOne(files, '1. Thành phần');
    expect([look(heading), keeps(heading.xml)]).toEqual([expect.objectContaining({ bold: true }), true]);
  });

  it('has a dotted line to the right margin where a value is to be written', async () => {
    const fill = theOne(await opened(paper({ blocks: textBlocks })), '- Địa điểm: \t');
    expect(['w:val', 'w:leader', 'w:pos'].map((name) => attribute(fill.xml, 'w:tab', name))).toEqual([
      'right',
      'dot',
      String(11906 - twips(30) - twips(15)),
    ]);
  });
});

describe('a table', () => {
  it('has its header on every page, and no row is torn in two', async () => {
    const [header = '', ...rows] = rowsIn(tables(await opened(paper({ blocks: [TABLE] })))[1]!);
    expect([header.includes('<w:tblHeader/>'), rows.filter((row) => row.includes('<w:tblHeader/>')).length]).toEqual([
      true,
      0,
    ]);
    expect([header, ...rows].filter((row) => !row.includes('<w:cantSplit/>'))).toEqual([]);
    expect(rows.map((row) => cellsIn(row).map(textOf))).toEqual(TABLE.rows.map((row) => row.map((cell) => cell ?? '')));
  });

  it('is exactly as wide as the text, in millimetres where it says so', async () => {
    const table = tables(await opened(paper({ blocks: [TABLE] })))[1]!;
    const widths = [...table.matchAll(/<w:gridCol w:w="(\d+)"/g)].map((m) => Number(m[1]));
    expect([widths[0], widths[1], widths[3]]).toEqual([twips(10), twips(55), twips(25)]);
    expect(widths.reduce((a, b) => a + b)).toBe(11906 - twips(30) - twips(15));
    expect(table).toContain('<w:tblLayout w:type="fixed"/>');
  });

  it('aligns its columns as they ask, under bold headers in the middle', async () => {
    const files = await opened(paper({ blocks: [TABLE] }));
    expect(look(theOne(files, 'Họ và tên'))).toEqual({ size: '24', bold: true, italic: false, align: 'center' });
    expect(['1', '58,50', 'Nguyễn Thị Hạnh'].map((text) => theOne(files, text).align)).toEqual([
      'center',
      'right',
      undefined,
    ]);
  });

  it('is followed by its total, which is never alone on a page', async () => {
    const files = await opened(paper({ blocks: [{ ...TABLE, total: 'Danh sách này có 3 (ba) người.' }] }));
    theOne(files, 'Danh sách này có 3 (ba) người.');
    expect(rowsIn(tables(files)[1]!).map(keeps)).toEqual([true, false, false, true]);
  });

  it('that is wider than the text is a mistake of the caller', async () => {
    const columns = [
      { header: 'a', widthMm: 100 },
      { header: 'b', widthMm: 70 },
    ];
    await expect(writePaper(paper({ blocks: [{ kind: 'table', columns, rows: [] }] }))).rejects.toThrow(RangeError);
    expect(() => columnWidths([{ header: 'a', widthMm: 163 }, { header: 'b' }], twips(165))).toThrow(RangeError);
  });
});

describe('the signatures', () => {
  it('of minutes are the secretary’s at the left and the chair’s at the right, names bold and level', async () => {
    const files = await opened(paper({ closing: MINUTES_CLOSING }));
    const rows = rowsIn(tables(files).at(-1)!).map((row) => cellsIn(row).map(textOf));
    expect(rows).toEqual([
      ['NGƯỜI GHI BIÊN BẢN', 'CHỦ TRÌ HỘI NGHỊ'],
      ['Nguyễn Thị Hạnh', 'Trần Văn Đức'],
    ]);
    expect(look(theOne(files, 'Trần Văn Đức'))).toMatchObject({ size: '28', bold: true });
  });

  it('for a council say T/M in bold and the position not bold, at the right, the recipients beside', async () => {
    const right = { authority: 'T/M HỘI ĐỒNG', position: 'CHỦ TỊCH', name: null };
    const recipients = ['Ban Thường vụ Đảng ủy', 'Các chi bộ', 'Lưu Đảng ủy'];
    const files = await opened(paper({ closing: { signatures: [{ left: null, right }], recipients } }));
    expect(look(theOne(files, 'T/M HỘI ĐỒNG'))).toMatchObject({ bold: true });
    expect(look(theOne(files, 'CHỦ TỊCH'))).toMatchObject({ bold: false });
    const [first = ''] = rowsIn(tables(files).at(-1)!);
    expect(cellsIn(first).map(textOf)).toEqual([
      'Nơi nhận:- Ban Thường vụ Đảng ủy;- Các chi bộ;- Lưu Đảng ủy.',
      'T/M HỘI ĐỒNGCHỦ TỊCH',
    ]);
    expect(theOne(files, 'Nơi nhận:').style).toContain('<w:u w:val="single"/>');
    expect(theOne(files, '- Lưu Đảng ủy.').size).toBe('24');
  });

  it('leave room for hand and stamp', async () => {
    const table = tables(await opened(paper({ closing: { ...MINUTES_CLOSING, roomMm: 30 } }))).at(-1)!;
    const rooms = [...rowsIn(table)[1]!.matchAll(/<w:spacing w:line="(\d+)" w:lineRule="exact"\/>/g)].map((m) => m[1]);
    expect(rooms).toEqual([String(twips(30)), String(twips(30))]);
  });

  it('stay on one page, with at least two lines of the text before them', async () => {
    const blocks: readonly Block[] = ['Một.', 'Hai.', 'Ba.'].map((text) => ({ kind: 'paragraph', text }));
    const files = await opened(paper({ blocks, closing: MINUTES_CLOSING }));
    expect(['Một.', 'Hai.', 'Ba.'].map((text) => keeps(theOne(files, text).xml))).toEqual([false, true, true]);
    const rows = rowsIn(tables(files).at(-1)!);
    expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true);
    expect((rows[0]!.match(/<w:p>.*?<\/w:p>/gs) ?? []).every(keeps)).toBe(true);
  });

  it('hold a long paragraph alone, and the last rows of a list', async () => {
    const long =
      'Hội đồng thống nhất kết quả kiểm tra, đánh giá nhận thức của quần chúng ưu tú nêu trong danh sách kèm theo.';
    const blocks: readonly Block[] = ['Một.', long].map((text) => ({ kind: 'paragraph', text }));
    const files = await opened(paper({ blocks, closing: MINUTES_CLOSING }));
    expect(['Một.', long].map((text) => keeps(theOne(files, text).xml))).toEqual([false, true]);
    const listed = await opened(paper({ blocks: [TABLE], closing: MINUTES_CLOSING }));
    expect(rowsIn(tables(listed)[1]!).map(keeps)).toEqual([true, false, true, true]);
  });
});

describe('a file', () => {
  it('is the same to the byte whenever it is written, and another for another paper', async () => {
    const spec = paper({ blocks: [TABLE], closing: MINUTES_CLOSING, footerNote: 'x', sampleMark: 'DỮ LIỆU MẪU' });
    const digest = async (p: PaperSpec): Promise<string> =>
      createHash('sha256')
        .update(await writePaper(p))
        .digest('hex');
    const first = await digest(spec);
    // A day later: the clock of a zip would not tell seconds apart.
    const realNow = Date.now;
    try {
      Date.now = () => realNow() + 86_400_000;
      expect(await digest(spec)).toBe(first);
    } finally {
      Date.now = realNow;
    }
    expect(await digest({ ...spec, typeName: 'BÁO CÁO' })).not.toBe(first);
  });

  it('names the issuer and no instant, no person and no program’s user', async () => {
    const core = (await opened(paper()))['docProps/core.xml'] ?? '';
    expect(textOf(core)).toBe(
      'BIÊN BẢN họp Hội đồng xét kết quả đợt 1 năm 2027ĐẢNG ỦY PHƯỜNG HẠ LONG, HỘI ĐỒNG KIỂM TRA, ĐÁNH GIÁ NHẬN THỨC',
    );
  });
});
