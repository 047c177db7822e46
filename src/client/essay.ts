import { numberOf, one, setText } from './dom.js';

const format = new Intl.NumberFormat(document.documentElement.lang);

/** The box of one essay: it grows with its text, counts it, and says when it is too long to be saved. */
export class Essay {
  readonly box: HTMLTextAreaElement;
  private readonly max: number;
  private readonly count: HTMLElement;
  private readonly warning: HTMLElement;

  constructor(section: HTMLElement) {
    this.box = one(section, '[data-essay]', HTMLTextAreaElement);
    this.max = numberOf(this.box.dataset['max']);
    this.count = one(section, '[data-count-text]', HTMLElement);
    this.warning = one(section, '[data-over]', HTMLElement);
  }

  /** As the server will hold it; nothing but blanks is no answer. */
  get value(): string {
    const text = this.box.value.normalize('NFC');
    return text.trim() === '' ? '' : text;
  }

  set value(text: string) {
    // the caret stays where nothing changes
    if (this.value !== text) this.box.value = text;
    this.draw();
  }

  get isTooLong(): boolean {
    return this.value.length > this.max;
  }

  draw(): void {
    const { length } = this.value;
    const over = length - this.max;
    setText(this.count, (this.count.dataset['countText'] ?? '').replace('{n}', format.format(length)));
    this.warning.hidden = over <= 0;
    this.box.parentElement?.classList.toggle('field--err', over > 0);
    if (over > 0) {
      this.box.setAttribute('aria-invalid', 'true');
      const words = (this.warning.dataset['overText'] ?? '').replace('{n}', format.format(over));
      setText(one(this.warning, 'span', HTMLElement), words);
    } else this.box.removeAttribute('aria-invalid');
    this.grow();
  }

  /** Shrinking first would make the page jump under the caret, so the box only ever grows. */
  private grow(): void {
    const { box } = this;
    const missing = box.scrollHeight - box.clientHeight;
    if (missing > 0) box.style.height = `${String(box.offsetHeight + missing)}px`;
  }
}
