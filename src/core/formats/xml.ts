import { type Reduced, TextFlow } from './html.js';

/** An element as it was read; names are without their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
  /** From 1. */
  readonly line: number;
}

export const elementsIn = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((c): c is XmlElement => typeof c !== 'string');

export const childrenNamed = (parent: XmlElement, name: string): XmlElement[] =>
  elementsIn(parent).filter((c) => c.name === name);

export const childNamed = (parent: XmlElement, name: string): XmlElement | undefined =>
  elementsIn(parent).find((c) => c.name === name);

/** Elements of these names at any depth, in the order of the file; those within one found are not looked for. */
export function descendants(parent: XmlElement, isWanted: (name: string) => boolean): XmlElement[] {
  return elementsIn(parent).flatMap((c) => (isWanted(c.name) ? [c] : descendants(c, isWanted)));
}

/** All text within, as it stands. */
export const textIn = (element: XmlElement | undefined): string =>
  element === undefined ? '' : element.children.map((c) => (typeof c === 'string' ? c : textIn(c))).join('');

/**
 * Marked-up content of an element as plain text.
 * @param instead the text to put for a child that is something else than content; null for content
 */
export function reduceElement(
  element: XmlElement,
  instead: (child: XmlElement, parent: XmlElement) => string | null = () => null,
): Reduced {
  const flow = new TextFlow();
  const walk = (parent: XmlElement): void => {
    for (const child of parent.children) {
      if (typeof child === 'string') flow.text(child);
      else {
        const other = instead(child, parent);
        if (other === null) visit(child);
        else flow.text(other);
      }
    }
  };
  const visit = (child: XmlElement): void => {
    const name = htmlName(child.name);
    const hasHandlers = [...child.attributes.keys()].some((a) => /^on/i.test(a));
    flow.open(name, (wanted) => child.attributes.get(wanted), hasHandlers);
    walk(child);
    flow.close(name);
  };
  walk(element);
  return flow.result();
}

/** 'itemBody' is known to TextFlow as 'itembody'. */
const htmlName = (name: string): string => name.toLowerCase();
