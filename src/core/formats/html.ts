import { blockText } from './plain-text.js';
import { ENTITIES } from './html-entities.js';

/** What of marked-up text plain text cannot show. `script` was active content and is gone. */
export type Loss = 'script' | 'image' | 'emphasis' | 'table' | 'media' | 'math' | 'link';

export interface Reduced {
  readonly text: string;
  readonly losses: readonly Loss[];
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const BLOCKS = words(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 ' +
    'h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul prompt itembody rubricblock ' +
    'contentbody',
);
const ACTIVE = words(
  'script style iframe frame object embed applet noscript template link meta base svg canvas form input button',
);
/** Of these the content goes as well. */
const HOLLOW = words('script style iframe applet template noscript svg canvas head title object');
const LOSS_OF: ReadonlyMap<string, Loss> = new Map([
  ...['b', 'strong', 'em', 'i', 'u', 'mark', 'sub', 'sup', 's', 'strike', 'del'].map((n) => [n, 'emphasis'] as const),
  ...['img', 'picture'].map((n) => [n, 'image'] as const),
  ...['audio', 'video', 'source', 'track'].map((n) => [n, 'media'] as const),
  ['table', 'table'],
  ['math', 'math'],
  ['a', 'link'],
]);

/** Collects what elements and texts make up, as plain text with a line for each paragraph. */
export class TextFlow {
  readonly #parts: string[] = [];
  readonly #losses = new Set<Loss>();
  #hollow: string | null = null;
  #depth = 0;

  open(name: string, attribute: (name: string) => string | undefined, hasHandlers: boolean): void {
    if (this.#hollow !== null) {
      if (name === this.#hollow) this.#depth += 1;
      return;
    }
    if (ACTIVE.has(name) || hasHandlers) this.#losses.add('script');
    const loss = LOSS_OF.get(name);
    if (loss !== undefined) this.#losses.add(loss);
    if (HOLLOW.has(name)) {
      this.#hollow = name;
      this.#depth = 1;
      return;
    }
    if (name === 'img') this.#parts.push(attribute('alt') ?? '');
    if (name === 'br' || BLOCKS.has(name)) this.#parts.push('\n');
    if (name === 'td' || name === 'th') this.#parts.push(' ');
  }

  close(name: string): void {
    if (this.#hollow !== null) {
      if (name === this.#hollow && --this.#depth === 0) this.#hollow = null;
      return;
    }
    if (BLOCKS.has(name)) this.#parts.push('\n');
  }

  /** Line breaks of the source are blanks, as a browser has it. */
  text(text: string): void {
    if (this.#hollow === null) this.#parts.push(text.replace(/[\r\n\t\f ]+/g, ' '));
  }

  result(): Reduced {
    return { text: blockText(this.#parts.join('')), losses: [...this.#losses] };
  }
}

const VOID = words('area base br col embed hr img input link meta param source track wbr');

/** Marked-up text as plain text. Whatever the text, it takes time as its length and never throws. */
export function reduceHtml(html: string): Reduced {
  const flow = new TextFlow();
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start < 0) break;
    flow.text(decodeEntities(html.slice(at, start)));
    at = html.startsWith('<!--', start) ? endAfter(html, '-->', start + 4) : tag(html, start, flow);
  }
  if (at < html.length) flow.text(decodeEntities(html.slice(at)));
  return flow.result();
}

function endAfter(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

/** Reads the tag at `start`; a sign that begins none is text. Gives where reading goes on. */
function tag(html: string, start: number, flow: TextFlow): number {
  const [, slash = '', raw = ''] = /^<(\/?)([a-zA-Z][\w:-]{0,40})/.exec(html.slice(start, start + 50)) ?? [];
  if (raw === '') {
    if (/^<[!?/]/.test(html.slice(start, start + 2))) return endAfter(html, '>', start);
    flow.text('<');
    return start + 1;
  }
  const end = tagEnd(html, start);
  const name = raw.toLowerCase();
  if (slash !== '') {
    flow.close(name);
    return end;
  }
  const attributes = html.slice(start + raw.length + 1, end - 1);
  flow.open(name, (wanted) => attributeOf(attributes, wanted), isActive(attributes));
  if (VOID.has(name) || attributes.endsWith('/')) flow.close(name);
  // What stands within is no markup, whatever it looks like.
  return name === 'script' || name === 'style' ? endOfRaw(html, name, end) : end;
}

function endOfRaw(html: string, name: string, from: number): number {
  const at = html.slice(from).search(new RegExp(`</${name}`, 'i'));
  return at < 0 ? html.length : from + at;
}

const LONGEST_TAG = 20_000;

/** Just after the > of a tag; one in quotes is part of a value. */
function tagEnd(html: string, start: number): number {
  const limit = Math.min(html.length, start + LONGEST_TAG);
  let quote = '';
  for (let at = start + 1; at < limit; at += 1) {
    const sign = html.charAt(at);
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at + 1;
  }
  return endAfter(html, '>', start);
}

const isActive = (attributes: string): boolean => /(^|\s)on[a-z]+\s*=|javascript\s*:/i.test(attributes);

function attributeOf(attributes: string, wanted: string): string | undefined {
  for (const [, name = '', quoted = ''] of attributes.matchAll(/([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g))
    if (name.toLowerCase() === wanted) return decodeEntities(quoted.slice(1, -1));
  return undefined;
}

/** The letters of named and numbered entities; what is none stays as it is. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,30});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES.get(name) ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? '');

/** Plain text as paragraphs of HTML; of one line only the line. */
export function htmlOf(text: string): string {
  const lines = text.split('\n').map(escapeXml);
  return lines.length === 1 ? lines.join('') : lines.map((line) => `<p>${line}</p>`).join('');
}
