import { all, byId, one, setText } from './dom.js';
import { MarkJournal } from './mark-journal.js';
import { MarkSaver } from './mark-saver.js';
import { post } from './mark-server.js';
import { QuestionSheet, type ServerSheet } from './mark-sheet.js';
import { markText } from './mark-steps.js';
import { countdown, timeOfDay } from './server-clock.js';

const FLUSH_MS = 5000;
const RETRY_MS = 2000;

const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

/** Tells this page's own part of the journal from that of other pages on this machine. */
const pageKey = (): string => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(36);

/** The mark sheets of one candidate on the tablet: taps, totals, saving, the lock. */
class MarkPage {
  private readonly csrf: string;
  private readonly sheets: QuestionSheet[];
  private readonly savers = new Map<QuestionSheet, MarkSaver>();
  private readonly lock = document.getElementById('lock');
  private readonly why = byId('lock-why');
  private readonly state = byId('save-state');
  private savedAt = 0;
  private isSignedOut = false;
  private refusal = '';
  private leases = 0;
  private isStale = false;
  private shown = 0;

  constructor(private readonly form: HTMLFormElement) {
    this.csrf = one(form, '[name=_csrf]', HTMLInputElement).value;
    this.sheets = all(form, '[data-mine]', HTMLElement).map(
      (root) =>
        new QuestionSheet(
          root,
          (sheet, criterion, points) => {
            this.savers.get(sheet)?.note({ criterion, points });
          },
          (sheet, note) => {
            this.savers.get(sheet)?.note({ note });
          },
        ),
    );
    for (const sheet of this.sheets) this.savers.set(sheet, this.saverOf(sheet, pageKey()));
    for (const plain of all(form, '.plainmark', HTMLElement)) plain.hidden = true;
    this.state.hidden = false;
    this.listen();
    this.show(this.wanted());
    this.draw();
  }

  /** Asks until the sheets are open for this page; meanwhile taps are kept. */
  async begin(): Promise<void> {
    for (;;) {
      const reply = await post<{ serverNow: number; sheets: ServerSheet[] }>(
        this.form.dataset['open'] ?? '',
        this.csrf,
        {},
      );
      if (reply.ok) {
        this.take(reply.body.sheets, reply.body.serverNow);
        return;
      }
      if (reply.status === 401 || reply.status === 403) this.isSignedOut = true;
      else if (reply.status === 404) location.reload();
      else if (reply.status >= 400 && reply.status < 500) this.refusal = reply.detail;
      this.draw();
      await pause(RETRY_MS);
    }
  }

  /** Waits until the server has everything, at most so long. */
  async flush(limitMs: number): Promise<boolean> {
    for (const saver of this.savers.values()) saver.hurry();
    const until = performance.now() + limitMs;
    while (this.waiting() > 0 && performance.now() < until) await pause(50);
    return this.waiting() === 0;
  }

  private saverOf(sheet: QuestionSheet, page: string): MarkSaver {
    return new MarkSaver(new MarkJournal(this.form.dataset['rater'] ?? '', sheet.id, page), this.csrf, {
      changed: () => {
        this.draw();
      },
      savedAt: (at) => {
        this.savedAt = at;
        this.isSignedOut = false;
      },
      signedOut: () => {
        this.isSignedOut = true;
      },
      refused: (status, detail) => {
        this.refusal = detail;
        this.draw();
        // locked on another tablet, or no longer of this panel: the server's page says which
        if (status === 404 || status === 409)
          void pause(RETRY_MS).then(() => {
            location.reload();
          });
      },
    });
  }

  private take(sheets: readonly ServerSheet[], serverNow: number): void {
    this.savedAt = serverNow;
    this.isSignedOut = false;
    this.refusal = '';
    this.leases = sheets.reduce((n, { lease }) => n + lease, 0);
    for (const sheet of this.sheets) {
      const held = sheets.find((s) => s.questionId === sheet.id);
      const saver = this.savers.get(sheet);
      if (held === undefined || saver === undefined) continue;
      if (held.locked) location.reload();
      saver.grant(held.sheetId, held.lease);
      sheet.merge(held, saver.waiting);
    }
    this.draw();
  }

  /** Another page of the same rater has opened the sheets: what is seen here is no longer what holds. */
  watchLeases(leases: number): void {
    if (this.isStale || this.leases === 0 || leases <= this.leases) return;
    this.isStale = true;
    this.refusal = this.why.dataset['stale'] ?? '';
    for (const button of all(this.form, '[data-step]', HTMLButtonElement)) button.disabled = true;
    for (const sheet of this.sheets) sheet.note.readOnly = true;
    this.draw();
  }

  private waiting(): number {
    return [...this.savers.values()].reduce((n, saver) => n + saver.waiting.length, 0);
  }

