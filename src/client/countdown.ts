import { all } from './dom.js';

/**
 * Lets `[data-countdown]` clocks tick between two answers of the server: the instants are the server's, the elapsed time
 * is this page's own, so a wrong clock on this machine shows nowhere.
 */
export function tickClocks(): void {
  const started = new WeakMap<HTMLElement, number>();
  setInterval(() => {
    for (const clock of all(document, '[data-countdown]', HTMLElement)) {
      const seenAt = started.get(clock) ?? performance.now();
      started.set(clock, seenAt);
      const left =
        instantOf(clock.dataset['countdown']) - instantOf(clock.dataset['now']) - (performance.now() - seenAt);
      const text = Number.isNaN(left) ? '' : clockText(left);
      if (text !== '' && clock.textContent !== text) clock.textContent = text;
    }
  }, 500);
}

/** An instant that the server wrote as a JSON string. */
function instantOf(json: string | undefined): number {
  try {
    return Date.parse(String(JSON.parse(json ?? 'null')));
  } catch {
    return Number.NaN;
  }
}

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
