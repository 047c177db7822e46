import type { Mark, Sheet } from './attempt.js';

type Part = Readonly<Record<string, readonly [value: string, leaseNo: number, clientSeq: number]>>;

/** A sheet as it is stored with each save: short, since it is written as often. */
export const sheetText = ({ answers, flags }: Sheet): string => `{"a":{${partText(answers)}},"f":{${partText(flags)}}}`;

/** @throws Error on a text that is no sheet. The first version wrote every mark with the names of its fields. */
export function readSheet(text: string): Sheet {
  const { a, f, answers, flags } = JSON.parse(text) as { a?: Part; f?: Part } & Partial<Sheet>;
  if (answers !== undefined && flags !== undefined) return { answers, flags };
  return { answers: marksOf(a), flags: marksOf(f) };
}

function partText(marks: Readonly<Record<string, Mark>>): string {
  let text = '';
  for (const no in marks) {
    const mark = marks[no];
    if (mark === undefined) continue;
    text += `${text === '' ? '' : ','}${markText(no, mark)}`;
  }
  return text;
}

export const markText = (no: number | string, { value, leaseNo, clientSeq }: Mark): string =>
  `"${no}":[${JSON.stringify(value)},${leaseNo},${clientSeq}]`;

function marksOf(part: Part | undefined): Record<string, Mark> {
  if (part === undefined) throw new Error('attempt: the sheet is unreadable');
  const marks: Record<string, Mark> = {};
  for (const [no, [value, leaseNo, clientSeq]] of Object.entries(part)) marks[no] = { value, leaseNo, clientSeq };
  return marks;
}
