import { one } from './dom.js';

const EVERY_MS = 5000;

/** Asks whether the sitting has moved on and loads the page anew when it has; the server decides what it then says. */
export function watchState(page: HTMLElement): void {
  const shown = page.dataset['state'];
  const lost = page.querySelector('[data-lost]');
  if (shown === 'closed' || !(lost instanceof HTMLElement)) return;
  const alive = one(page, '[data-alive]', HTMLElement);
  const ask = async (): Promise<void> => {
    try {
      const response = await fetch('/delivery/wait-state', { credentials: 'same-origin', cache: 'no-store' });
      const { state } = (await response.json()) as { state?: string };
      lost.hidden = true;
      alive.hidden = false;
      if (state !== undefined && state !== shown) location.reload();
    } catch {
      lost.hidden = false;
      alive.hidden = true;
    }
  };
  const again = (): void => {
    // spread: a room of forty must not ask in the same instant
    const jitter = ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32 - 0.5) * 2000;
    setTimeout(() => void ask().then(again), EVERY_MS + jitter);
  };
  again();
}
