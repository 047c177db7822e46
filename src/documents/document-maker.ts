import { Injectable } from '@nestjs/common';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import type { NamedPaper } from './documents.worker.js';
import type { PaperSpec } from './docx/paper.js';
import type { SheetSpec } from './xlsx.js';

const job = jobsIn<typeof import('./documents.worker.js')>(import.meta.url, 'documents.worker');
const PAPER = job('paper', 60);
const WORKBOOK = job('workbook', 60);
const PAPER_ZIP = job('paperZip', 300);
const ZIP = job('zip', 60);

/** Makes files off the main thread: while one is made, answers are saved. @throws AppError as Workshop.run */
@Injectable()
export class DocumentMaker {
  constructor(private readonly workshop: Workshop) {}

  /** A DOCX. */
  async paper(spec: PaperSpec): Promise<Buffer> {
    return bufferOf(await this.workshop.run(PAPER, spec));
  }

  /** An XLSX. */
  async workbook(sheets: readonly SheetSpec[]): Promise<Buffer> {
    return bufferOf(await this.workshop.run(WORKBOOK, sheets));
  }

  /** A ZIP of DOCX files. */
  async paperZip(papers: readonly NamedPaper[]): Promise<Buffer> {
    return bufferOf(await this.workshop.run(PAPER_ZIP, papers));
  }

  /** A ZIP of these files, by name. */
  async zip(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
    return bufferOf(await this.workshop.run(ZIP, files));
  }
}

/** What comes from a thread is a bare array of bytes. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
