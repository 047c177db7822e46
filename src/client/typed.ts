import { Answer } from './answer.js';
import { numberOf, one, setText } from './dom.js';

const format = new Intl.NumberFormat(document.documentElement.lang);

/** A text that is typed: an essay's box grows and counts; either says when it is too long to be saved. */
export class Typed extends Answer {
  override readonly canClear = false;
  private readonly box: HTMLTextAreaElement | HTMLInputElement;
  private readonly max: number;
  private readonly count: HTMLElement | null;
  private readonly warning: HTMLElement;

  constructor(section: HTMLElement) {
    super();
    const box = one(section, '[data-typed]', HTMLElement);
    if (!(box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement)) throw new Error('nothing to type in');
    this.box = box;
    this.max = numberOf(box.dataset['max']);
    this.count = section.querySelector<HTMLElement>('[data-count-text]');
    this.warning = one(section, '[data-over]', HTMLElement);
  }

  /** As the server will hold it: a line in single spaces, an essay as it is; nothing but blanks is no answer. */
  get value(): string {
    const text = this.box.value.normalize('NFC');
    if (this.box instanceof HTMLInputElement) return text.trim().replace(/\s+/g, ' ');
    return text.trim() === '' ? '' : text;
  }

  set value(text: string) {
    // the caret stays where nothing changes
    if (this.value !== text) this.box.value = text;
    this.draw();
  }

  override get isTooLong(): boolean {
    return this.value.length > this.max;
  }

  focus(): void {
    this.box.focus();
  }

  override draw(): void {
    const { length } = this.value;
    const over = length - this.max;
    if (this.count !== null)
      setText(this.count, (this.count.dataset['countText'] ?? '').replace('{n}', format.format(length)));
    this.warning.hidden = over <= 0;
    this.box.parentElement?.classList.toggle('field--err', over > 0);
    if (over > 0) {
      this.box.setAttribute('aria-invalid', 'true');
      const words = (this.warning.dataset['overText'] ?? '').replace('{n}', format.format(over));
      setText(one(this.warning, 'span', HTMLElement), words);
    } else this.box.removeAttribute('aria-invalid');
    if (this.box instanceof HTMLTextAreaElement) this.grow();
  }

  /** Shrinking first would make the page jump under the caret, so the box only ever grows. */
  private grow(): void {
    const { box } = this;
    const missing = box.scrollHeight - box.clientHeight;
    if (missing > 0) box.style.height = `${String(box.offsetHeight + missing)}px`;
  }
}
