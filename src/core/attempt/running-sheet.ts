import { isNewer, type Mark, type Sheet, type Step } from './attempt.js';
import { markText, readSheet } from './sheet-text.js';

/** The marks of one part, by place; `texts` is how each stands in the sheet's text. */
interface Marks {
  readonly nos: number[];
  readonly marks: Mark[];
  readonly texts: string[];
}

const noMarks = (): Marks => ({ nos: [], marks: [], texts: [] });

/**
 * The sheet of an attempt that is being written, changed in place: what `applyStep` does to a sheet, without a copy of it for
 * each of a hundred saves. It is as good as its last committed step; whoever fails to commit throws it away.
 */
export class RunningSheet {
  private readonly answers = noMarks();
  private readonly flags = noMarks();
  private answered = 0;

  constructor(sheet: Sheet) {
    for (const [no, mark] of Object.entries(sheet.answers)) this.put('answer', Number(no), mark);
    for (const [no, mark] of Object.entries(sheet.flags)) this.put('flag', Number(no), mark);
  }

  static read(text: string): RunningSheet {
    return new RunningSheet(readSheet(text));
  }

  get answeredCount(): number {
    return this.answered;
  }

  /** @param step an answer or a flag with all its fields; anything else changes no sheet */
  apply({ kind, itemNo, value, leaseNo, clientSeq }: Step): void {
    if ((kind === 'answer' || kind === 'flag') && itemNo !== null && value !== null && clientSeq !== null)
      this.put(kind, itemNo, { value, leaseNo, clientSeq });
  }

  /** As `sheetText` writes it. */
  text(): string {
    return `{"a":{${this.answers.texts.join()}},"f":{${this.flags.texts.join()}}}`;
  }

  private put(kind: 'answer' | 'flag', no: number, mark: Mark): void {
    const { nos, marks, texts } = kind === 'answer' ? this.answers : this.flags;
    let place = nos.findIndex((n) => n >= no);
    if (place < 0) place = nos.length;
    const held = nos[place] === no ? marks[place] : undefined;
    if (held !== undefined && !isNewer(mark, held)) return;
    if (kind === 'answer') this.answered += Number(mark.value !== '') - Number((held?.value ?? '') !== '');
    const replaced = held === undefined ? 0 : 1;
    nos.splice(place, replaced, no);
    marks.splice(place, replaced, mark);
    texts.splice(place, replaced, markText(no, mark));
  }
}
