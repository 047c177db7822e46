import { zipOf } from './docx/sealed-zip.js';
import type { PaperSpec } from './docx/paper.js';
import { writePaper } from './docx/write-paper.js';
import { type SheetSpec, writeWorkbook } from './xlsx.js';

/** Runs in a worker thread. */

export interface NamedPaper {
  readonly fileName: string;
  readonly paper: PaperSpec;
}

export const paper = (spec: PaperSpec): Promise<Uint8Array> => writePaper(spec);

export const workbook = (sheets: readonly SheetSpec[]): Promise<Uint8Array> => writeWorkbook(sheets);

/** One zip of these papers. */
export async function paperZip(papers: readonly NamedPaper[]): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const { fileName, paper: spec } of papers) files[fileName] = await writePaper(spec);
  return zipOf(files);
}

/** One zip of files that are there already. */
export const zip = (files: Readonly<Record<string, Uint8Array>>): Uint8Array => zipOf(files);
