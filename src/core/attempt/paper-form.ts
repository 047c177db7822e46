import type { AnswerField } from '../item/kinds/kind.js';
import type { SaveEntry, Sheet } from './attempt.js';

/** What a page without script sends: every item's answer, and flag. */
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

/** Reads the fields a<no> (as many of one name as the item's kind has) and f<no> of a submitted paper. */
export function readPaperForm(
  body: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<number, AnswerField>,
): PaperForm {
  const answers = new Map<number, string>();
  const flags = new Set<number>();
  for (const [name, raw] of Object.entries(body)) {
    const match = /^([af])(\d{1,3})$/.exec(name);
    if (match === null) continue;
    const no = Number(match[2]);
    if (match[1] === 'f') flags.add(no);
    const values = [raw].flat().filter((v): v is string => typeof v === 'string');
    const field = match[1] === 'a' ? fields.get(no) : undefined;
    if (field !== undefined) answers.set(no, field.read(values));
  }
  return { answers, flags };
}
