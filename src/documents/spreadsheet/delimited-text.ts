import { parse } from 'csv-parse/sync';
import { ok, refuse, type Result } from '../../core/shared/result.js';
import type { Grid } from '../../core/roster/grid.js';
import { GridBuilder, MAX_ROWS } from './limits.js';

/**
 * Reads text of cells between commas, semicolons or tabs, in UTF-8 or in UTF-16 with a byte order mark. Refuses with
 * `file/unknown-type` for what is no text, `file/encoding` for text in another encoding, `file/empty`, and `file/broken`
 * for a quotation mark that never closes.
 */
export function readDelimitedText(data: Buffer, sheet: string): Result<Grid[]> {
  const decoded = decode(data);
  if (!decoded.ok) return decoded;
  const { text, delimiter } = withDelimiter(decoded.value.trimEnd());
  if (text.trim() === '') return refuse('file/empty');
  try {
    return ok([toGrid(parseRecords(text, delimiter), sheet)]);
  } catch {
    return refuse('file/broken');
  }
}

/** Letters that begin a PDF, an RTF, and a web page or XML under another name. */
const OTHER_TYPES = /^\s*(%PDF|\{\\rtf|<[!?a-z])/i;
/** No text has these; Ctrl-Z ended files once. */
const CONTROLS = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f]/;

function decode(data: Buffer): Result<string> {
  const encoding = encodingByMark(data);
  if (encoding === null && CONTROLS.test(data.toString('latin1'))) return refuse('file/unknown-type');
  try {
    const text = new TextDecoder(encoding ?? 'utf-8', { fatal: true }).decode(data);
    return OTHER_TYPES.test(text) || CONTROLS.test(text) ? refuse('file/unknown-type') : ok(text);
  } catch {
    return refuse('file/encoding');
  }
}

function encodingByMark(data: Buffer): string | null {
  const [first, second] = data;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

const DELIMITERS = ['\t', ';', ','] as const;

/** Excel's first line 'sep=;' names the delimiter and is no row of the sheet. */
function withDelimiter(text: string): { readonly text: string; readonly delimiter: string } {
  const named = /^sep=([\t;,])\r?\n/i.exec(text);
  if (named !== null) return { text: text.slice(named[0].length), delimiter: named[1] ?? ',' };
  return { text, delimiter: likelyDelimiter(text) };
}

const SAMPLE_LENGTH = 50_000;

/** The sign that most lines have the same number of times; commas inside of texts vary from line to line. */
function likelyDelimiter(text: string): string {
  // A quote that never closes is cut off with the sample, so it can hide no more than its own line.
  const lines = text
    .slice(0, SAMPLE_LENGTH)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/);
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: evenness(lines, delimiter) }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

/** How many lines have the most usual number of a sign, none not counted. */
function evenness(lines: readonly string[], delimiter: string): number {
  const lineCounts = new Map<number, number>();
  for (const line of lines) {
    const count = line.split(delimiter).length - 1;
    if (count > 0) lineCounts.set(count, (lineCounts.get(count) ?? 0) + 1);
  }
  return Math.max(0, ...lineCounts.values());
}

/** One record more than is read, so that a cut is known. Throws CsvError. */
const parseRecords = (text: string, delimiter: string): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    to: MAX_ROWS + 1,
  });

function toGrid(records: readonly (readonly string[])[], sheet: string): Grid {
  const grid = new GridBuilder();
  for (const [row, record] of records.entries()) {
    for (const [column, text] of record.entries()) grid.put(row, column, { text });
  }
  return grid.build(sheet);
}
