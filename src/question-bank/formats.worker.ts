import type { Result } from '../core/shared/result.js';
import { type ReadFile, readQuestionFile } from './formats/read-file.js';
import { type FileToWrite, writeQuestionFile } from './formats/write-file.js';

/** Runs in a worker thread. */

/** To have come so far is to have loaded all readers, which on a slow machine takes longer than to read a file. */
export const ready = (): boolean => true;

export const readQuestions = ({ data }: { readonly data: Uint8Array }): Promise<Result<ReadFile>> =>
  readQuestionFile(Buffer.from(data.buffer, data.byteOffset, data.byteLength));

export const writeQuestions = (file: FileToWrite): Promise<Uint8Array> => writeQuestionFile(file);
