import type { ItemKind } from '../../item/item.js';
import type { Found, ReadingBook } from '../draft.js';
import { rubricOfText } from '../rubric-text.js';
import { kindNamed } from '../tags.js';
import { type Paragraph, textOf } from './paragraphs.js';

/**
 * Styles by which an exported document tells its parts, so that whatever a text looks like it is taken for what it is. Runs in
 * the character style LABEL are for people's eyes.
 */
export const OWN = {
  stem: 'NTStem',
  tags: 'NTTags',
  prompt: 'NTPrompt',
  option: 'NTOption',
  key: 'NTKey',
  explanation: 'NTExplanation',
  rubric: 'NTRubric',
  mark: 'NTMark',
} as const;
export const LABEL = 'NTLabel';

interface Parts {
  readonly no: number;
  readonly stem: string;
  readonly tags: string[];
  readonly prompts: string[];
  readonly options: string[];
  readonly key: string[];
  explanation: string;
  rubric: string;
}

/** Takes paragraphs in the styles of an exported document. */
export class OwnReader {
  private parts: Parts | null = null;

  constructor(private readonly book: ReadingBook) {}

  /** False: it is none of ours. */
  take(paragraph: Paragraph): boolean {
    const { style } = paragraph;
    if (style === OWN.mark) return true;
    if (style === OWN.stem) {
      this.end();
      const common = { tags: [], prompts: [], options: [], key: [], explanation: '', rubric: '' };
      this.parts = { no: paragraph.no, stem: contentOf(paragraph), ...common };
      return true;
    }
    if (this.parts === null || !Object.values<string>(OWN).includes(style)) return false;
    if (style === OWN.tags) this.parts.tags.push(...valuesOf(paragraph));
    else if (style === OWN.key) this.parts.key.push(...valuesOf(paragraph));
    else if (style === OWN.prompt) this.parts.prompts.push(contentOf(paragraph));
    else if (style === OWN.option) this.parts.options.push(contentOf(paragraph));
    else if (style === OWN.explanation) this.parts.explanation = contentOf(paragraph);
    else this.parts.rubric = contentOf(paragraph);
    return true;
  }

  end(): void {
    if (this.parts === null) return;
    const { no, rubric, tags, ...found } = this.parts;
    this.parts = null;
    const kind = kindNamed(tags.find((t) => t.startsWith('kind:'))?.slice('kind:'.length) ?? '') ?? kindOf(found);
    this.book.add({ ...found, tags, place: { line: no }, kind, rubric: rubric === '' ? null : rubricOfText(rubric) });
  }
}

const kindOf = ({ options, key }: Pick<Found, 'options' | 'key'>): ItemKind =>
  options === undefined || options.length === 0 ? 'essay' : key?.length === 1 ? 'single' : 'multiple';

const contentOf = (paragraph: Paragraph): string =>
  textOf({ ...paragraph, runs: paragraph.runs.filter((r) => r.style !== LABEL) });

/** One value a run: Word may cut a run in two where somebody corrected it, a label always stands between values. */
function valuesOf({ runs }: Paragraph): string[] {
  const values: string[] = [];
  let isNew = true;
  for (const run of runs) {
    if (run.style === LABEL) isNew = true;
    else if (isNew) {
      values.push(run.text);
      isNew = false;
    } else values.push(`${values.pop() ?? ''}${run.text}`);
  }
  return values.filter((v) => v !== '');
}
