import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { zipSync, strToU8 } from 'fflate';
import { draftItem } from '../../../test/support/draft-items.js';
import { documentXml, p } from '../../../test/support/word-documents.js';
import type { ItemContent } from '../../core/item/item.js';
import { MAX_FILE_BYTES, type ReadFile, readQuestionFile } from './read-file.js';
import { EXPORT_FORMATS, type ExportFormat, FORMAT_FACTS } from './export-formats.js';
import { writeQuestionFile } from './write-file.js';

async function read(data: Uint8Array | string): Promise<ReadFile> {
  const result = await readQuestionFile(Buffer.from(data));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
async function refusal(data: Uint8Array | string): Promise<unknown> {
  const started = performance.now();
  const result = await readQuestionFile(Buffer.from(data));
  expect(performance.now() - started).toBeLessThan(2000);
  return result.ok
    ? null
    : [result.error.code, result.error.params?.['reason']].filter((x) => x !== undefined).join(' ');
}
const written = (format: ExportFormat, ...items: ItemContent[]): Promise<Uint8Array> =>
  writeQuestionFile({
    format,
    title: 'Ngân hàng',
    items: items.map((content) => ({ content, review: null })),
    mark: ['Lan, 12/3/2027'],
  });

describe('a file that goes out and comes in again', () => {
  const cases = EXPORT_FORMATS.filter((f) => f !== 'aiken').flatMap((f) =>
    FORMAT_FACTS[f].kinds.map((k) => [f, k] as const),
  );

  it.each(cases)('%s holds %s as it was', async (format, kind) => {
    await fc.assert(
      fc.asyncProperty(draftItem(kind), async (item) => {
        const { items } = await read(await written(format, item));
        expect(items.map((i) => i.content)).toEqual([item]);
      }),
      { numRuns: format === 'xlsx' ? 5 : 20 },
    );
  });

  it.each(EXPORT_FORMATS.filter((f) => f !== 'aiken'))('%s bears who took it out', async (format) => {
    const [item] = fc.sample(draftItem('single'), 1) as [ItemContent];
    const data = await written(format, item);
    const isZip = data[0] === 0x50;
    const text = isZip
      ? Object.values((await import('fflate')).unzipSync(data))
          .map((b) => Buffer.from(b).toString())
          .join('')
      : Buffer.from(data).toString();
    expect(text).toContain('Lan, 12/3/2027');
  });
});

const GIFT =
  '$CATEGORY: Điều lệ\n\n::DL001::Đảng viên dự bị bao lâu?{\n=mười hai tháng\n~sáu tháng\n}\n\nNêu nhiệm vụ.{}\n';

describe('the same content in another dress', () => {
  const utf16 = (text: string, mark: boolean, swap = false): Buffer => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };
  it.each([
    ['NFD', Buffer.from(GIFT.normalize('NFD'))],
    ['a byte order mark', Buffer.from(`\ufeff${GIFT}`)],
    ['CRLF', Buffer.from(GIFT.replaceAll('\n', '\r\n'))],
    ['UTF-16 little endian', utf16(GIFT, true)],
    ['UTF-16 big endian', utf16(GIFT, true, true)],
    ['UTF-16 without a mark', utf16(GIFT, false)],
    ['NFD with a mark, CRLF and UTF-16', utf16(GIFT.normalize('NFD').replaceAll('\n', '\r\n'), true)],
  ])('is read the same: %s', async (_, bytes) => {
    expect(await read(bytes)).toEqual(await read(GIFT));
  });

  it.each(['moodle', 'qti21', 'qti30', 'yaml', 'docx', 'xlsx'] as const)(
    'is read the same in NFD: %s',
    async (format) => {
      const [item] = (await read(GIFT)).items;
      const content = { ...item!.content, citation: { document: 'dieu-le' } };
      const nfd = JSON.parse(JSON.stringify(content).normalize('NFD')) as ItemContent;
      const [a, b] = await Promise.all([written(format, content), written(format, nfd)]);
      expect((await read(b)).items.map((i) => i.content)).toEqual((await read(a)).items.map((i) => i.content));
    },
  );

  it('in UTF-16 XML is XML', async () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-16"?><quiz><question type="essay"><questiontext><text>Nêu</text></questiontext></question></quiz>';
    expect((await read(utf16(xml, true))).items[0]?.content.stem).toBe('Nêu');
  });
});

describe('old fonts', () => {
  it('in bytes are refused with their name', async () => {
    expect(await refusal(Buffer.from('§¶ng viªn dù bÞ{=mét ~hai}', 'latin1'))).toBe('bank/file-legacy-font');
    expect(await refusal(Buffer.from([0x41, 0xff, 0x7b, 0x7d]))).toBe('bank/file-encoding');
  });

  it('in Unicode files are errors at their questions', async () => {
    const { problems } = await read('§¶ng viªn dù bÞ bao l©u?{=mét n¨m ~hai n¨m}\n\nĐảng viên{T}');
    expect(problems.map((q) => [q.severity, q.place.line, q.code, q.params['encoding']])).toEqual([
      ['error', 1, 'format/legacy-font', 'TCVN3'],
    ]);
  });
});

const zip = (files: Record<string, Uint8Array | string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([n, c]) => [n, typeof c === 'string' ? strToU8(c) : c])));
const TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const ITEM =
  '<assessmentItem identifier="a" title="t"><itemBody><p>x</p><extendedTextInteraction responseIdentifier="R"/></itemBody></assessmentItem>';
