import { bareWordsIn } from '../text/words.js';

/** A piece of a text; `own` when the other text does not say it. */
export interface Piece {
  readonly text: string;
  readonly own: boolean;
}

/**
 * A text in pieces, told apart by whether the other one says the same words, wherever they stand there; as blind as
 * `nearDuplicates`. The pieces joined are the text.
 */
export function differences(text: string, other: string): Piece[] {
  const left = new Map<string, number>();
  for (const word of bareWordsIn(other)) left.set(word, (left.get(word) ?? 0) + 1);
  const pieces: Piece[] = [];
  const add = (piece: string, own: boolean): void => {
    const last = pieces.at(-1);
    if (piece === '') return;
    if (last?.own === own) pieces[pieces.length - 1] = { text: last.text + piece, own };
    else pieces.push({ text: piece, own });
  };
  for (const [, blank = '', run = ''] of text.matchAll(/(\s*)(\S*)/gu)) {
    const words = bareWordsIn(run);
    const before = pieces.at(-1)?.own ?? false;
    // Signs belong to what stands before them, and no blank is marked at the end of a piece.
    const own = words.length === 0 ? before && run !== '' : words.some((word) => (left.get(word) ?? 0) === 0);
    for (const word of words) left.set(word, (left.get(word) ?? 0) - 1);
    add(blank, before && own);
    add(run, own);
  }
  return pieces;
}
