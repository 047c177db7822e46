import type { Answer } from './answer.js';
import { Choice } from './choice.js';
import { all, one } from './dom.js';
import { Matching } from './matching.js';
import { Ordering } from './ordering.js';
import { Typed } from './typed.js';

/** One question as it stands on the page. */
export interface SheetItem {
  readonly no: number;
  readonly section: HTMLElement;
  readonly heading: HTMLElement;
  readonly fieldset: HTMLFieldSetElement;
  readonly answer: Answer;
}

/** What is not named here is chosen from options. */
const ANSWERS: Readonly<Record<string, new (section: HTMLElement) => Answer>> = {
  essay: Typed,
  shortText: Typed,
  ordering: Ordering,
  matching: Matching,
};

const answerOf = (section: HTMLElement): Answer => new (ANSWERS[section.dataset['kind'] ?? ''] ?? Choice)(section);

/** The questions of the form: what is chosen, what is flagged, which one shows. */
export class Sheet {
  readonly items: readonly SheetItem[];
  private readonly flags = new Set<number>();
  private current = 0;

  constructor(form: HTMLElement) {
    this.items = all(form, '.item', HTMLElement).map((section) => ({
      no: Number(section.dataset['item']),
      section,
      heading: one(section, '.q__head', HTMLElement),
      fieldset: one(section, 'fieldset', HTMLFieldSetElement),
      answer: answerOf(section),
    }));
    for (const { no, section } of this.items) {
      if (one(section, `[name="f${String(no)}"]`, HTMLInputElement).checked) this.flags.add(no);
    }
  }

  get here(): SheetItem {
    const item = this.items[this.current];
    if (item === undefined) throw new Error('a paper without items');
    return item;
  }

  get isFirst(): boolean {
    return this.current === 0;
  }

  get isLast(): boolean {
    return this.current === this.items.length - 1;
  }

  byNo(no: number): SheetItem | undefined {
    return this.items.find((item) => item.no === no);
  }

  /** The number of the item so many places on; undefined beyond either end. */
  neighbour(step: number): number | undefined {
    return this.items[this.current + step]?.no;
  }

  /** Shows the item of that number alone. */
  show(no: number): void {
    const index = this.items.findIndex((item) => item.no === no);
    if (index < 0) return;
    this.current = index;
    this.items.forEach(({ section }, i) => section.classList.toggle('is-here', i === index));
    // only now has its box a height
    this.here.answer.draw();
  }

  setValue(no: number, value: string): void {
    const item = this.byNo(no);
    if (item !== undefined) item.answer.value = value;
  }

  isAnswered({ answer }: SheetItem): boolean {
    return answer.value !== '';
  }

  /** Whether a text is too long to be saved. */
  get isHeld(): boolean {
    return this.items.some(({ answer }) => answer.isTooLong);
  }

  isFlagged(no: number): boolean {
    return this.flags.has(no);
  }

  setFlag(no: number, flag: boolean): void {
    if (flag) this.flags.add(no);
    else this.flags.delete(no);
  }

  lock(locked: boolean): void {
    for (const { fieldset } of this.items) fieldset.disabled = locked;
  }
}
