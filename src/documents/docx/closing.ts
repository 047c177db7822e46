import { type FileChild, type Paragraph, Table, TableCell, TableLayoutType, TableRow, WidthType } from 'docx';
import { balancedLines, mm, pt } from './measure.js';
import type { Closing, SignatureRow, Signer } from './paper.js';
import { BODY_SIZE } from './styles.js';
import { broken, clean, line, NO_BORDERS, space, type ParagraphExtras } from './text.js';

/** A stamp is 36 mm wide and covers a third of the signature: it needs the line above and below as well. */
const ROOM_MM = 25;
/** Between the two who sign side by side. */
const GUTTER = mm(4);

/** Signatures with their recipients, all on one page. */
export function closingOf(closing: Closing, width: number): readonly FileChild[] {
  const recipients = closing.recipients ?? [];
  const [first, ...others] = closing.signatures;
  if (first === undefined) return recipients.length === 0 ? [] : [space(pt(10)), ...recipientLines(recipients)];
  // Beside the only signature where its place is free, else beneath all.
  const beside = first.left === null && others.length === 0;
  const below =
    beside || recipients.length === 0 ? [] : [space(pt(10), { keepNext: true }), ...recipientLines(recipients)];
  const table = new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: halves(width),
    layout: TableLayoutType.FIXED,
    borders: NO_BORDERS,
    margins: { left: 0, right: 0 },
    rows: closing.signatures.flatMap((row, i) =>
      signatureRows(row, width, {
        room: mm(closing.roomMm ?? ROOM_MM),
        left: beside ? recipientLines(recipients) : [],
        moreSign: i < closing.signatures.length - 1,
        held: i < closing.signatures.length - 1 || below.length > 0,
      }),
    ),
  });
  return [space(pt(10), { keepNext: true }), table, ...below];
}

const halves = (width: number): number[] => [Math.floor(width / 2), width - Math.floor(width / 2)];

interface RowPlan {
  readonly room: number;
  /** What stands at the left instead of a signer. */
  readonly left: readonly Paragraph[];
  readonly moreSign: boolean;
  /** Whether something follows that belongs to the same page. */
  readonly held: boolean;
}

/** Two rows, so that the names stand level however many lines the offices above them have. */
function signatureRows(row: SignatureRow, width: number, plan: RowPlan): readonly TableRow[] {
  const sizes = halves(width);
  const cellOf = (i: number, children: readonly Paragraph[], rowSpan = 1): TableCell =>
    new TableCell({
      width: { size: sizes[i] ?? 0, type: WidthType.DXA },
      ...(rowSpan > 1 && { rowSpan }),
      children: children.length === 0 ? [line('Position', '', { keepNext: true })] : children,
    });
  const held = (children: readonly TableCell[]): TableRow => new TableRow({ cantSplit: true, children });
  const nameHeld = plan.held ? { keepNext: true } : {};
  const inner = (sizes[0] ?? 0) - GUTTER;
  if (plan.left.length > 0) {
    return [
      held([cellOf(0, plan.left, 2), cellOf(1, officeLines(row.right, inner))]),
      held([cellOf(1, nameLines(row.right, inner, plan.room, nameHeld))]),
    ];
  }
  return [
    held([cellOf(0, officeLines(row.left, inner)), cellOf(1, officeLines(row.right, inner))]),
    held([
      cellOf(0, nameLines(row.left, inner, plan.room, nameHeld)),
      cellOf(1, nameLines(row.right, inner, plan.room, nameHeld)),
    ]),
    ...(plan.moreSign ? [held([cellOf(0, [space(pt(14), nameHeld)]), cellOf(1, [space(pt(14), nameHeld)])])] : []),
  ];
}

function officeLines(signer: Signer | null, width: number): readonly Paragraph[] {
  if (signer === null) return [];
  const held = { keepNext: true };
  const { authority, position = null, note = null } = signer;
  const lines = (text: string, bold: boolean): readonly string[] =>
    balancedLines(clean(text), bold ? 'bold' : 'regular', BODY_SIZE, width);
  return [
    ...(authority === null ? [] : [broken('Authority', lines(authority, true), held)]),
    ...(position === null ? [] : [broken('Position', lines(position, false), held)]),
    ...(note === null ? [] : [line('SignerNote', note, held)]),
  ];
}

function nameLines(signer: Signer | null, width: number, room: number, held: ParagraphExtras): readonly Paragraph[] {
  if (signer === null) return [line('SignerName', '', held)];
  const lines = balancedLines(clean(signer.name ?? ''), 'bold', BODY_SIZE, width);
  return [space(room, { keepNext: true }), broken('SignerName', lines, held)];
}

/** 'Nơi nhận:' underlined, then a line each, the last with a full stop. */
function recipientLines(recipients: readonly string[]): readonly Paragraph[] {
  if (recipients.length === 0) return [];
  const held = { keepNext: true };
  return [
    line('RecipientsTitle', 'Nơi nhận:', held),
    ...recipients.map((name, i) => line('Recipient', `- ${name}${i < recipients.length - 1 ? ';' : '.'}`, held)),
  ];
}
