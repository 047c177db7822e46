import type { ItemContent, ItemKind } from '../../item/item.js';
import { letterAt, ReadingBook, type Reading } from '../draft.js';

/** Aiken knows one right answer among lettered ones, and nothing else of an item. */
export const AIKEN_KINDS: readonly ItemKind[] = ['single'];

const OPTION = /^\s*([A-Z])[).]\s+(.*)$/;
const ANSWER = /^\s*ANSWER:\s*([A-Za-z]*)\s*$/;

/**
 * Reads Aiken: lines of a question, lines 'A. ...' or 'A) ...', a line 'ANSWER: B'. Letters must follow one another: so a
 * line of the question that begins like an option is one only where an option can stand.
 */
export function readAiken(text: string): Reading {
  const book = new ReadingBook();
  let stem: string[] = [];
  let options: string[] = [];
  let start = 1;
  const end = (): void => {
    stem = [];
    options = [];
  };
  const lines = text.split(/\r\n|\r|\n/);
  for (const [i, line] of lines.entries()) {
    const option = OPTION.exec(line);
    const answer = ANSWER.exec(line)?.[1];
    if (line.trim() === '') continue;
    if (stem.length === 0) start = i + 1;
    if (answer !== undefined && options.length >= 2) {
      const key = answer.toUpperCase();
      if (key.length === 1 && key.charCodeAt(0) - 65 < options.length)
        book.add({ place: { line: start }, kind: 'single', stem: stem.join('\n'), options, key: [key] });
      else book.tell('error', { line: i + 1 }, 'format/aiken-answer', { text: line.trim().slice(0, 80) });
      end();
    } else if (option !== null && option[1] === letterAt(options.length) && stem.length > 0)
      options.push(option[2] ?? '');
    else if (options.length === 0) stem.push(line);
    else {
      book.tell('error', { line: i + 1 }, 'format/aiken-line', { text: line.trim().slice(0, 80) });
      end();
      stem.push(line);
      start = i + 1;
    }
  }
  if (stem.length > 0)
    book.tell('error', { line: start }, 'format/aiken-unfinished', { text: (stem[0] ?? '').trim().slice(0, 80) });
  return book;
}

/** Stems and options are one line each: the format has no others. Throws RangeError for another kind. */
export function writeAiken(items: readonly ItemContent[]): string {
  return items
    .map((item) => {
      if (item.kind !== 'single') throw new RangeError(`Aiken has no form for ${item.kind}`);
      const options = item.options.map((o) => `${o.id}. ${oneLine(o.text)}`);
      return [oneLine(item.stem), ...options, `ANSWER: ${item.key[0] ?? ''}`].join('\n') + '\n';
    })
    .join('\n');
}

const oneLine = (text: string): string => text.replaceAll('\n', ' ');
