import { writePapers } from '../documents/docx/write-paper.js';
import type { Frame } from './forms/frame.js';
import type { ListedResult } from './forms/listed-results.js';
import { resultSlip, type SlipFacts } from './forms/result-slip.js';

/** Runs in a worker thread: the slips of these people as one DOCX, a page each. */
export const slips = (sheet: {
  readonly frame: Frame;
  readonly facts: Omit<SlipFacts, 'row'>;
  readonly rows: readonly ListedResult[];
}): Promise<Uint8Array> => writePapers(sheet.rows.map((row) => resultSlip(sheet.frame, { ...sheet.facts, row })));
