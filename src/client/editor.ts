import { all, one, setText } from './dom.js';
import { forgetKept, readKept, writeKept } from './kept-fields.js';
import { isReachable } from './server.js';

const WAIT_MS = 350;
const TIMEOUT_MS = 10_000;

type Fields = readonly (readonly [string, string])[];

/** `form[data-editor]`: preview and findings while one types, rows by keyboard, and nothing typed is ever lost. */
export function startEditors(root: ParentNode): void {
  for (const form of all(root, 'form[data-editor]', HTMLFormElement)) new Editor(form).start();
  // a page that says what was saved: its form begins afresh next time
  for (const done of all(root, '[data-forget-draft]', HTMLElement)) forgetKept(done.dataset['forgetDraft'] ?? '');
}

/**
 * The server renders everything, also a row more: this sends the form as its buttons would and puts in what comes back, so
 * that there is one way of showing an item, with script and without.
 */
class Editor {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | null = null;
  private readonly action: string;

  constructor(private readonly form: HTMLFormElement) {
    this.action = form.getAttribute('action') ?? '';
  }

  start(): void {
    // shows what the candidate's page shows with script, and hides the buttons that are for pages without
    document.documentElement.classList.add('js');
    this.showHint();
    this.form.addEventListener('input', () => {
      this.keep();
      this.lookSoon();
    });
    this.form.addEventListener('change', (event) => {
      this.keep();
      if (event.target instanceof HTMLSelectElement && event.target.id === 'kind') void this.press('kind', null);
      else this.lookSoon();
    });
    this.form.addEventListener('click', (event) => {
      this.clicked(event);
    });
    this.form.addEventListener('keydown', (event) => {
      this.typed(event);
    });
    this.form.addEventListener('submit', (event) => {
      if (this.isOpenWay) return;
      event.preventDefault();
      event.stopPropagation();
      void this.leave();
    });
    void this.restore();
  }

  private isOpenWay = false;
  private isAsking = false;

  /** Only where the server can be reached: else the browser's own error page would stand where the work was. */
  private async leave(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    this.isOpenWay = await isReachable('/health/live');
    this.isAsking = false;
    if (!this.isOpenWay) this.tell('away');
    else one(this.form, '[data-save]', HTMLButtonElement).click();
    this.isOpenWay = false;
  }

  /** What was typed before a sign-in, a reload or a crash of the browser comes back as it was. */
  private async restore(): Promise<void> {
    const isAnswer = all(this.form, '[data-unsaved]', HTMLElement).some((hint) => !hint.hidden);
    const kept = readKept(this.action);
    if (isAnswer) this.keep();
    else if (kept !== null && JSON.stringify(kept) !== JSON.stringify(this.fields())) {
      if (!(await this.send(kept, 'look', null))) return;
      for (const note of all(this.form, '[data-kept]', HTMLElement)) note.hidden = false;
    }
  }

  private fields(): Fields {
    return [...new FormData(this.form)].flatMap(([name, value]) =>
      typeof value === 'string' && name !== '_csrf' ? [[name, value] as const] : [],
    );
  }

  private keep(): void {
    writeKept(this.action, this.fields());
  }

  private showHint(): void {
    for (const hint of all(this.form, '[data-keys-hint]', HTMLElement)) hint.hidden = false;
  }

