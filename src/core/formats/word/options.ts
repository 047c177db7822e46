import { LETTERS } from '../draft.js';
import { cut, type Line } from './lines.js';
import { EMPHASES } from './paragraphs.js';

/** An option as it was typed: its letter, and the lines of its text. */
export interface TypedOption {
  /** Marks of the letter in front. */
  readonly letterMarks: number;
  readonly isStarred: boolean;
  readonly lines: Line[];
}

interface Marker {
  readonly start: number;
  readonly end: number;
  readonly letterAt: number;
  readonly isStarred: boolean;
}

/** Where a line names a letter as that of an option: 'A.', 'a)', '*B.', '(C)'; at its beginning, or after a blank. */
function markerIn(text: string, letter: string, from: number, isFirst: boolean): Marker | null {
  const pattern = new RegExp(
    `(^|\\s)(\\*\\s*)?\\(?(${letter}|${letter.toLowerCase()})(\\s*\\*)?\\s*[.)/:](\\s*\\*)?\\s*`,
    'gu',
  );
  pattern.lastIndex = from;
  const hit = pattern.exec(text);
  if (hit === null || (isFirst && text.slice(0, hit.index).trim() !== '')) return null;
  // 'a.b' is no option but a word; a letter with a bracket may stand close.
  const closes = /[.:/](\s*\*)?$/.test(hit[0]);
  if (closes && /^\p{Ll}/u.test(hit[3] ?? '') && from > 0) return null;
  return {
    start: hit.index,
    end: hit.index + hit[0].length,
    letterAt: hit.index + hit[0].search(/[A-Ha-h]/),
    isStarred: hit[0].includes('*'),
  };
}

/**
 * Takes a line into the options of a question, several of which may stand on one line. Letters follow one another, so
 * that 'điểm a. ...' within a text begins none. False: the line belongs to what stands before.
 */
export function takeOptions(line: Line, options: TypedOption[]): boolean {
  let marker = markerIn(line.text, LETTERS.charAt(options.length), 0, true);
  if (marker === null || options.length >= LETTERS.length) return false;
  while (marker !== null) {
    const next: Marker | null =
      options.length + 1 < LETTERS.length
        ? markerIn(line.text, LETTERS.charAt(options.length + 1), marker.end, false)
        : null;
    options.push({
      letterMarks: line.marks[marker.letterAt] ?? 0,
      isStarred: marker.isStarred,
      lines: [cut(line, marker.end, next?.start)],
    });
    marker = next;
  }
  return true;
}

/** The text of an option, without a star at its end. */
export const optionText = ({ lines }: TypedOption): string =>
  lines
    .map((l) => l.text)
    .join(' ')
    .replace(/\s\*\s*$/, '');

const isStarred = (option: TypedOption): boolean =>
  option.isStarred || /\s\*\s*$/.test(option.lines.at(-1)?.text ?? '');

/** Indexes of the options that are set off from the others; [] if none or all of them are. */
export function markedOptions(options: readonly TypedOption[]): number[] {
  const indexes = (isMarked: (option: TypedOption) => boolean): number[] => {
    const hits = options.flatMap((option, i) => (isMarked(option) ? [i] : []));
    return hits.length < options.length ? hits : [];
  };
  const stars = indexes(isStarred);
  if (stars.length > 0) return stars;
  for (const mark of EMPHASES) {
    const byText = indexes((option) => share(option, mark) >= 0.6);
    const byLetter = indexes((option) => (option.letterMarks & mark) !== 0);
    if (byText.length > 0) return byText;
    if (byLetter.length > 0) return byLetter;
  }
  return [];
}

/** The part of an option's letters that bear a mark. */
function share({ lines }: TypedOption, mark: number): number {
  let all = 0;
  let marked = 0;
  for (const { text, marks } of lines)
    for (let i = 0; i < text.length; i += 1) {
      if (text.charAt(i).trim() === '') continue;
      all += 1;
      if (((marks[i] ?? 0) & mark) !== 0) marked += 1;
    }
  return all === 0 ? 0 : marked / all;
}