  private listen(): void {
    for (const tab of all(this.form, '[data-tab]', HTMLAnchorElement)) {
      tab.addEventListener('click', (event) => {
        event.preventDefault();
        this.show(Number(tab.dataset['tab']));
        one(this.form, `#q${tab.dataset['tab'] ?? ''} [data-tab="${tab.dataset['tab'] ?? ''}"]`, HTMLElement).focus();
      });
    }
    // Enter in a field must not send the whole form; marks go by themselves and the lock is a button
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
    });
    this.lock?.addEventListener('click', (event) => {
      event.preventDefault();
      void this.lockNow();
    });
    window.addEventListener('pagehide', () => {
      for (const saver of this.savers.values()) saver.leave();
    });
    window.addEventListener('online', () => {
      for (const saver of this.savers.values()) saver.hurry();
    });
  }

  /** All saved first; the server locks, and refuses with what is missing should this page be wrong. */
  private async lockNow(): Promise<void> {
    if (this.isStale) return;
    const open = this.sheets.find((s) => s.missing !== undefined);
    if (open !== undefined) {
      this.show(open.no);
      open.missing?.more.focus();
      return;
    }
    if (await this.flush(FLUSH_MS)) one(document, '#lock-form', HTMLFormElement).submit();
    else setText(this.why, (this.state.dataset['wait'] ?? '').replace('{n}', String(this.waiting())));
  }

  private wanted(): number {
    const no = Number(/^#(?:q|cau-)(\d+)$/.exec(location.hash)?.[1] ?? 0);
    const known = all(this.form, '[data-question]', HTMLElement).map((s) => Number(s.dataset['no']));
    return known.includes(no) ? no : (known[0] ?? 1);
  }

  private show(no: number): void {
    if (this.shown !== 0) history.replaceState(null, '', `#cau-${String(no)}`);
    this.shown = no;
    for (const section of all(this.form, '[data-question]', HTMLElement))
      section.hidden = Number(section.dataset['no']) !== no;
  }

  private draw(): void {
    let sum = 0;
    for (const sheet of this.sheets) {
      const { no, total, missing } = sheet;
      sum += total;
      sheet.draw();
      const every = (name: string, act: (element: HTMLElement) => void): void => {
        all(document, `[data-${name}="${String(no)}"]`, HTMLElement).forEach(act);
      };
      const isDone = missing === undefined;
      every('sum', (e) => {
        setText(e, markText(total));
      });
      every('unfinished', (e) => (e.hidden = isDone));
      every('tab-done', (e) => (e.hidden = !isDone));
      every('tab-open', (e) => (e.hidden = isDone));
      every('tab-sum', (e) => (e.hidden = !isDone));
    }
    setText(one(document, '[data-sum-all]', HTMLElement), markText(sum));
    this.drawLock();
    this.drawState();
  }

  private drawLock(): void {
    const open = this.sheets.find((s) => s.missing !== undefined);
    const isOpen = open !== undefined || this.isStale;
    this.lock?.setAttribute('aria-disabled', String(isOpen));
    this.lock?.classList.toggle('btn--go', !isOpen);
    const missing = (this.why.dataset['missing'] ?? '')
      .replace('{no}', String(open?.no))
      .replace('{place}', String(open?.missing?.place));
    const words = open === undefined ? (this.why.dataset['ready'] ?? '') : missing;
    setText(this.why, this.refusal === '' ? words : this.refusal);
    for (const look of ['tag', 'tag--warn', 'tag--wrap']) this.why.classList.toggle(look, this.refusal !== '');
  }

  private drawState(): void {
    const n = this.waiting();
    const isSaved = n === 0 && this.savedAt > 0 && !this.isSignedOut;
    const { saved = '', unsaved = '', signedOut = '' } = this.state.dataset;
    const words = isSaved ? saved.replace('{time}', timeOfDay(this.savedAt)) : this.isSignedOut ? signedOut : unsaved;
    setText(one(this.state, '[data-text]', HTMLElement), words.replace('{n}', String(n)));
    one(this.state, '[data-icon-ok]', HTMLElement).hidden = !isSaved;
    one(this.state, '[data-icon-wait]', HTMLElement).hidden = isSaved;
    this.state.classList.toggle('tag--ok', isSaved);
    this.state.classList.toggle('tag--warn', !isSaved);
    byId('sign-in-again').hidden = !this.isSignedOut;
  }
}

/** Clocks of both tablets: the instants are the server's, the elapsed time is this page's own; over time counts on. */
function tickDue(): void {
  const seen = new WeakMap<HTMLElement, number>();
  const tick = (): void => {
    for (const clock of all(document, '[data-due]', HTMLElement)) {
      const since = seen.get(clock) ?? performance.now();
      seen.set(clock, since);
      const left = Number(clock.dataset['due']) - Number(clock.dataset['now']) - (performance.now() - since);
      const word = one(clock, '[data-due-word]', HTMLElement);
      setText(word, (left < 0 ? word.dataset['overWord'] : word.dataset['dueWord']) ?? '');
      setText(one(clock, '[data-left]', HTMLElement), countdown(Math.abs(left)));
      clock.classList.toggle('clock--over', left < 0);
    }
  };
  setInterval(tick, 500);
  // A refresh puts in the words of a page without script; they are replaced before anybody sees them.
  const around = byId('run').parentElement;
  if (around !== null) new MutationObserver(tick).observe(around, { childList: true });
  tick();
}

/** The other examiner has drawn, or all have locked: this page is for something else now. */
function watchStage(page: MarkPage | null): void {
  const stageNow = (): string => byId('run').dataset['stage'] ?? '';
  const shown = stageNow();
  let isLeaving = false;
  setInterval(() => {
    page?.watchLeases(Number(byId('run').dataset['leases']));
    if (isLeaving || stageNow() === shown) return;
    isLeaving = true;
    void (page?.flush(FLUSH_MS) ?? Promise.resolve(true)).then(() => {
      location.reload();
    });
  }, 300);
}

function start(): void {
  if (document.getElementById('run') === null) return;
  const form = document.getElementById('marks');
  const page = form instanceof HTMLFormElement ? new MarkPage(form) : null;
  void page?.begin();
  const done = document.querySelector('[data-wipe]');
  if (done instanceof HTMLElement)
    MarkJournal.wipe(done.dataset['wipe'] ?? '', (done.dataset['questions'] ?? '').split(' ').filter(Boolean));
  tickDue();
  watchStage(page);
}

// Loaded with defer: the page is there. Without this script the sheets are one form with fields for points.
start();
