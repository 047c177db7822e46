import { one } from './dom.js';
import { chance, Touch } from './push.js';

const EVERY_MS = 10_000;
const EVERY_FAST_MS = 5_000;
/** Spread: a room of forty must not ask in the same instant when the signal comes. */
const SPREAD_MS = 700;

/** Asks whether the sitting has moved on and loads the page anew when it has; the server decides what it then says. */
export function watchState(page: HTMLElement): void {
  const shown = page.dataset['state'];
  const lost = page.querySelector('[data-lost]');
  if (shown === 'closed' || !(lost instanceof HTMLElement)) return;
  const alive = one(page, '[data-alive]', HTMLElement);
  const ask = async (): Promise<boolean> => {
    try {
      const response = await fetch('/delivery/wait-state', { credentials: 'same-origin', cache: 'no-store' });
      const { state } = (await response.json()) as { state?: string };
      lost.hidden = true;
      alive.hidden = false;
      if (state !== undefined && state !== shown) location.reload();
      return true;
    } catch {
      lost.hidden = false;
      alive.hidden = true;
      return false;
    }
  };
  const touch = new Touch({
    ask,
    told: () => {
      setTimeout(() => void touch.askNow(), chance() * SPREAD_MS);
    },
    slowMs: EVERY_MS,
    fastMs: EVERY_FAST_MS,
  });
  touch.start();
}

/** The page of the second device: as soon as the server has another one for it, that one is shown. */
export function watchElsewhere(page: HTMLElement): void {
  const ask = async (): Promise<boolean> => {
    try {
      const response = await fetch(location.href, { credentials: 'same-origin', cache: 'no-store' });
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-page]');
      const isSame = fresh instanceof HTMLElement && nameOf(fresh) === nameOf(page);
      if (response.ok && !isSame) location.reload();
      return response.ok;
    } catch {
      return false;
    }
  };
  const touch = new Touch({
    ask,
    told: () => void touch.askNow(),
    slowMs: EVERY_MS,
    fastMs: EVERY_FAST_MS,
  });
  touch.start();
}

const nameOf = ({ dataset }: HTMLElement): string => `${dataset['page'] ?? ''} ${dataset['state'] ?? ''}`;
