import { itemFaults } from '../item/kinds.js';
import { legacyEncoding } from '../text/legacy-font.js';
import { type DraftItem, type FileProblem, LETTERS, type Place } from './draft.js';

/** Longest texts that a bank takes. */
export const MOST_TEXT = { stem: 1000, explanation: 2000, option: 500 } as const;

/**
 * What is wrong with items that were read. An error is what could not be mended in the bank: nothing to ask, too much text, an
 * old font. What an item still lacks is no error of a draft, so the rules of its kind are but warnings.
 */
export function checkDrafts(items: readonly DraftItem[]): FileProblem[] {
  const places = new Map<string, Place>();
  return items.flatMap((item) => {
    const { code } = item.content;
    const before = places.get(code);
    if (code !== '') places.set(code, item.place);
    const twice = code !== '' && before !== undefined ? [problem(item, 'error', 'format/code-twice', { code })] : [];
    return [...twice, ...textProblems(item), ...ruleProblems(item)];
  });
}

const problem = (
  { place }: DraftItem,
  severity: FileProblem['severity'],
  code: string,
  params: FileProblem['params'] = {},
): FileProblem => ({ severity, place, code, params });

function textProblems(item: DraftItem): FileProblem[] {
  const { stem, explanation, options, prompts } = item.content;
  const problems: FileProblem[] = [];
  if (stem === '') problems.push(problem(item, 'error', 'format/no-stem'));
  const long = (what: string, text: string, max: number): void => {
    if (text.length > max) problems.push(problem(item, 'error', 'format/too-long', { what, length: text.length, max }));
  };
  long('stem', stem, MOST_TEXT.stem);
  long('explanation', explanation, MOST_TEXT.explanation);
  for (const option of [...options, ...prompts]) long('option', option.text, MOST_TEXT.option);
  if (options.length > LETTERS.length || prompts.length > 9)
    problems.push(problem(item, 'error', 'format/too-many-options', { n: options.length, max: LETTERS.length }));
  const all = [stem, ...options.map((o) => o.text), explanation].join('\n');
  const encoding = legacyEncoding(all);
  if (encoding !== null)
    problems.push(problem(item, 'error', 'format/legacy-font', { encoding, text: stem.slice(0, 60) }));
  return problems;
}

/** Of a part that is marked as missing it need not be said again. */
function ruleProblems(item: DraftItem): FileProblem[] {
  if (item.content.options.length > LETTERS.length) return [];
  const isTold = (code: string): boolean =>
    (item.missing.includes('key') && /key|answer/.test(code)) ||
    (item.missing.includes('rubric') && code === 'item/no-rubric');
  return itemFaults(item.content)
    .filter(({ code }) => !isTold(code))
    .map(({ code, params }) => problem(item, 'warning', code, params ?? {}));
}
