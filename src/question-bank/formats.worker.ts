import { type BankFacts, type Defaults, fitToBank, type Fitted } from '../core/formats/fit.js';
import { ok, type Result } from '../core/shared/result.js';
import { type ReadFile, readQuestionFile } from './formats/read-file.js';
import { type FileToWrite, writeQuestionFile } from './formats/write-file.js';

/** Runs in a worker thread. */

/** To have come so far is to have loaded all readers, which on a slow machine takes longer than to read a file. */
export const ready = (): boolean => true;

/** A file of questions as its bank would take it. */
export async function readQuestions({
  data,
  bank,
  defaults,
}: {
  readonly data: Uint8Array;
  readonly bank: BankFacts;
  readonly defaults: Defaults;
}): Promise<Result<Fitted & Pick<ReadFile, 'format'>>> {
  const read = await readQuestionFile(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  if (!read.ok) return read;
  const { format, items, problems } = read.value;
  const fitted = fitToBank(items, bank, defaults);
  return ok({ format, items: fitted.items, problems: [...problems, ...fitted.problems] });
}

export const writeQuestions = (file: FileToWrite): Promise<Uint8Array> => writeQuestionFile(file);
