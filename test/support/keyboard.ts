import type { Page } from 'playwright-core';

/** What has the focus: its name, and whether a person who looks for it finds it. */
export interface Focus {
  /** A mark of the element itself, to tell it from others of the same name. */
  readonly key: string;
  readonly tag: string;
  readonly name: string;
  /** It bears a ring, and nothing covers it. */
  readonly isSeen: boolean;
}

/** Evaluated in the page; a ring is an outline, or the drawn edge of an option. */
const READ = `(() => {
  const e = document.activeElement;
  if (e === null || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  const style = getComputedStyle(e);
  const edge = e.parentElement?.querySelector(':scope > .opt__edge');
  const drawn = edge ? getComputedStyle(edge) : null;
  const hasRing = (style.opacity !== '0' && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
    || (drawn !== null && drawn.display !== 'none' && parseFloat(drawn.borderTopWidth) >= 3);
  const isFree = box.width > 0 && hit !== null && (e.contains(hit) || hit.contains(e) || e.closest('label')?.contains(hit) === true);
  const name = (e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).textContent).replace(/\\s+/g, ' ').trim();
  window.focusKeys ??= new Map();
  if (!window.focusKeys.has(e)) window.focusKeys.set(e, String(window.focusKeys.size));
  return { key: window.focusKeys.get(e), tag: e.localName, name, isSeen: hasRing && isFree };
})()`;

export const focusOf = (page: Page): Promise<Focus | null> => page.evaluate<Focus | null>(READ);

/** Presses Tab until what has the focus bears the name. @throws Error when a stop is not seen, or the name never comes */
export async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Focus> {
  const passed: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press(key);
    const focus = await focusOf(page);
    if (focus === null) continue;
    if (!focus.isSeen) throw new Error(`the focus on '${focus.name}' (${focus.tag}) is not seen`);
    if (name.test(focus.name)) return focus;
    passed.push(focus.name);
  }
  throw new Error(`Tab never came to ${String(name)}, but to: ${passed.join(' | ')}`);
}

/** All stops of the Tab key, from the first until it comes round again. @throws Error when it never does, or one is not seen */
export async function tabRound(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Focus[]> {
  const stops: Focus[] = [];
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press(key);
    const focus = await focusOf(page);
    if (focus === null) continue;
    if (!focus.isSeen) throw new Error(`the focus on '${focus.name}' (${focus.tag}) is not seen`);
    if (focus.key === stops[0]?.key) return stops;
    stops.push(focus);
  }
  throw new Error(
    `Tab does not come round: ${stops
      .slice(-5)
      .map((s) => s.name)
      .join(' | ')}`,
  );
}

/** How many stops a page should have: what one may press or fill in, a group of radio buttons counting once. */
export const countStops = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const isShown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden' && !e.disabled && !e.matches(':disabled');
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter(isShown);
    const radios = new Set(all.filter((e) => e.type === 'radio').map((e) => e.name));
    return all.filter((e) => e.type !== 'radio').length + radios.size;
  })()`);
