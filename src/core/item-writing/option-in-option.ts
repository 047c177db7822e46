import { containsWords, wordsIn } from '../text/words.js';
import { eachItem, isChoice } from './finding.js';

/** So long a piece is a statement of its own, wherever it stands in another option. */
const STATEMENT = 7;

/** What is added makes another statement of it: denies it, or holds for some cases alone. */
const LIMITS = new Set(
  'không chưa chẳng chỉ trừ nếu khi sau trước riêng hoặc nhưng song mà trong của thuộc để cho từ đến'.split(' '),
);

/**
 * No option is a part of another one: either both hold, or neither. A part is what stands before a comma or beside 'và', or
 * a long statement to which another option adds without limiting it.
 */
export const optionInOption = eachItem((item) => {
  if (!isChoice(item)) return [];
  const options = item.options.map(({ id, text }) => ({ id, words: wordsIn(text), parts: partsOf(text) }));
  return options.flatMap((inner) =>
    options
      .filter((outer) => outer.id !== inner.id && holds(outer, inner.words))
      .map((outer) => ({ inner: inner.id, outer: outer.id })),
  );
});

function holds(
  outer: { readonly words: readonly string[]; readonly parts: readonly string[] },
  inner: readonly string[],
): boolean {
  if (inner.length === 0 || outer.words.length <= inner.length) return false;
  const text = inner.join(' ');
  if (outer.parts.includes(text)) return true;
  if (inner.length < STATEMENT || !containsWords(outer.words, inner)) return false;
  return !without(outer.words, inner).some((word) => LIMITS.has(word));
}

/** The listed parts of an option, and what stands before each of its commas. */
function partsOf(text: string): string[] {
  const pieces = text.split(/[,;]|\s[-–]\s|\s(?:và|cùng với|cũng như)\s/u);
  if (pieces.length < 2) return [];
  const heads = [...text.matchAll(/[,;]/gu)].map(({ index }) => text.slice(0, index));
  // 'Không, vì ...' adds a reason to the bare answer.
  return [...pieces, ...heads].map((piece) => wordsIn(piece).join(' '));
}

function without(words: readonly string[], part: readonly string[]): string[] {
  const at = words.findIndex((_, i) => part.every((word, j) => words[i + j] === word));
  return [...words.slice(0, at), ...words.slice(at + part.length)];
}
