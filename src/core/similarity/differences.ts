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
  for (const run of text.match(/\s+|\S+/gu) ?? []) {
    const words = bareWordsIn(run);
    // Blanks and signs belong to what stands before them.
    const own = words.length === 0 ? (pieces.at(-1)?.own ?? false) : words.some((word) => (left.get(word) ?? 0) === 0);
    for (const word of words) left.set(word, (left.get(word) ?? 0) - 1);
    const last = pieces.at(-1);
    if (last?.own === own) pieces[pieces.length - 1] = { text: last.text + run, own };
    else pieces.push({ text: run, own });
  }
  return pieces;
}
