import { type ParsedRoster, parseRoster } from '../core/roster/parse-roster.js';
import type { Result } from '../core/shared/result.js';
import { readSpreadsheet } from './roster-file.js';

/** Runs in a worker thread: a file from outside, read by the rules of lists. @param file.today YYYY-MM-DD */
export async function readRoster(file: {
  readonly data: Uint8Array;
  readonly fileName: string;
  readonly today: string;
}): Promise<Result<ParsedRoster>> {
  const { buffer, byteOffset, byteLength } = file.data;
  const grids = await readSpreadsheet(Buffer.from(buffer, byteOffset, byteLength), file.fileName);
  return grids.ok ? parseRoster(grids.value, { today: file.today }) : grids;
}
