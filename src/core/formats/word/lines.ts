import { BOLD, COLOUR, HIGHLIGHT, type Paragraph, UNDERLINE } from './paragraphs.js';

/** A line as it is read, with the marks of each of its letters. */
export interface Line {
  /** Number of its paragraph. */
  readonly no: number;
  readonly text: string;
  /** As long as `text`. */
  readonly marks: readonly number[];
}

const ALL = BOLD | UNDERLINE | COLOUR | HIGHLIGHT;

/** The lines of a paragraph; the number that Word gives stands in front, as on the page. */
export function linesOf(paragraph: Paragraph): Line[] {
  const label = paragraph.label === '' ? '' : `${paragraph.label} `;
  let text = label;
  // A label shows no marks of its own: those of the first letter are its, as Word has it.
  const first = paragraph.runs.find((r) => r.text.trim() !== '')?.marks ?? 0;
  const isUniform = paragraph.runs.every((r) => r.text.trim() === '' || r.marks === first);
  const marks: number[] = Array.from(label, () => (isUniform ? first & ALL : 0));
  const lines: Line[] = [];
  const end = (): void => {
    lines.push({ no: paragraph.no, text, marks: [...marks] });
    text = '';
    marks.length = 0;
  };
  for (const run of paragraph.runs)
    for (const [i, part] of run.text.split('\n').entries()) {
      if (i > 0) end();
      text += part;
      for (let n = 0; n < part.length; n += 1) marks.push(run.marks);
    }
  end();
  return lines.filter((line) => line.text.trim() !== '');
}

export const cut = ({ no, text, marks }: Line, from: number, to = text.length): Line => ({
  no,
  text: text.slice(from, to),
  marks: marks.slice(from, to),
});
