import { hasChanges } from './changes.js';
import { all, setText } from './dom.js';

const TIMEOUT_MS = 10_000;
/** A turn or two may fail unseen; what is older than this is said to be old. */
const OLD_AFTER_TURNS = 2.5;
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

/**
 * Keeps `[data-refresh-seconds]` elements as the server would show them now: the page is fetched again and each element
 * replaced by the one of the same id. Focus, open details and scrolled tables stay; while somebody types into the
 * element, or the page is out of sight, nothing happens. `[data-refresh-failed]` elements are shown while what one sees is
 * old; their text may name the {time} it dates from.
 * @param wire gives behaviour to what has been put in
 */
export function keepFresh(wire: (root: ParentNode) => void): void {
  const seconds = regions().map((region) => Number(region.dataset['refreshSeconds']));
  if (seconds.length > 0) new Refresher(Math.max(2, Math.min(...seconds)) * 1000, wire).start();
}

const regions = (): HTMLElement[] => all(document, '[data-refresh-seconds][id]', HTMLElement);

class Refresher {
  /** What the server sent last for each id: what did not change is not touched. */
  private readonly sent = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isBusy = false;
  private freshAt = new Date();

  constructor(
    private readonly everyMs: number,
    private readonly wire: (root: ParentNode) => void,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.turn();
    });
    this.wait();
  }

  private wait(): void {
    clearTimeout(this.timer);
    // What has come to its end asks no more.
    if (regions().length === 0) return;
    this.timer = setTimeout(() => void this.turn(), this.everyMs);
  }

  private async turn(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    if (document.visibilityState === 'visible') {
      const page = await fetchPage();
      if (page === 'signedOut') location.reload();
      else this.show(page);
    }
    this.isBusy = false;
    this.wait();
  }

  private show(page: Document | null): void {
    const done = page === null ? [false] : regions().map((region) => this.replace(region, page));
    if (done.every((isDone) => isDone)) this.freshAt = new Date();
    const isOld = Date.now() - this.freshAt.getTime() > OLD_AFTER_TURNS * this.everyMs;
    const time = this.freshAt.toTimeString().slice(0, 8);
    for (const note of all(document, '[data-refresh-failed]', HTMLElement)) {
      note.hidden = !isOld;
      setText(note.querySelector('[data-text]') ?? note, (note.dataset['refreshFailed'] ?? '').replace('{time}', time));
    }
  }

  /** @returns whether the region now shows what the server sent */
  private replace(old: HTMLElement, page: Document): boolean {
    const fresh = page.getElementById(old.id);
    if (fresh === null) return false;
    if (this.sent.get(old.id) === fresh.outerHTML) return true;
    if (isInUse(old)) return false;
    this.sent.set(old.id, fresh.outerHTML);
    const put = document.importNode(fresh, true);
    keepOpen(old, put);
    const active = document.activeElement;
    const focused = active !== null && old.contains(active) ? nameOf(active) : null;
    const scrolled = all(old, '.scroll', HTMLElement).map((box) => [box.scrollLeft, box.scrollTop] as const);
    old.replaceWith(put);
    for (const [i, box] of all(put, '.scroll', HTMLElement).entries()) box.scrollTo(...(scrolled[i] ?? [0, 0]));
    if (focused !== null) giveFocus(put, focused);
    this.wire(put);
    return true;
  }
}

/** The page as it is now, 'signedOut' when the server wants to see a sign-in first, null when it does not answer. */
async function fetchPage(): Promise<Document | 'signedOut' | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, TIMEOUT_MS);
  try {
    const response = await fetch(location.pathname + location.search, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      headers: { accept: 'text/html' },
      signal: abort.signal,
    });
    if (response.type === 'opaqueredirect') return 'signedOut';
    return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Somebody is typing or choosing: replacing the element would take it out of their hands. */
function isInUse(region: HTMLElement): boolean {
  const active = document.activeElement;
  const isTyping =
    active !== null &&
    region.contains(active) &&
    active.matches('select, textarea, input:not([type=checkbox]):not([type=radio])');
  return isTyping || hasChanges(region);
}

/** What tells a thing apart from its neighbours on both versions of the page. */
function nameOf(element: Element): string {
  if (element.id !== '') return `#${element.id}`;
  const form = element.closest('form')?.getAttribute('action') ?? '';
  const place = element.closest('[data-key]')?.getAttribute('data-key') ?? '';
  const own = ['href', 'name', 'value'].map((attribute) => element.getAttribute(attribute) ?? '');
  return [element.tagName, form, place, ...own].join('|');
}

function giveFocus(region: HTMLElement, name: string): void {
  const same = all(region, FOCUSABLE, HTMLElement).find((element) => nameOf(element) === name);
  if (same === undefined) region.tabIndex = -1;
  (same ?? region).focus({ preventScroll: true });
}

function keepOpen(old: HTMLElement, put: HTMLElement): void {
  const open = new Map(all(old, 'details', HTMLDetailsElement).map((details, i) => [keyOf(details, i), details.open]));
  for (const [i, details] of all(put, 'details', HTMLDetailsElement).entries()) {
    details.open = open.get(keyOf(details, i)) ?? details.open;
  }
}

const keyOf = (details: HTMLDetailsElement, index: number): string =>
  details.id !== '' ? details.id : (details.closest('[data-key]')?.getAttribute('data-key') ?? String(index));
