import { Answer } from './answer.js';
import { all } from './dom.js';

/** A select for each prompt; what is chosen so far is the answer. */
export class Matching extends Answer {
  private readonly selects: readonly HTMLSelectElement[];

  constructor(section: HTMLElement) {
    super();
    this.selects = all(section, '[data-match]', HTMLSelectElement);
  }

  get value(): string {
    return this.selects.map((select) => select.value).join('');
  }

  set value(value: string) {
    const pairs = value.match(/../g) ?? [];
    for (const select of this.selects)
      select.value = pairs.find((pair) => [...select.options].some((option) => option.value === pair)) ?? '';
  }

  focus(): void {
    this.selects[0]?.focus();
  }
}
