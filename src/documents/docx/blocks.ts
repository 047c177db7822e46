import { type FileChild, PageBreak, Paragraph, type Table, TabStopType, TextRun, LeaderType } from 'docx';
import { pt, textWidth } from './measure.js';
import type { Align, Block, Run, TableBlock } from './paper.js';
import { BODY_SIZE, FIRST_LINE, type StyleId } from './styles.js';
import { tableOf } from './table.js';
import { ALIGNMENTS, clean, paragraphsOf, space, styled } from './text.js';

/** What Word must not tear apart: one paragraph or one table. */
type Piece =
  | {
      readonly kind: 'text';
      readonly style: StyleId;
      readonly runs: readonly Run[];
      readonly align?: Align | undefined;
    }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'fill'; readonly label: string }
  | { readonly kind: 'table'; readonly table: TableBlock }
  | { readonly kind: 'pageBreak' };

const DASH = '- ';

function piecesOf(block: Block): readonly Piece[] {
  switch (block.kind) {
    case 'paragraph': {
      const style =
        block.indent === false || block.align === 'center' || block.align === 'right' ? 'BodyPlain' : 'Body';
      return paragraphsOf(block.text).map((runs) => ({ kind: 'text', style, runs, align: block.align }));
    }
    case 'heading':
      return [{ kind: 'heading', text: block.text }];
    case 'dash':
      return paragraphsOf(block.text).map((runs) => dashed(runs));
    case 'definition':
      return block.value === null
        ? [{ kind: 'fill', label: `${DASH}${block.term}: ` }]
        : defined(block.term, block.value);
    case 'dots':
      return Array.from({ length: block.lines }, () => ({ kind: 'fill', label: '' }));
    case 'table':
      return [{ kind: 'table', table: block }, ...totalOf(block)];
    case 'pageBreak':
      return [{ kind: 'pageBreak' }];
  }
}

const totalOf = ({ total = null }: TableBlock): readonly Piece[] =>
  total === null ? [] : paragraphsOf(total).map((runs) => ({ kind: 'text', style: 'Body', runs }));

const dashed = (runs: readonly Run[]): Piece => ({ kind: 'text', style: 'Body', runs: [{ text: DASH }, ...runs] });

/** Further lines of a value are paragraphs without a dash. */
function defined(term: string, value: string): readonly Piece[] {
  const [first = [], ...more] = paragraphsOf(value);
  return [
    dashed([{ text: `${term}: ` }, ...first]),
    ...more.map((runs) => ({ kind: 'text', style: 'Body', runs }) as const),
  ];
}

/** Lines of text that must stand on the page of the signatures. */
const LINES_WITH_SIGNATURES = 2;

/** `heldByNext`: signatures follow, and shall not stand on a page alone. */
export function childrenOf(blocks: readonly Block[], width: number, heldByNext: boolean): readonly FileChild[] {
  const pieces = blocks.flatMap(piecesOf);
  const firstHeld = heldByNext ? firstHeldPiece(pieces, width) : pieces.length;
  return pieces.flatMap((piece, i) => {
    const after = pieces[i - 1]?.kind === 'table';
    return renderPiece(piece, width, { keepNext: i >= firstHeld, afterTable: after });
  });
}

/** Index from which on everything stays together with what follows the text. */
function firstHeldPiece(pieces: readonly Piece[], width: number): number {
  let lines = 0;
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i];
    if (piece === undefined || piece.kind === 'pageBreak') return i + 1;
    lines += linesIn(piece, width);
    if (lines >= LINES_WITH_SIGNATURES) return i;
  }
  return 0;
}

/** Never more than there will be. */
function linesIn(piece: Piece, width: number): number {
  if (piece.kind === 'table') return LINES_WITH_SIGNATURES;
  if (piece.kind !== 'text') return 1;
  const text = piece.runs.map((run) => clean(run.text)).join('');
  return textWidth(text, 'regular', BODY_SIZE) + FIRST_LINE > width * 1.05 ? 2 : 1;
}

interface Place {
  readonly keepNext: boolean;
  readonly afterTable: boolean;
}

function renderPiece(piece: Piece, width: number, { keepNext, afterTable }: Place): readonly FileChild[] {
  // Two tables that touch would become one, and text would stick to a table's lower edge.
  const gap = afterTable && piece.kind !== 'pageBreak' ? [space(pt(8), { keepNext })] : [];
  return [...gap, renderOne(piece, width, keepNext)];
}

function renderOne(piece: Piece, width: number, keepNext: boolean): Paragraph | Table {
  const held = keepNext ? { keepNext } : {};
  switch (piece.kind) {
    case 'text':
      return styled(piece.style, piece.runs, {
        ...held,
        ...(piece.align !== undefined && { alignment: ALIGNMENTS[piece.align] }),
      });
    case 'heading':
      return styled('Heading', [{ text: piece.text }], { keepNext: true });
    case 'fill':
      return fillLine(piece.label, width, held);
    case 'table':
      return tableOf(piece.table, width, keepNext);
    case 'pageBreak':
      return new Paragraph({ children: [new PageBreak()] });
  }
}

const fillLine = (label: string, width: number, held: { readonly keepNext?: boolean }): Paragraph =>
  new Paragraph({
    ...held,
    style: 'Fill',
    tabStops: [{ type: TabStopType.RIGHT, position: width, leader: LeaderType.DOT }],
    children: [new TextRun({ text: clean(label) }), new TextRun({ children: ['\t'] })],
  });
