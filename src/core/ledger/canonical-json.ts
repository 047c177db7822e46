export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The one text of plain data under RFC 8785 (JCS): no white space, members sorted by the UTF-16 code units of their
 * names, numbers and strings as ECMAScript writes them.
 *
 * Throws TypeError for what has no such text (undefined, NaN, infinities, lone surrogates) and for what would lose its
 * meaning in silence (dates, maps, instances of classes).
 */
export function canonicalJson(value: JsonValue): string {
  return write(value);
}

/** Rows of a database are only believed to be JsonValue, hence unknown. */
function write(value: unknown): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  // Array.from, not map: a hole must be seen.
  if (Array.isArray(value)) return `[${Array.from(value, write).join(',')}]`;
  if (isPlainObject(value)) return writeObject(value);
  throw new TypeError(`no canonical JSON for ${Object.prototype.toString.call(value)}`);
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('no canonical JSON for a lone surrogate');
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`no canonical JSON for ${value}`);
  return JSON.stringify(value);
}

function writeObject(value: Readonly<Record<string, unknown>>): string {
  // Without a comparator sort() compares UTF-16 code units, as the RFC asks.
  const members = Object.keys(value)
    .sort()
    .map((name) => `${writeString(name)}:${write(value[name])}`);
  return `{${members.join(',')}}`;
}

/** An object literal or parsed JSON, of whatever realm: its prototype, if any, is the end of the line. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
