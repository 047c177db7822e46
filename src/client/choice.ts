import { Answer } from './answer.js';
import { all } from './dom.js';

/** Options to choose from, one or several. */
export class Choice extends Answer {
  override readonly letters: readonly string[];
  override readonly goesOn = false;
  private readonly options: readonly HTMLInputElement[];

  constructor(section: HTMLElement) {
    super();
    this.options = all(section, '.opt input', HTMLInputElement);
    this.letters = this.options.map((option) => option.value);
  }

  /** The letters chosen, in the order in which they stand. */
  get value(): string {
    return this.options
      .filter((option) => option.checked)
      .map((option) => option.value)
      .join('');
  }

  set value(value: string) {
    for (const option of this.options) option.checked = value.includes(option.value);
  }

  focus(): void {
    this.options[0]?.focus();
  }

  /** A radio is set, a box is turned over. */
  override readonly press = (letter: string): void => {
    this.options.find((option) => option.value === letter && !option.matches(':disabled'))?.click();
  };
}
