import type { ItemContent, ItemOption } from '../item/item.js';
import { wordsIn } from '../text/words.js';
import { eachItem, optionName } from './finding.js';

/**
 * The explanation argues the key and no other option. Only what is certain is told: it names another letter, it judges the
 * statement otherwise, or it says another option's words outside a denial and few of the key's.
 */
export const keyArgued = eachItem((item) => {
  const named = item.kind === 'trueFalse' ? otherVerdict(item) : item.kind === 'single' ? otherOption(item) : null;
  return named === null
    ? []
    : [{ key: item.key.map((id) => optionName(item, id)).join(', '), named: optionName(item, named) }];
});

const JUDGES =
  /^(?:(?:nhận định|phát biểu|khẳng định|mệnh đề)(?: này| trên| nêu trên| đã cho)?(?: là)? )?(đúng|sai|không đúng|chưa đúng)(?=[.,;:]| vì| bởi|$)/u;
/** A stem that judges somebody else's statement: what the explanation judges may be that one. */
const TWICE_JUDGED = /(?:đúng|sai)[ .?]*$/iu;

function otherVerdict({ stem, key, explanation }: ItemContent): string | null {
  if (TWICE_JUDGED.test(stem)) return null;
  const verdicts = sentencesOf(explanation).map((s) => JUDGES.exec(s.toLowerCase())?.[1]);
  const verdict = verdicts.find((v) => v !== undefined);
  if (verdict === undefined) return null;
  const said = verdict === 'đúng' ? 'T' : 'F';
  return key.includes(said) ? null : said;
}

const LETTER = /(?:đáp án|phương án|chọn)(?: đúng)?(?: nhất)?(?: là)?:? ([A-H])(?= (?:là )?đúng|[.,;]|$)/iu;
const DENIES = /(?:^|\s)(?:không|chưa|chẳng|sai|khác|còn|trái|nhưng|chứ|trừ|nhầm)(?:\s|$)/u;
/** A key is argued when so much of what tells it from the other options is said. */
const ARGUED = 0.5;
/** Another option is, when one sentence without a denial says so much of what tells it from the others. */
const ASSERTED = 0.9;

function otherOption(item: ItemContent): string | null {
  const letter = LETTER.exec(item.explanation)?.[1];
  if (letter !== undefined && /[A-H]/u.test(letter))
    return item.key.includes(letter) || !item.options.some((o) => o.id === letter) ? null : letter;
  // Of what is not so, an explanation tells what is.
  if (/(?:^|\s)(?:không|chưa|sai|trừ)(?:\s|$)/iu.test(item.stem)) return null;
  const own = ownWords(item.options);
  const key = item.options.findIndex((o) => item.key.includes(o.id));
  if (!(shareSaid(own[key] ?? [], item.explanation) < ARGUED)) return null;
  const assertions = sentencesOf(item.explanation).filter((s) => !DENIES.test(s.toLowerCase()));
  const named = own.findIndex((words, i) => i !== key && assertions.some((s) => shareSaid(words, s) >= ASSERTED));
  return item.options[named]?.id ?? null;
}

/** Of each option the words that not all others say too. */
function ownWords(options: readonly ItemOption[]): string[][] {
  const all = options.map(({ text }) => wordsIn(text));
  return all.map((words, i) => words.filter((word) => !all.every((other, j) => i === j || other.includes(word))));
}

/** How much of these words a text says, 0..1; NaN of none. */
function shareSaid(words: readonly string[], text: string): number {
  const said = new Set(wordsIn(text));
  return words.filter((word) => said.has(word)).length / words.length;
}

const sentencesOf = (text: string): string[] => text.split(/[.;!?](?:\s+|$)/u).map((s) => s.trim());