  private clicked(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button === null) return;
    if (button.matches('[data-discard]')) {
      forgetKept(this.action);
      location.reload();
    }
    if (button.name !== 'go' || button.value === 'save') return;
    event.preventDefault();
    const act = /^(up|down):/.exec(button.value)?.[1] ?? null;
    void this.press(button.value, act);
  }

  private typed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      one(this.form, '[data-save]', HTMLButtonElement).click();
      return;
    }
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    const row = field.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (row === undefined) return;
    const go = this.actOf(event, field, row);
    if (go === null) return;
    event.preventDefault();
    if (go !== '') void this.press(go, null);
  }

  /** What a key does with the row in which it was pressed; '' for nothing at all, null where the key is the field's own. */
  private actOf(event: KeyboardEvent, field: HTMLInputElement | HTMLTextAreaElement, row: string): string | null {
    const list = row.split(':')[0] ?? '';
    if (event.altKey && event.key === 'ArrowUp') return `up:${row}`;
    if (event.altKey && event.key === 'ArrowDown') return `down:${row}`;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
    if (event.key === 'Enter' && (field.matches('[data-line]') || field instanceof HTMLInputElement)) {
      const canAdd = this.form.querySelector(`button[value="add:${list}"]`) !== null;
      return canAdd && field.matches('[data-line]') ? `add:${row}` : '';
    }
    const isBlank = field.matches('[data-line]') && field.value === '';
    const count = this.form.querySelectorAll(`[data-row^="${list}:"]`).length;
    return event.key === 'Backspace' && isBlank && count > 1 && !event.repeat ? `remove:${row}` : null;
  }

  /** @param focusOn 'up' or 'down': the button of the row that has moved keeps the focus */
  private async press(go: string, focusOn: string | null): Promise<void> {
    clearTimeout(this.timer);
    let sent: Fields;
    do {
      sent = this.fields();
      if (!(await this.send(sent, go, focusOn, () => JSON.stringify(sent) === JSON.stringify(this.fields())))) return;
    } while (this.isStale);
    this.keep();
  }

  /** Whether somebody typed on while an answer was under way: it is asked for again with these words. */
  private isStale = false;

  /** Sends the form and shows the whole of what comes back. @returns whether the server answered */
  private async send(
    fields: Fields,
    go: string,
    focusOn: string | null,
    isCurrent: () => boolean = () => true,
  ): Promise<boolean> {
    const page = await this.ask(fields, go);
    if (page === null) return false;
    this.isStale = !isCurrent();
    if (this.isStale) return true;
    const fresh = page.getElementById(this.form.id);
    if (fresh === null) return false;
    this.form.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    this.showHint();
    this.showFindings(page);
    this.giveFocus(focusOn);
    return true;
  }

  private giveFocus(focusOn: string | null): void {
    const field = this.form.querySelector<HTMLElement>('[data-row] [autofocus]');
    const row = field?.closest('[data-row]') ?? null;
    const button =
      focusOn === null ? null : (row?.querySelector<HTMLElement>(`button[value^="${focusOn}:"]:enabled`) ?? null);
    (button ?? field ?? this.form.querySelector<HTMLElement>('#kind'))?.focus();
  }

  private lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), WAIT_MS);
  }

  private async look(): Promise<void> {
    const page = await this.ask(this.fields(), 'look');
    if (page !== null) this.showFindings(page);
  }

  /** What does not hold what is typed: the preview, what was found, sums. */
  private showFindings(page: Document): void {
    for (const old of all(document, '#preview, #preview-hint, .found, #rubric-sum', HTMLElement)) {
      const fresh = page.getElementById(old.id);
      if (fresh !== null && fresh.innerHTML !== old.innerHTML)
        old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    }
    for (const count of all(document, '#found-count', HTMLElement))
      setText(count, page.getElementById('found-count')?.textContent ?? '');
  }

  /** The page that the server gives back; null when it gives none. The latest question wins. */
  private async ask(fields: Fields, go: string): Promise<Document | null> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const timer = setTimeout(() => {
      asked.abort('late');
    }, TIMEOUT_MS);
    try {
      const token = one(this.form, '[name=_csrf]', HTMLInputElement).value;
      const response = await fetch(this.action, {
        method: 'POST',
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { accept: 'text/html' },
        body: new URLSearchParams([['_csrf', token], ...fields.map(([n, v]) => [n, v]), ['go', go]]),
        signal: asked.signal,
      });
      this.tell(
        response.ok
          ? null
          : response.type === 'opaqueredirect' || [401, 403].includes(response.status)
            ? 'out'
            : 'away',
      );
      return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
    } catch {
      if (this.asked === asked) this.tell('away');
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  private tell(trouble: 'away' | 'out' | null): void {
    for (const note of all(this.form, '[data-trouble]', HTMLElement)) note.hidden = note.dataset['trouble'] !== trouble;
  }
}
