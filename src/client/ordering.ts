import { Answer } from './answer.js';
import { all, one, say, setText } from './dom.js';

/** Lines that are moved up and down by buttons. Untouched they are no answer: the order shown is never the right one. */
export class Ordering extends Answer {
  private readonly list: HTMLElement;
  private readonly hints: readonly HTMLElement[];
  private isGiven: boolean;

  constructor(section: HTMLElement) {
    super();
    this.list = one(section, '.order__lines', HTMLElement);
    this.hints = all(section, '[data-not-given], [data-keep]', HTMLElement);
    this.isGiven = this.list.dataset['given'] !== undefined;
    this.list.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('[data-move]') : null;
      if (button instanceof HTMLButtonElement) this.move(button, Number(button.dataset['move']));
    });
    one(section, '[data-keep]', HTMLElement).addEventListener('click', () => {
      this.give();
      this.focus();
    });
    this.draw();
  }

  /** The letters in their order; '' while nobody has put them in one. */
  get value(): string {
    return this.isGiven ? this.order() : '';
  }

  set value(value: string) {
    this.isGiven = value !== '';
    // letters were given in the order in which the paper shows the lines
    const wanted = this.isGiven ? value : [...this.order()].sort().join('');
    if (wanted !== this.order()) {
      const held = document.activeElement;
      this.list.append(...[...wanted].flatMap((letter) => this.lines().find((l) => letterOf(l) === letter) ?? []));
      if (held instanceof HTMLElement && this.list.contains(held)) held.focus();
    }
    this.draw();
  }

  focus(): void {
    one(this.list, '[data-move]:not([aria-disabled=true])', HTMLElement).focus();
  }

  override draw(): void {
    const lines = this.lines();
    lines.forEach((line, i) => {
      setText(one(line, '[data-place]', HTMLElement), String(i + 1));
      const [up, down] = all(line, '[data-move]', HTMLElement);
      up?.setAttribute('aria-disabled', String(i === 0));
      down?.setAttribute('aria-disabled', String(i === lines.length - 1));
    });
    for (const hint of this.hints) hint.hidden = this.isGiven;
  }

  private move(button: HTMLButtonElement, by: number): void {
    const line = button.closest('[data-line]');
    const lines = this.lines();
    const at = lines.findIndex((l) => l === line);
    const other = lines[at + by];
    if (!(line instanceof HTMLElement) || other === undefined) return;
    // the other line moves, so that the button pressed keeps the focus
    if (by < 0) line.after(other);
    else line.before(other);
    this.give();
    say(
      (this.list.dataset['said'] ?? '')
        .replace('{text}', one(line, 'label', HTMLElement).textContent)
        .replace('{place}', String(at + by + 1)),
    );
  }

  private give(): void {
    this.isGiven = true;
    this.draw();
    this.list.dispatchEvent(new Event('change', { bubbles: true }));
  }

  private lines(): HTMLElement[] {
    return all(this.list, '[data-line]', HTMLElement);
  }

  private order(): string {
    return this.lines().map(letterOf).join('');
  }
}

const letterOf = (line: HTMLElement): string => line.dataset['line'] ?? '';