const MANIFEST = '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="a.xml"/></resources></manifest>';

/** An archive with a part whose entry says that it is a link. */
function withLink(): Uint8Array {
  const data = Buffer.from(zip({ 'imsmanifest.xml': MANIFEST, 'a.xml': '/etc/passwd' }));
  const second = data.indexOf(Buffer.from('PK\x01\x02'), data.indexOf(Buffer.from('PK\x01\x02')) + 4);
  data.writeUInt32LE((0o120777 << 16) >>> 0, second + 38);
  return data;
}
const rowsXml = (n: number, row: (i: number) => string): string =>
  `<worksheet><sheetData>${Array.from({ length: n }, (_, i) => row(i + 1)).join('')}</sheetData></worksheet>`;
const book = (sheet: string): Uint8Array =>
  zip({
    '[Content_Types].xml': TYPES,
    '_rels/.rels':
      '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>',
    'xl/worksheets/s.xml': sheet,
  });
const LAUGHS =
  '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz><question type="essay"><name><text>&b;</text></name></question></quiz>';
const PASSWD = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>';

describe('hostile files are refused, each by its name', () => {
  it.each<readonly [string, () => Uint8Array | string, string]>([
    ['a bomb in one part', () => zip({ 'a.xml': new Uint8Array(60_000_000) }), 'bank/file-hostile ratio'],
    [
      'a bomb in many parts',
      () => zip(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.xml`, new Uint8Array(900_000)]))),
      'bank/file-hostile size',
    ],
    [
      'more entries than a bank has',
      () => zip(Object.fromEntries(Array.from({ length: 12_001 }, (_, i) => [`${i}`, '']))),
      'bank/file-hostile entries',
    ],
    [
      'a path that climbs',
      () => zip({ 'imsmanifest.xml': MANIFEST, '../../etc/x.xml': ITEM }),
      'bank/file-hostile path',
    ],
    ['an absolute path', () => zip({ '/etc/x.xml': ITEM }), 'bank/file-hostile path'],
    ['a path of Windows', () => zip({ 'C:\\x.xml': ITEM }), 'bank/file-hostile path'],
    ['a link', withLink, 'bank/file-hostile link'],
    ['entities that grow', () => LAUGHS, 'bank/file-hostile doctype'],
    ['an external entity', () => PASSWD, 'bank/file-hostile doctype'],
    [
      'an entity in a package',
      () => zip({ 'imsmanifest.xml': MANIFEST, 'a.xml': PASSWD }),
      'bank/file-hostile doctype',
    ],
    ['a DTD in UTF-16', () => Buffer.from(`\ufeff${PASSWD}`, 'utf16le'), 'bank/file-hostile doctype'],
    [
      'lists without end',
      () => `items:
  - stem: ${'['.repeat(200_000)}`,
      'bank/file-hostile size',
    ],
    [
      'macros in a document',
      () => zip({ '[Content_Types].xml': TYPES, 'word/document.xml': documentXml(p('x')), 'word/vbaProject.bin': 'x' }),
      'bank/file-macro',
    ],
    [
      'a document made for macros',
      () =>
        zip({
          '[Content_Types].xml':
            '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
          'word/document.xml': documentXml(p('x')),
        }),
      'bank/file-macro',
    ],
    ['elements without end', () => `<quiz>${'<a>'.repeat(1_000_000)}`, 'bank/file-hostile size'],
    [
      'an old Office file',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      'bank/file-old-office',
    ],
    ['a PDF', () => '%PDF-1.7 {', 'bank/file-unknown'],
    ['a web page', () => '<html><body>{}</body></html>', 'bank/file-unknown'],
    ['too many questions', () => 'a{T}\n\n'.repeat(20_000), 'bank/file-too-many'],
    ['too large a file', () => new Uint8Array(MAX_FILE_BYTES + 1), 'bank/file-too-large'],
    [
      'a million rows',
      () => book(rowsXml(1_000_000, (i) => `<row r="${i}"><c r="A${i}"><v>1</v></c></row>`)),
      'bank/file-hostile size',
    ],
  ])('%s', async (_, data, expected) => {
    expect(await refusal(data())).toBe(expected);
  });

  it('a million empty rows are no file that anybody made', async () => {
    expect(await refusal(book(rowsXml(1_000_000, () => '<row/>')))).toBe('bank/file-hostile ratio');
  });

  it('aliases of YAML are not followed, however they grow', async () => {
    const text = `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nitems:\n  - stem: *c\n    kind: essay\n`;
    expect((await read(text)).problems.map((q) => q.code)).toContain('format/no-stem');
  });

  it('a script in a stem goes, and is told', async () => {
    const { items, problems } = await read(
      '[html]<p>Nêu <img src=x onerror=alert(1)>quyền</p><script>alert(1)</script>{}',
    );
    expect(items[0]?.content.stem).toBe('Nêu quyền');
    expect(problems.map((q) => q.code)).toContain('format/lost-script');
  });

  it('whatever the bytes, it never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await readQuestionFile(Buffer.from(bytes))).toHaveProperty('ok');
      }),
    );
  });

  it('an archive cut or changed anywhere never throws', async () => {
    const good = Buffer.from(zip({ 'imsmanifest.xml': MANIFEST, 'a.xml': ITEM }));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const bytes = cut ? good.subarray(0, at) : Buffer.from(good).fill(byte, at, at + 1);
        expect(await readQuestionFile(bytes)).toHaveProperty('ok');
      }),
      { numRuns: 300 },
    );
  });
});
