import { AlignmentType, type IPropertiesOptions, LineRuleType } from 'docx';
import { mm, pt } from './measure.js';

/**
 * The form of papers of the Party (Quy định 399-QĐ/TW, Hướng dẫn 05-HD/VPTW of 2026, in these measurements as Hướng dẫn
 * 36-HD/VPTW of 2018). Everything that is set in one way is one style: whoever edits the file later finds them by name.
 */

/** A4 upright; the library turns it where a section lies. In twips. */
export const PAGE = { width: mm(210), height: mm(297) };
/** Left wider for the binding; the page number stands 10 mm below the edge. */
export const MARGINS = { top: mm(20), bottom: mm(20), left: mm(30), right: mm(15), header: mm(10), footer: mm(10) };

export const textWidthOf = (landscape: boolean): number =>
  (landscape ? PAGE.height : PAGE.width) - MARGINS.left - MARGINS.right;

export const BODY_SIZE = 14;
export const TITLE_SIZE = 15;
const LINE = { line: pt(19), lineRule: LineRuleType.AT_LEAST };
const GAP = pt(6);
export const FIRST_LINE = mm(10);

interface Look {
  readonly size: number;
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly underlined?: boolean;
  readonly align?: (typeof AlignmentType)[keyof typeof AlignmentType];
  readonly before?: number;
  readonly after?: number;
  readonly firstLine?: number;
  /** Of running text: the line of 19 points. */
  readonly running?: boolean;
}

const { CENTER, BOTH, LEFT } = AlignmentType;

const LOOKS = {
  PartyTitle: { size: TITLE_SIZE, bold: true, align: CENTER },
  UpperOrganisation: { size: 14, align: CENTER },
  Issuer: { size: 14, bold: true, align: CENTER },
  PaperNumber: { size: 14, align: CENTER },
  PlaceDate: { size: 14, italics: true, align: CENTER },
  TypeName: { size: 16, bold: true, align: CENTER, before: pt(18) },
  Abstract: { size: 14, bold: true, align: CENTER },
  Divider: { size: 14, align: CENTER, after: pt(10) },
  Body: { size: BODY_SIZE, align: BOTH, after: GAP, firstLine: FIRST_LINE, running: true },
  BodyPlain: { size: BODY_SIZE, align: BOTH, after: GAP, running: true },
  Heading: { size: BODY_SIZE, bold: true, align: BOTH, after: GAP, firstLine: FIRST_LINE, running: true },
  Fill: { size: BODY_SIZE, align: LEFT, after: GAP, firstLine: FIRST_LINE, running: true },
  Cell10: { size: 10, before: pt(2), after: pt(2) },
  Cell11: { size: 11, before: pt(2), after: pt(2) },
  Cell12: { size: 12, before: pt(2), after: pt(2) },
  Cell13: { size: 13, before: pt(2), after: pt(2) },
  Authority: { size: 14, bold: true, align: CENTER },
  Position: { size: 14, align: CENTER },
  SignerNote: { size: 13, italics: true, align: CENTER },
  SignerName: { size: 14, bold: true, align: CENTER },
  RecipientsTitle: { size: 14, underlined: true },
  Recipient: { size: 12 },
  PageNumber: { size: 14, align: CENTER },
  FooterNote: { size: 9 },
  SampleMark: { size: 11, bold: true, align: CENTER },
} satisfies Record<string, Look>;

export type StyleId = keyof typeof LOOKS;

const FONT_NAME = 'Times New Roman';
/** All four kinds of letters, or a program takes some Vietnamese letters from another font. */
const FONT = { ascii: FONT_NAME, hAnsi: FONT_NAME, cs: FONT_NAME, eastAsia: FONT_NAME };

export const STYLES: NonNullable<IPropertiesOptions['styles']> = {
  default: {
    document: {
      run: { font: FONT, size: BODY_SIZE * 2, sizeComplexScript: BODY_SIZE * 2, language: { value: 'vi-VN' } },
      paragraph: { spacing: { before: 0, after: 0 } },
    },
  },
  paragraphStyles: Object.entries<Look>(LOOKS).map(([id, look]) => ({
    id,
    name: id,
    basedOn: 'Normal',
    quickFormat: true,
    run: {
      size: look.size * 2,
      sizeComplexScript: look.size * 2,
      ...(look.bold === true && { bold: true }),
      ...(look.italics === true && { italics: true }),
      ...(look.underlined === true && { underline: {} }),
    },
    paragraph: {
      ...(look.align !== undefined && { alignment: look.align }),
      ...(look.firstLine !== undefined && { indent: { firstLine: look.firstLine } }),
      spacing: { before: look.before ?? 0, after: look.after ?? 0, ...(look.running === true && LINE) },
    },
  })),
};
