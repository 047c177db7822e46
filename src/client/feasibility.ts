import { hasChanges } from './changes.js';
import { all, one, setText } from './dom.js';

const WAIT_MS = 250;
const TIMEOUT_MS = 10_000;

interface CellView {
  readonly state: 'ok' | 'ample' | 'thin' | 'short' | 'unused';
  readonly text: string;
}

interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What the server answers for a form that can be read. */
interface FeasibilityView {
  readonly cells: Readonly<Record<string, CellView>>;
  readonly rows: Readonly<Record<string, number>>;
  readonly items: number;
  readonly verdict: { readonly state: 'ok' | 'short'; readonly text: string };
  readonly lines: Readonly<Record<string, { readonly state: 'ok' | 'short'; readonly text: string } | null>>;
  readonly faults: readonly Fault[];
}

type Answer = FeasibilityView | { readonly errors: readonly Fault[] };

/** Every `form[data-feasibility]` asks the server, while it is typed into, whether the bank can fill its matrix. */
export function watchFeasibility(root: ParentNode): void {
  for (const form of all(root, 'form[data-feasibility]', HTMLFormElement)) new LiveMatrix(form).start();
}

class LiveMatrix {
  private readonly verdict: HTMLElement;
  private readonly faultBox: HTMLElement;
  private readonly faultList: HTMLElement;
  private readonly texts: DOMStringMap;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | null = null;

  constructor(private readonly form: HTMLFormElement) {
    this.verdict = one(form, '[data-verdict]', HTMLElement);
    this.faultBox = one(form, '[data-faults]', HTMLElement);
    this.faultList = one(form, '[data-fault-list]', HTMLElement);
    this.texts = one(form, '[data-texts]', HTMLElement).dataset;
  }

  start(): void {
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(), WAIT_MS);
    };
    this.form.addEventListener('input', soon);
    this.form.addEventListener('change', soon);
    window.addEventListener('pageshow', () => {
      if (hasChanges(this.form)) soon();
    });
  }

  /** The latest question wins: an older one that is still under way is given up. */
  private async ask(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const answer = await this.fetchAnswer(asked);
    if (this.asked === asked) this.show(answer);
  }

  private async fetchAnswer(asked: AbortController): Promise<Answer | null> {
    const timer = setTimeout(() => {
      asked.abort();
    }, TIMEOUT_MS);
    const fields = [...new FormData(this.form)].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    try {
      const response = await fetch(this.form.dataset['feasibility'] ?? '', {
        method: 'POST',
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { accept: 'application/json', 'x-csrf-token': one(this.form, '[name=_csrf]', HTMLInputElement).value },
        body: new URLSearchParams(fields),
        signal: asked.signal,
      });
      return response.ok ? ((await response.json()) as Answer) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  private show(answer: Answer | null): void {
    if (answer === null) {
      this.showVerdict('short', this.texts['failed'] ?? '');
    } else if ('errors' in answer) {
      const { errors } = answer;
      this.showVerdict('short', (this.texts['unreadable'] ?? '').replace('{n}', String(errors.length)));
      this.showFaults(errors);
    } else {
      this.showView(answer);
    }
  }

  private showView({ cells, rows, items, verdict, lines, faults }: FeasibilityView): void {
    for (const cell of all(this.form, '[data-cell]', HTMLElement)) {
      const view = cells[cell.dataset['cell'] ?? ''];
      if (view !== undefined) this.showCell(cell, view);
    }
    for (const sum of all(this.form, '[data-row]', HTMLElement))
      setText(sum, String(rows[sum.dataset['row'] ?? ''] ?? 0));
    for (const total of all(this.form, '[data-items]', HTMLElement)) setText(total, String(items));
    for (const line of all(this.form, '[data-line]', HTMLElement)) {
      const view = lines[line.dataset['line'] ?? ''] ?? null;
      line.hidden = view === null;
      if (view !== null) this.showState(line, view.state, view.text);
    }
    this.showVerdict(verdict.state, verdict.text);
    // 'the bank has enough' would read as 'all is well' above what is wrong
    this.verdict.hidden = verdict.state === 'ok' && faults.length > 0;
    this.showFaults(faults);
  }

  private showCell(cell: HTMLElement, { state, text }: CellView): void {
    cell.classList.toggle('is-warn', state === 'short');
    const tag = one(cell, '.tag', HTMLElement);
    tag.classList.toggle('tag--warn', state === 'short');
    tag.classList.toggle('tag--ok', state === 'ok' || state === 'ample');
    tag.classList.toggle('muted', state === 'unused');
    this.write(tag, state, text);
  }

  private showVerdict(state: 'ok' | 'short', text: string): void {
    this.verdict.hidden = false;
    this.showState(this.verdict, state, text);
  }

  private showState(holder: HTMLElement, state: 'ok' | 'short', text: string): void {
    holder.classList.toggle('state--ok', state === 'ok');
    holder.classList.toggle('state--warn', state === 'short');
    this.write(holder, state, text);
  }

  /** An icon and words; nothing is touched that says so already, since a live region speaks at every change. */
  private write(holder: HTMLElement, state: CellView['state'], text: string): void {
    const drawn = `${state} ${text}`;
    if (holder.dataset['drawn'] === drawn) return;
    holder.dataset['drawn'] = drawn;
    const words = document.createElement('span');
    words.textContent = text;
    const icon = this.form.querySelector(`template[data-icon="${state}"]`);
    holder.replaceChildren(...(icon instanceof HTMLTemplateElement ? [icon.content.cloneNode(true)] : []), words);
  }

  private showFaults(faults: readonly Fault[]): void {
    const drawn = JSON.stringify(faults);
    if (this.faultList.dataset['drawn'] === drawn) return;
    this.faultList.dataset['drawn'] = drawn;
    this.faultBox.hidden = faults.length === 0;
    this.faultList.replaceChildren(...faults.map(faultLine));
    this.markFields(new Set(faults.map((f) => f.field)));
  }

  /** Fields at fault are marked; a remark of the server on a field that is right by now goes away. */
  private markFields(wrong: ReadonlySet<string>): void {
    for (const field of all(this.form, '.input, input[type=checkbox]', HTMLElement)) {
      if (wrong.has(field.id)) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      const cell = field.closest('[data-cell]');
      cell?.classList.toggle('is-err', wrong.has(field.id));
    }
    for (const remark of all(this.form, '.errtext', HTMLElement)) {
      const isWrong = wrong.has(remark.id.replace(/-error$/, ''));
      remark.hidden = !isWrong;
      remark.closest('.field')?.classList.toggle('field--err', isWrong);
    }
  }
}

function faultLine({ field, message }: Fault): HTMLElement {
  const link = document.createElement('a');
  link.href = `#${field}`;
  link.textContent = message;
  const line = document.createElement('li');
  line.append(link);
  return line;
}
