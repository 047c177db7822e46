import { all, one } from './dom.js';
import { Essay } from './essay.js';

/** One question as it stands on the page. */
export interface SheetItem {
  readonly no: number;
  readonly section: HTMLElement;
  readonly heading: HTMLElement;
  readonly fieldset: HTMLFieldSetElement;
  readonly options: readonly HTMLInputElement[];
  /** Where the answer is a text. */
  readonly essay: Essay | null;
}

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
      options: all(section, '.opt input', HTMLInputElement),
      essay: section.dataset['kind'] === 'essay' ? new Essay(section) : null,
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
    this.here.essay?.draw();
  }

  /** The text, or the letters chosen in the order in which they stand; '' when there is none. */
  value(item: SheetItem): string {
    if (item.essay !== null) return item.essay.value;
    return item.options
      .filter((option) => option.checked)
      .map((option) => option.value)
      .join('');
  }

  setValue(no: number, value: string): void {
    const item = this.byNo(no);
    if (item?.essay) item.essay.value = value;
    for (const option of item?.options ?? []) option.checked = value.includes(option.value);
  }

  isAnswered(item: SheetItem): boolean {
    return this.value(item) !== '';
  }

  /** Whether a text is too long to be saved. */
  get isHeld(): boolean {
    return this.items.some(({ essay }) => essay?.isTooLong);
  }

  isFlagged(no: number): boolean {
    return this.flags.has(no);
  }

  setFlag(no: number, flag: boolean): void {
    if (flag) this.flags.add(no);
    else this.flags.delete(no);
  }

  /** Chooses by letter as a click would: a radio is set, a box is turned over. */
  press(letter: string): void {
    this.here.options.find((option) => option.value === letter && !option.matches(':disabled'))?.click();
  }

  clearHere(): void {
    for (const option of this.here.options) option.checked = false;
  }

  lock(locked: boolean): void {
    for (const { fieldset } of this.items) fieldset.disabled = locked;
  }
}
