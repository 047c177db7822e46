import { normaliseLetters } from '../item/item.js';
import type { SaveEntry, Sheet } from './attempt.js';
import { essayText } from './essay-text.js';

/** What a page without script sends: every item's letters or text, and flag. */
export interface PaperForm {
  readonly answers: ReadonlyMap<number, string>;
  readonly flags: ReadonlySet<number>;
}

/**
 * The entries that a whole submitted paper means: only what the person changed against what the page showed when it was
 * made. A page that was left open (back button, second tab) so does not undo what was saved since.
 * @param shown the sheet as the page showed it
 */
export function changedEntries(
  form: PaperForm,
  shown: Sheet,
  itemNos: readonly number[],
  leaseNo: number,
  lastClientSeq: number,
): SaveEntry[] {
  const entries: SaveEntry[] = [];
  const add = (kind: SaveEntry['kind'], itemNo: number, value: string): void => {
    entries.push({ kind, itemNo, value, leaseNo, clientSeq: lastClientSeq + entries.length + 1 });
  };
  for (const no of itemNos) {
    const value = form.answers.get(no) ?? '';
    if (value !== (shown.answers[no]?.value ?? '')) add('answer', no, value);
    const flag = form.flags.has(no) ? '1' : '0';
    if (flag !== (shown.flags[no]?.value ?? '0')) add('flag', no, flag);
  }
  return entries;
}

/**
 * Reads the fields a<no> (one letter, several, or an essay's text) and f<no> of a submitted paper.
 * @param essays numbers of the items that take a text
 */
export function readPaperForm(
  body: Readonly<Record<string, unknown>>,
  essays: ReadonlySet<number> = new Set(),
): PaperForm {
  const answers = new Map<number, string>();
  const flags = new Set<number>();
  for (const [name, raw] of Object.entries(body)) {
    const match = /^([af])(\d{1,3})$/.exec(name);
    if (match === null) continue;
    const no = Number(match[2]);
    const letters = [raw].flat().filter((v): v is string => typeof v === 'string');
    if (match[1] === 'f') flags.add(no);
    else if (essays.has(no)) answers.set(no, essayText(letters.join('\n')));
    else answers.set(no, normaliseLetters(letters.join('')));
  }
  return { answers, flags };
}
