import { eachItem, isChoice } from './finding.js';

const ASKING = '(?:nào|gì|ai|đâu)';
const WORD = String.raw`\p{L}+`;
/** Between the word that asks and the one that denies; what is brought about may be a denial of its own. */
const BRIDGE = `(?: (?!khiến|làm|dẫn|để|nhằm|giúp|gây|vì|do|tránh|cho|mà|nếu|khi|thì|nhưng)${WORD}){0,5}?`;
/** 'không quá', 'không chỉ' and their like deny nothing that is asked for; a last 'không' asks for yes or no. */
const DENYING = String.raw`(?:(?:không|chưa|chẳng)(?! (?:quá|kể|những|chỉ|ngừng|gian|quân|phân biệt|thể tách|dưới))(?= ${WORD})|sai(?! (?:lầm|phạm|trái|sót|lệch|khác))|ngoại trừ|trừ)`;

const UNMARKED = [
  new RegExp(`(?<!\\p{L})${ASKING}${BRIDGE} ${DENYING}(?!\\p{L})`, 'u'),
  new RegExp(
    `(?<!\\p{L})(?:không|chưa|chẳng) (?:phải|thuộc|đúng|có|được|là|bao gồm|gồm|nằm|nêu|quy định)(?: ${WORD}){0,5}? ${ASKING}(?!\\p{L})`,
    'u',
  ),
  new RegExp(
    `(?<!\\p{L})(?:ngoại trừ|trừ)(?: ${WORD}){0,3}? ${ASKING}(?!\\p{L})|(?<!\\p{L})(?:ngoại trừ|trừ) ?[:?…]`,
    'u',
  ),
];

/**
 * A stem that asks for what is not so says it in capitals (KHÔNG, CHƯA, SAI, TRỪ) or emphasis, for a reader in haste passes
 * over it. Statements to be judged and denials in a condition are not looked at.
 */
export const unmarkedNegation = eachItem((item) => {
  if (!isChoice(item) || item.kind === 'trueFalse') return [];
  const words = clausesOf(item.stem).flatMap((clause) => UNMARKED.map((pattern) => pattern.exec(clause)?.[0] ?? ''));
  const found = words.find((w) => w !== '');
  const word = found === undefined ? undefined : /không|chưa|chẳng|sai|ngoại trừ|trừ/u.exec(found)?.[0];
  return word === undefined ? [] : [{ word, marked: word.toLocaleUpperCase('vi') }];
});

/** Pieces of the last sentences in which a question is asked; quoted words are somebody else's. */
function clausesOf(stem: string): string[] {
  const plain = stem.replace(/“[^”]*”|"[^"]*"|\([^)]*\)/gu, ' ').replace(/ +/gu, ' ');
  const question = /[^.?!]*[?:…][^.?!]*$/u.exec(plain)?.[0] ?? plain;
  return question.split(/[,;](?! *(?:ngoại )?trừ)|(?<!\p{L})(?:mà|khi|nếu|vì|do|thì|để|nhưng)(?!\p{L})/u);
}
