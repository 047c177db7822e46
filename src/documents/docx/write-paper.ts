import {
  Document,
  type FileChild,
  Footer,
  Header,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from 'docx';
import { childrenOf } from './blocks.js';
import { closingOf } from './closing.js';
import { letterheadOf, titleLine, titleOf } from './letterhead.js';
import { mm, pt } from './measure.js';
import type { Annex, Block, Closing, PaperSpec } from './paper.js';
import { sealedZip } from './sealed-zip.js';
import { MARGINS, PAGE, STYLES, textWidthOf } from './styles.js';
import { clean, line, space, THIN_LINE } from './text.js';

/** A DOCX of this paper. The same paper gives the same bytes. Throws RangeError for a table that is wider than the text. */
export async function writePaper(paper: PaperSpec): Promise<Buffer> {
  return write(paper, [mainSection(paper), ...(paper.annexes ?? []).map((annex) => annexSection(annex, paper))]);
}

/**
 * One DOCX of many papers of a kind, each beginning a page of its own: slips, to be printed in one go. Headers, footers and
 * the file's properties are the first one's for all; annexes are not written.
 */
export async function writePapers(papers: readonly PaperSpec[]): Promise<Buffer> {
  const [first] = papers;
  if (first === undefined) throw new RangeError('no paper to write');
  return write(
    first,
    papers.map((paper, i) => (i === 0 ? mainSection(paper) : withoutFurniture(mainSection(paper)))),
  );
}

async function write(properties: PaperSpec, sections: readonly ISectionOptions[]): Promise<Buffer> {
  const document = new Document({ styles: STYLES, compatibility: { version: 15 }, sections: [...sections] });
  const overrides = [{ path: 'docProps/core.xml', data: coreProperties(properties) }];
  return sealedZip(await Packer.toBuffer(document, undefined, overrides));
}

/** A section that names no header and no footer has those of the one before it. */
const withoutFurniture = ({ properties, children }: ISectionOptions): ISectionOptions => ({
  ...(properties !== undefined && { properties }),
  children,
});

function mainSection(paper: PaperSpec): ISectionOptions {
  const landscape = paper.landscape ?? false;
  const width = textWidthOf(landscape);
  return {
    ...pageFurniture(paper, true),
    properties: { titlePage: true, ...pageOf(landscape, paper) },
    children: [
      letterheadOf(paper.letterhead, width),
      ...titleOf(paper.typeName, paper.abstract, width),
      ...bodyOf(paper.blocks, paper.closing ?? null, width),
    ],
  };
}

function annexSection(annex: Annex, paper: PaperSpec): ISectionOptions {
  const landscape = annex.landscape ?? false;
  const width = textWidthOf(landscape);
  const titles = annex.title.map((text) => titleLine(text, width));
  return {
    ...pageFurniture(paper, false),
    properties: pageOf(landscape, paper),
    children: [
      ...(annex.label === null ? [] : [titleLine(annex.label, width)]),
      ...titles,
      line('Divider', '-----', { keepNext: true }),
      ...bodyOf(annex.blocks, annex.closing ?? null, width),
    ],
  };
}

function bodyOf(blocks: readonly Block[], closing: Closing | null, width: number): readonly FileChild[] {
  const signed = closing !== null && closing.signatures.length > 0;
  return [
    ...childrenOf(blocks, width, signed),
    ...(closing === null ? [] : closingOf(closing, width)),
    // A file that ends with a table gets a full line from Word, which could start one more page.
    space(pt(1)),
  ];
}

/** Height of the band that marks samples; it stands above the page number, which keeps its place. */
const BAND = mm(5);

const pageOf = (landscape: boolean, { sampleMark = null }: PaperSpec): NonNullable<ISectionOptions['properties']> => ({
  page: {
    size: { ...PAGE, orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
    margin: { ...MARGINS, ...(sampleMark !== null && { header: MARGINS.header - BAND }), gutter: 0 },
  },
});

function pageFurniture(paper: PaperSpec, hasFirstPage: boolean): Pick<ISectionOptions, 'headers' | 'footers'> {
  const mark = paper.sampleMark ?? null;
  const band = mark === null ? [] : [bandOf(mark)];
  return {
    headers: {
      default: new Header({ children: [...band, pageNumber()] }),
      // The first page bears no number; a header without any paragraph would be no valid one.
      ...(hasFirstPage && { first: new Header({ children: band.length > 0 ? band : [line('PageNumber', '')] }) }),
    },
    ...footersOf(paper.footerNote ?? null, hasFirstPage),
  };
}

function footersOf(note: string | null, hasFirstPage: boolean): Pick<ISectionOptions, 'footers'> {
  if (note === null) return {};
  const footer = new Footer({ children: [line('FooterNote', note)] });
  return { footers: { default: footer, ...(hasFirstPage && { first: footer }) } };
}

const bandOf = (text: string): Paragraph =>
  line('SampleMark', text, {
    border: { top: THIN_LINE, bottom: THIN_LINE },
    shading: { fill: 'E6E6E6' },
    spacing: { line: BAND, lineRule: LineRuleType.EXACT },
  });

const pageNumber = (): Paragraph =>
  new Paragraph({ style: 'PageNumber', children: [new TextRun({ children: [PageNumber.CURRENT] })] });

/** Without the instants that the library would put in, which would make each file another one. */
function coreProperties({ letterhead, typeName, abstract }: PaperSpec): string {
  const title = escaped([typeName, ...abstract].join(' '));
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:title>${title}</dc:title><dc:creator>${escaped(letterhead.issuers.join(', '))}</dc:creator>` +
    '</cp:coreProperties>'
  );
}

const escaped = (text: string): string =>
  clean(text).replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');
