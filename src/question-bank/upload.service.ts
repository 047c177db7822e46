import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError, found, orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Errands } from '../common/worker/errands.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import type { Defaults, FittedItem } from '../core/formats/fit.js';
import { sha256Hex } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { localDate } from '../i18n/translator.js';
import type { ImportAs, ItemUpload, StagedItem } from './entities/upload.entity.js';
import { QuestionBankService } from './question-bank.service.js';
import { UploadImportService } from './upload-import.service.js';
import { UploadRepository } from './upload.repository.js';

const job = jobsIn<typeof import('./formats.worker.js')>(import.meta.url, 'formats.worker');
const READY = job('ready', 60);
/** A file that holds a reader longer was made to. */
const READ = job('readQuestions', 2);
const READ_LARGE = job('readQuestions', 20);
const LARGE_FROM = 256 * 1024;

/** A workshop of its own: what comes from outside gets little memory, and documents need not wait for it. */
export class UploadWorkshop extends Workshop {}
export const uploadWorkshop = (): UploadWorkshop => new UploadWorkshop({ threads: 1, room: 10, heapMb: 96 });

/** Rows of one transaction: whoever saves an answer meanwhile waits for no more than these. */
const PART = 100;

export interface UploadProgress {
  readonly done: number;
  readonly total: number;
}

/** Files of questions: read, looked at, and then drafts of a bank, all or none. */
@Injectable()
export class UploadService {
  private readonly errands: Errands;

  constructor(
    private readonly banks: QuestionBankService,
    private readonly imports: UploadImportService,
    private readonly repository: UploadRepository,
    private readonly workshop: UploadWorkshop,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {
    this.errands = new Errands(clock);
  }

  /**
   * Reads a file and begins to take in its questions; until they are all there the upload is 'staging'.
   * @throws AppError bank/file-... for a file that cannot be read, work/..., common/busy
   */
  async upload(
    actor: StaffActor,
    bankId: string,
    file: { readonly data: Buffer; readonly name: string },
    defaults: Defaults,
  ): Promise<ItemUpload> {
    await this.banks.getBank(actor.ownerId, bankId);
    await this.workshop.run(READY, undefined);
    const { topics, documents, items } = await this.banks.facts(actor.ownerId, bankId);
    const known = items.map(({ code, searchKey }) => ({ code, searchKey }));
    const bank = {
      topics,
      documents: documents.map(({ code, number, title }) => ({ code, number, title })),
      items: known,
    };
    const reading = orThrow(
      await this.workshop.run(file.data.length < LARGE_FROM ? READ : READ_LARGE, { data: file.data, bank, defaults }),
    );
    const upload: ItemUpload = {
      ...{ id: newId(), bankId, userId: actor.id, fileName: file.name.slice(0, 200), format: reading.format },
      fileDigest: sha256Hex(file.data),
      state: 'staging',
      items: reading.items.length,
      problems: [...reading.problems],
      createdAt: this.clock.now(),
      importAs: null,
    };
    await this.uow.run(() => this.repository.insert(upload));
    if (upload.items <= PART) await this.stage(upload, reading.items, () => undefined);
    else
      this.errands.start({ userId: actor.id, subjectId: upload.id, total: upload.items }, (progress) =>
        this.stage(upload, reading.items, progress),
      );
    return upload;
  }

  async find(
    actor: StaffActor,
    bankId: string,
    id: string,
  ): Promise<{ readonly upload: ItemUpload; readonly progress: UploadProgress | null }> {
    await this.banks.getBank(actor.ownerId, bankId);
    const upload = found(await this.repository.find(bankId, actor.id, id));
    return { upload, progress: await this.progressOf(actor, upload) };
  }

  findPage(upload: ItemUpload, page: number, size: number): Promise<StagedItem[]> {
    return this.repository.findPage(upload.id, page, size);
  }

  /** What is under way with an upload; null: nothing, or it was lost by a restart. */
  private async progressOf(actor: StaffActor, { id, state, items: total }: ItemUpload): Promise<UploadProgress | null> {
    if (state === 'importing') return { done: await this.imports.countDone(id), total };
    const errand = state === 'staging' ? this.errands.findOf(actor.id, id) : null;
    return errand?.state === 'running' ? { done: errand.done, total } : null;
  }

  /**
   * Makes drafts of all questions of an upload, all or none. Of few it waits until they are; many come in while the upload is
   * 'importing'.
   * @returns how it stands then
   * @throws AppError bank/upload-faulty, bank/upload-skips (somebody must agree that some are left out), bank/upload-gone,
   * bank/code-taken
   */
  async import(actor: StaffActor, bankId: string, id: string, agreesToSkip: boolean): Promise<ItemUpload> {
    const { upload } = await this.find(actor, bankId, id);
    if (upload.state !== 'ready' || upload.items === 0) throw new AppError('bank/upload-gone');
    if (upload.problems.some((p) => p.severity === 'error')) throw new AppError('bank/upload-faulty');
    if (!agreesToSkip && upload.problems.some((p) => p.severity === 'skip')) throw new AppError('bank/upload-skips');
    const bank = await this.banks.getBank(actor.ownerId, bankId);
    await this.assertCodesFree(actor.ownerId, upload);
    const importAs: ImportAs = {
      ...{ ownerId: actor.ownerId, actor: asLedgerActor(actor), name: actor.name },
      on: localDate(this.clock.now()),
    };
    if (!(await this.imports.begin(bank, id, importAs))) throw new AppError('bank/upload-gone');
    const done = this.imports.carryOn(id);
    if (upload.items <= PART) await done;
    return (await this.find(actor, bankId, id)).upload;
  }

  /** Before anything is written; what takes a code after this is found when all are in. */
  private async assertCodesFree(ownerId: string, { id, bankId, items }: ItemUpload): Promise<void> {
    const taken = new Set((await this.banks.facts(ownerId, bankId)).items.map((i) => i.code));
    for (let no = 0; no < items; no += PART) {
      const twice = (await this.repository.findAfter(id, no, PART)).find((row) => taken.has(row.content.code));
      if (twice !== undefined) throw new AppError('bank/code-taken', { code: twice.content.code });
      await setImmediate();
    }
  }

  private async stage(
    upload: ItemUpload,
    items: readonly FittedItem[],
    progress: (done: number) => void,
  ): Promise<null> {
    for (let from = 0; from < items.length; from += PART) {
      const rows: StagedItem[] = items.slice(from, from + PART).map(({ content, place, missing, twins }, i) => ({
        ...{ id: newId(), uploadId: upload.id, no: from + i + 1, content, place },
        missing: [...missing],
        twins: [...twins],
      }));
      await this.uow.run(() => this.repository.insertStaged(rows));
      // On SQLite nothing above waits for the outside: others get their turn here.
      await setImmediate();
      progress(from + rows.length);
    }
    await this.uow.run(() => this.repository.setState(upload.id, 'ready'));
    upload.state = 'ready';
    return null;
  }
}
