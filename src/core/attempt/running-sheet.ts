import { isNewer, type Mark, type Sheet, type Step } from './attempt.js';
import { markText, readSheet } from './sheet-text.js';

interface Kept {
  mark: Mark;
  /** Its place in the sheet's text. */
  text: string;
}

/**
 * The sheet of an attempt that is being written, changed in place: what `applyStep` does to a sheet, without a copy of it for
 * each of a hundred saves. It is as good as its last committed step; whoever fails to commit throws it away.
 */
export class RunningSheet {
  private readonly answers: Record<number, Kept> = {};
  private readonly flags: Record<number, Kept> = {};
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
    return `{"a":{${joined(this.answers)}},"f":{${joined(this.flags)}}}`;
  }

  private put(kind: 'answer' | 'flag', no: number, mark: Mark): void {
    const marks = kind === 'answer' ? this.answers : this.flags;
    const held = marks[no];
    if (held !== undefined && !isNewer(mark, held.mark)) return;
    if (kind === 'answer') this.answered += Number(mark.value !== '') - Number((held?.mark.value ?? '') !== '');
    marks[no] = { mark, text: markText(no, mark) };
  }
}

function joined(marks: Readonly<Record<number, Kept>>): string {
  let text = '';
  for (const no in marks) text += text === '' ? (marks[no]?.text ?? '') : `,${marks[no]?.text ?? ''}`;
  return text;
}
