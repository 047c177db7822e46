import { all, numberOf, one, setText } from './dom.js';
import type { MarkItem } from './mark-journal.js';
import { markText, onPressOrHold, step } from './mark-steps.js';

/** What the server holds of a mark, with the page and the tap that it came from. */
export interface Stamped {
  readonly leaseNo: number;
  readonly seq: number;
}

export interface ServerSheet {
  readonly questionId: string;
  readonly sheetId: string;
  readonly lease: number;
  readonly marks: Readonly<Record<string, Stamped & { readonly points: number | null }>>;
  readonly note: (Stamped & { readonly text: string }) | null;
  readonly locked: boolean;
}

const isNewer = (item: MarkItem, than: Stamped | null | undefined): boolean =>
  than == null || item.lease > than.leaseNo || (item.lease === than.leaseNo && item.seq > than.seq);

class Criterion {
  points: number | null;
  readonly id: string;
  readonly place: number;
  readonly more: HTMLButtonElement;
  private readonly max: number;
  private readonly value: HTMLElement;
  private readonly word: HTMLElement;

  constructor(
    readonly root: HTMLElement,
    private readonly pressed: (criterion: Criterion) => void,
  ) {
    this.id = root.dataset['criterion'] ?? '';
    this.place = numberOf(root.dataset['place']);
    this.max = numberOf(root.dataset['max']);
    this.value = one(root, '[data-value]', HTMLElement);
    this.word = one(root, '[data-of]', HTMLElement);
    this.more = one(root, '[data-step="1"]', HTMLButtonElement);
    const typed = one(root, 'input', HTMLInputElement).value;
    this.points = typed === '' ? null : Math.round(Number(typed.replace(',', '.')) * 100);
    for (const button of all(root, '[data-step]', HTMLButtonElement)) {
      onPressOrHold(button, () => {
        const next = step(this.points, numberOf(button.dataset['step']), this.max);
        if (next === this.points) return;
        this.points = next;
        this.pressed(this);
      });
    }
    one(root, '.stepper', HTMLElement).hidden = false;
    one(root, '.plainmark', HTMLElement).hidden = true;
  }

  draw(): void {
    setText(this.value, this.points === null ? '–' : markText(this.points));
    setText(this.word, (this.points === null ? this.word.dataset['open'] : this.word.dataset['of']) ?? '');
  }
}

/** One question of the page with its steppers and its note. */
export class QuestionSheet {
  readonly id: string;
  readonly no: number;
  readonly criteria: readonly Criterion[];
  readonly note: HTMLTextAreaElement;

  constructor(
    readonly root: HTMLElement,
    pressed: (sheet: QuestionSheet, criterion: string, points: number | null) => void,
    noted: (sheet: QuestionSheet, text: string) => void,
  ) {
    this.id = root.dataset['question'] ?? '';
    this.no = numberOf(root.dataset['no']);
    this.note = one(root, '[data-note]', HTMLTextAreaElement);
    this.criteria = all(root, '[data-criterion]', HTMLElement).map(
      (element) =>
        new Criterion(element, (criterion) => {
          pressed(this, criterion.id, criterion.points);
        }),
    );
    this.note.addEventListener('input', () => {
      noted(this, this.note.value);
    });
  }

  get total(): number {
    return this.criteria.reduce((sum, c) => sum + (c.points ?? 0), 0);
  }

  get missing(): Criterion | undefined {
    return this.criteria.find((c) => c.points === null);
  }

  /** The server's marks, then what this machine knows better: of two taps the newer holds, as the server will decide. */
  merge(sheet: ServerSheet, waiting: readonly MarkItem[]): void {
    for (const criterion of this.criteria) {
      const known = sheet.marks[criterion.id];
      criterion.points = known?.points ?? null;
      for (const item of waiting)
        if (item.criterion === criterion.id && isNewer(item, known)) criterion.points = item.points ?? null;
    }
    const isTyping = document.activeElement === this.note;
    let text = sheet.note?.text ?? '';
    for (const item of waiting) if (item.note !== undefined && isNewer(item, sheet.note)) text = item.note;
    if (!isTyping) this.note.value = text;
  }

  draw(): void {
    for (const criterion of this.criteria) {
      criterion.draw();
      criterion.root.classList.toggle('is-now', criterion === this.missing);
    }
  }
}
