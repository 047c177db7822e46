/**
 * Just enough XML for the parts of a workbook: elements, attributes, text, CDATA. No DTD, no entity but the five of XML and
 * character numbers, no memory of more than the open elements; time grows with the length of the text and nothing else.
 */

export class XmlError extends Error {}

/** `name` is without its namespace prefix. An empty element gives both its open and its close event. */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const MAX_DEPTH = 100;

/** Text of an XML part in UTF-8 or UTF-16. Throws XmlError for any other encoding and for malformed bytes. */
export function decodeXml(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const declared = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
    if (declared === undefined || /^(utf-?(8|16(le|be)?)|us-ascii)$/i.test(declared)) return text;
  } catch {
    throw new XmlError(`malformed ${encoding}`);
  }
  throw new XmlError('unknown encoding');
}

function encodingOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : 'utf-8';
}

/** The events of a text from `from` on. Throws XmlError where it is not well-formed. */
export function* scanXml(xml: string, from = 0): Generator<XmlEvent, void, undefined> {
  const open: string[] = [];
  let at = from;
  while (at < xml.length) {
    const start = xml.indexOf('<', at);
    const textEnd = start < 0 ? xml.length : start;
    if (textEnd > at) yield { kind: 'text', text: decodeText(xml.slice(at, textEnd)) };
    if (start < 0) break;
    if (xml.startsWith('<?', start)) at = after(xml, '?>', start);
    else if (xml.startsWith('<!--', start)) at = after(xml, '-->', start + 4);
    else if (xml.startsWith('<![CDATA[', start)) {
      at = after(xml, ']]>', start);
      yield { kind: 'text', text: xml.slice(start + 9, at - 3) };
    } else {
      at = tagEnd(xml, start + 1) + 1;
      yield* tagEvents(xml.slice(start + 1, at - 1), open);
    }
  }
  if (open.length > 0) throw new XmlError(`no end of ${open.at(-1) ?? ''}`);
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new XmlError(`no ${mark}`);
  return at + mark.length;
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const LESS = 0x3c;
const GREATER = 0x3e;

/** Where the tag ends that is open at `from`; a > in quotes is part of a value. */
function tagEnd(xml: string, from: number): number {
  let quote = 0;
  for (let at = from; at < xml.length; at++) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === GREATER) return at;
    else if (code === QUOTE || code === APOSTROPHE) quote = code;
    else if (code === LESS) break;
  }
  throw new XmlError('a tag does not end');
}

/** The events of what stands between < and >. `open` holds the names of the open elements. */
function* tagEvents(tag: string, open: string[]): Generator<XmlEvent, void, undefined> {
  const [, slash = '', name = ''] = /^(\/?)([^\s/!"'=<&]+)(?=[\s/]|$)/.exec(tag) ?? [];
  if (name === '') throw new XmlError('no name in a tag');
  const local = name.slice(name.lastIndexOf(':') + 1);
  if (slash !== '') {
    if (open.pop() !== name) throw new XmlError(`unexpected end of ${name}`);
    yield { kind: 'close', name: local };
    return;
  }
  const isEmpty = tag.endsWith('/');
  yield { kind: 'open', name: local, attributes: tag.slice(name.length, isEmpty ? -1 : undefined) };
  if (isEmpty) yield { kind: 'close', name: local };
  else if (open.push(name) > MAX_DEPTH) throw new XmlError('too deep');
}

/** The value of an attribute, by its name without prefix; undefined if there is none. */
export function attribute(attributes: string, wanted: string): string | undefined {
  // Asked three times for each cell: most of them have no such attribute.
  if (!attributes.includes(wanted)) return undefined;
  for (const [, name = '', quoted = ''] of attributes.matchAll(/([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    if (name.slice(name.lastIndexOf(':') + 1) === wanted) return decodeText(quoted.slice(1, -1));
  }
  return undefined;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const decoded = whole.endsWith(';') ? (NAMED[name] ?? numbered(name)) : undefined;
    if (decoded === undefined) throw new XmlError('unknown entity');
    return decoded;
  });
}

function numbered(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code >= 1 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
