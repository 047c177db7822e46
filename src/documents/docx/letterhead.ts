import { type FileChild, Paragraph, Table, TableCell, TableLayoutType, TableRow, WidthType } from 'docx';
import { officialDate } from '../../core/text/official-text.js';
import { balancedLines, type FontStyle, mm, pt, textWidth } from './measure.js';
import type { Letterhead, PaperNumber, PlaceDate } from './paper.js';
import { BODY_SIZE, type StyleId, TITLE_SIZE } from './styles.js';
import { broken, clean, line, NO_BORDERS, space, THIN_LINE } from './text.js';

const PARTY = 'ĐẢNG CỘNG SẢN VIỆT NAM';
const BLANK = '.....';
/** Between the two columns, so that two long lines never seem one. */
const GUTTER = mm(4);
/** What the left column keeps however long the place's name is; more where the organisation above fits into one line. */
const LEAST_LEFT = mm(68);
const MOST_LEFT = mm(82);

/** The head of the first page: who issues it at the left, the Party's name, place and date at the right. */
export function letterheadOf(head: Letterhead, width: number): Table {
  const dated = head.placeDate === null ? [''] : placeAndDate(head.placeDate);
  const needed = textWidth(dated.join(' '), 'italic', BODY_SIZE) + pt(4);
  const right = rightWidth(needed, head.upper ?? '', width);
  const fits = needed <= right;
  const left = width - right;
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: [left, right],
    layout: TableLayoutType.FIXED,
    borders: NO_BORDERS,
    margins: { left: 0, right: 0 },
    rows: [
      rowOf([left, organisations(head, left - GUTTER)], [right, partyTitle(right)]),
      rowOf([left, numberLines(head.number)], [right, [broken('PlaceDate', fits ? [dated.join(' ')] : dated)]]),
    ],
  });
}

type Cell = readonly [width: number, children: readonly Paragraph[]];

const rowOf = (...cells: readonly Cell[]): TableRow =>
  new TableRow({
    cantSplit: true,
    children: cells.map(([size, children]) => new TableCell({ width: { size, type: WidthType.DXA }, children })),
  });

/** Half of the page, more where place and date need it to stay on one line. */
function rightWidth(needed: number, upper: string, width: number): number {
  const upperNeeds = textWidth(clean(upper), 'regular', BODY_SIZE) + GUTTER + pt(4);
  const leastLeft = Math.min(Math.max(LEAST_LEFT, upperNeeds), MOST_LEFT);
  return Math.min(Math.max(Math.round(width / 2), needed), width - leastLeft);
}

function organisations({ upper, issuers }: Letterhead, width: number): readonly Paragraph[] {
  const name = (style: StyleId, font: FontStyle, text: string): Paragraph =>
    broken(style, balancedLines(clean(text), font, BODY_SIZE, width));
  return [
    ...(upper === null ? [] : [name('UpperOrganisation', 'regular', upper)]),
    ...issuers.map((issuer) => name('Issuer', 'bold', issuer)),
  ];
}

/** The rule is a line of its own: were the title itself indented to its length, a rounding could break it in two. */
function partyTitle(width: number): readonly Paragraph[] {
  const beside = Math.round((width - textWidth(PARTY, 'bold', TITLE_SIZE)) / 2);
  return [
    line('PartyTitle', PARTY),
    space(pt(6), { indent: { left: beside, right: beside }, border: { top: { ...THIN_LINE, space: 1 } } }),
  ];
}

function numberLines(number: PaperNumber | null): readonly Paragraph[] {
  const asterisk = line('PaperNumber', '*');
  return number === null ? [asterisk] : [asterisk, line('PaperNumber', numberText(number))];
}

/** No colon, a hyphen after the number, a slash before the organisation. */
const numberText = ({ ordinal, typeSymbol, orgSymbol }: PaperNumber): string =>
  `Số ${ordinal === null ? BLANK : String(ordinal).padStart(2, '0')}-${typeSymbol}/${orgSymbol}`;

/** In the parts that may stand on two lines where one is too short. */
const placeAndDate = ({ place, date }: PlaceDate): readonly string[] => [
  clean(`${place},`),
  date === null ? `ngày ${BLANK} tháng ${BLANK} năm ${BLANK}` : officialDate(date),
];

/** 'BIÊN BẢN', what it is about, five hyphens. */
export function titleOf(typeName: string, abstract: readonly string[], width: number): readonly FileChild[] {
  return [
    line('TypeName', typeName, { keepNext: true }),
    ...abstract.map((text) => titleLine(text, width)),
    line('Divider', '-----'),
  ];
}

export const titleLine = (text: string, width: number): Paragraph =>
  broken('Abstract', balancedLines(clean(text), 'bold', BODY_SIZE, width), { keepNext: true });
