/** The element of that id. @throws Error when the server's page lacks it: page and script belong together. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`page lacks #${id}`);
  return element;
}

/** The first match inside a root, of the type asked for. @throws Error when there is none. */
export function one<E extends Element>(root: ParentNode, selector: string, type: new () => E): E {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`page lacks ${selector}`);
  return element;
}

/** All matches inside a root that are of the type asked for. */
export function all<E extends Element>(root: ParentNode, selector: string, type: new () => E): E[] {
  return [...root.querySelectorAll(selector)].filter((element): element is E => element instanceof type);
}

/** A number that the server wrote into a data attribute; NaN when it is missing. */
export const numberOf = (value: string | undefined): number =>
  value === undefined || value === '' ? Number.NaN : Number(value);

/** Sets text only when it differs: a live region speaks at every write, also of the same words. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Speaks to a screen reader through the page's one polite region. Kept for what changes what one does next: each save
 * and each second in words would drown the questions.
 */
export const say = (words: string): void => {
  setText(byId('live'), words);
};
