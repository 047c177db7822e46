import {
  AlignmentType,
  BorderStyle,
  type IParagraphOptions,
  type IRunOptions,
  LineRuleType,
  Paragraph,
  TextRun,
} from 'docx';

import type { Align, Run, Text } from './paper.js';
import type { StyleId } from './styles.js';

/** NFC, without what XML cannot hold (control characters, halves of surrogate pairs); white space is single spaces. */
export const clean = (text: string): string =>
  text
    .replace(/\p{Cs}|[\ufffe\uffff\ufeff\u200b]/gu, '')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ');

/** The lines of a text, empty ones dropped; a text without any is one empty line. */
export function linesOf(text: string): readonly string[] {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => clean(line).trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? [''] : lines;
}

/** Each element is one paragraph. */
export const paragraphsOf = (text: Text): readonly (readonly Run[])[] =>
  typeof text === 'string' ? linesOf(text).map((line) => [{ text: line }]) : [text];

function runOf({ text, strong, italic }: Run): TextRun {
  const options: IRunOptions = {
    text: clean(text),
    ...(strong === true && { bold: true }),
    ...(italic === true && { italics: true }),
  };
  return new TextRun(options);
}

export type ParagraphExtras = Omit<IParagraphOptions, 'style' | 'text' | 'children'>;

export const styled = (style: StyleId, runs: readonly Run[], extras: ParagraphExtras = {}): Paragraph =>
  new Paragraph({ ...extras, style, children: runs.map(runOf) });

export const line = (style: StyleId, text: string, extras: ParagraphExtras = {}): Paragraph =>
  styled(style, [{ text }], extras);

/** Several lines of one paragraph, broken where it was decided. */
export const broken = (style: StyleId, lines: readonly string[], extras: ParagraphExtras = {}): Paragraph =>
  new Paragraph({
    ...extras,
    style,
    children: lines.map((text, i) => new TextRun({ text: clean(text), ...(i > 0 && { break: 1 }) })),
  });

/** An empty line of exactly this height (twips). */
export const space = (height: number, extras: ParagraphExtras = {}): Paragraph =>
  new Paragraph({ ...extras, spacing: { line: height, lineRule: LineRuleType.EXACT } });

export const ALIGNMENTS = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  both: AlignmentType.BOTH,
} satisfies Record<Align, unknown>;

const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
export const NO_BORDERS = {
  top: NO_LINE,
  bottom: NO_LINE,
  left: NO_LINE,
  right: NO_LINE,
  insideHorizontal: NO_LINE,
  insideVertical: NO_LINE,
};
/** Three quarters of a point. */
export const THIN_LINE = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
