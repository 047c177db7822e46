/**
 * Lengths on paper. Word lays the text out, but the rule beneath a title must be as long as the title, and a long name is
 * to break into lines of about equal length: both need the widths of the letters.
 */

const TWIPS_PER_MM = 1440 / 25.4;
const TWIPS_PER_POINT = 20;

/** Twips, the unit of the format: a twentieth of a point. */
export const mm = (millimetres: number): number => Math.round(millimetres * TWIPS_PER_MM);
export const pt = (points: number): number => Math.round(points * TWIPS_PER_POINT);

export type FontStyle = 'regular' | 'bold' | 'italic';

/** In thousandths of the size, from U+0020 to U+007E, then of EXTRA: Times New Roman and all fonts made to its measure. */
const WIDTHS: Readonly<Record<FontStyle, string>> = {
  regular:
    '250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 ' +
    '500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 ' +
    '556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 ' +
    '500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541 722 ' +
    '500 722 529 776 542 500 444 444 1000',
  bold:
    '250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 ' +
    '500 500 333 333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 ' +
    '611 778 722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 ' +
    '556 278 333 556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220 394 520 722 ' +
    '556 778 554 796 600 500 500 500 1000',
  italic:
    '250 333 420 500 500 833 778 214 333 333 500 675 250 333 250 278 500 500 500 500 500 500 500 500 ' +
    '500 500 333 333 675 675 675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 ' +
    '611 722 611 500 556 722 611 833 611 556 556 389 278 389 422 500 333 500 500 444 500 444 278 500 ' +
    '500 278 278 444 278 722 500 500 500 500 389 389 278 500 444 667 444 444 389 400 275 400 541 722 ' +
    '500 722 534 754 545 500 556 556 889',
};
const EXTRA = 'ĐđƠơƯư–“”…';
/** Of a letter that the table does not know: rather too wide. */
const UNKNOWN_WIDTH = 1000;

const TABLES = Object.fromEntries(
  Object.entries(WIDTHS).map(([style, widths]) => [style, widths.split(' ').map(Number)]),
) as Record<FontStyle, number[]>;

/** Marks add nothing to the letter that bears them; horns and bars do, and have letters of their own. */
function indexOf(letter: string): number {
  const extra = EXTRA.indexOf(letter);
  return extra >= 0 ? 95 + extra : (letter.codePointAt(0) ?? 0) - 32;
}

const MARKS = /[\u0300-\u031a\u031c-\u036f]/g;
const bare = (text: string): string => text.normalize('NFD').replace(MARKS, '').normalize('NFC');

/** In twips. */
export function textWidth(text: string, style: FontStyle, sizePt: number): number {
  const table = TABLES[style];
  const thousandths = Array.from(bare(text), (letter) => table[indexOf(letter)] ?? UNKNOWN_WIDTH);
  return Math.ceil((thousandths.reduce((sum, width) => sum + width, 0) * sizePt * TWIPS_PER_POINT) / 1000);
}

/** The text in as few lines as the width (twips) allows, and these as equal in length as they can be. */
export function balancedLines(text: string, style: FontStyle, sizePt: number, width: number): readonly string[] {
  const words = text.split(' ');
  const fill = (limit: number): readonly string[] =>
    fillLines(words, (line) => textWidth(line, style, sizePt) <= limit);
  const fewest = fill(width).length;
  if (fewest === 1) return [text];
  let [tooNarrow, enough] = [0, width];
  while (enough - tooNarrow > 1) {
    const middle = Math.floor((tooNarrow + enough) / 2);
    if (fill(middle).length > fewest) tooNarrow = middle;
    else enough = middle;
  }
  return fill(enough);
}

function fillLines(words: readonly string[], fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
