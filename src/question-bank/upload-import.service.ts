import { setImmediate } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Housekeeping, uploadsKeptSince } from '../common/housekeeping.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { BankImportService } from './bank-import.service.js';
import type { Bank } from './entities/bank.entity.js';
import type { ImportAs, ItemUpload } from './entities/upload.entity.js';
import { UploadRepository } from './upload.repository.js';

/** Questions of one transaction: whoever saves an answer meanwhile waits for no more than these. */
const PART = 50;
const DELETED_AT_ONCE = 200;

/**
 * Makes items of an upload, part by part, in a bank that no page and no draw knows; the last statement moves them all into the bank
 * that was meant. What was begun is finished: after a crash by the next server, since versions of items are never deleted.
 */
@Injectable()
export class UploadImportService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Import');
  /** Those that this process carries on. */
  private readonly running = new Map<string, Promise<void>>();
  private isShut = false;

  constructor(
    private readonly repository: UploadRepository,
    private readonly importer: BankImportService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    housekeeping: Housekeeping,
  ) {
    housekeeping.register('imports', async (isStopping) => {
      for (const { id } of await this.repository.findUnfinished())
        if (!isStopping()) await this.carryOn(id, isStopping);
      await this.forgetOld(isStopping);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isShut = true;
    await Promise.all(this.running.values());
  }

  /** @returns false where the upload was not ready any more */
  begin(bank: Bank, uploadId: string, importAs: ImportAs): Promise<boolean> {
    return this.uow.run(async () => {
      if (!(await this.repository.begin(uploadId, importAs))) return false;
      await this.repository.openRoom(bank, uploadId);
      return true;
    });
  }

  /** Goes on until all are in; what fails on the way is told in the log and tried again by the next turn of the housekeeping. */
  carryOn(uploadId: string, isStopping: () => boolean = () => this.isShut): Promise<void> {
    const running = this.running.get(uploadId) ?? this.finish(uploadId, isStopping);
    this.running.set(uploadId, running);
    return running;
  }

  /** How many are in. */
  countDone(uploadId: string): Promise<number> {
    return this.repository.countRoom(uploadId);
  }

  private async finish(uploadId: string, isStopping: () => boolean): Promise<void> {
    try {
      while (!isStopping() && (await this.uow.run(() => this.takePart(uploadId)))) await setImmediate();
      await this.clear(uploadId, isStopping);
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      this.running.delete(uploadId);
    }
  }

  /** The next part, or the move of all of them. @returns whether there is more to do */
  private async takePart(uploadId: string): Promise<boolean> {
    const upload = await this.repository.lock(uploadId);
    if (upload?.state !== 'importing' || upload.importAs === null) return false;
    const { ownerId, actor, name: writtenBy, on } = upload.importAs;
    // Under the lock, so that whoever else carries it on takes the part after this one.
    const rows = await this.repository.findAfter(uploadId, await this.repository.countRoom(uploadId), PART);
    if (rows.length === 0) {
      await this.moveOut(upload, upload.importAs);
      return false;
    }
    const items = rows.map(({ content }) => ({ content, review: { writtenBy, checkedBy: [], on } }));
    await this.importer.draft(ownerId, uploadId, items, actor);
    return true;
  }

  private async moveOut(upload: ItemUpload, { ownerId, actor }: ImportAs): Promise<void> {
    const { id, bankId, items, fileDigest, format } = upload;
    const entry = { actor, ownerId, subjectType: 'bank', subjectId: bankId };
    const code = await this.repository.findTaken(id, bankId);
    if (code !== null) {
      const place = {};
      const taken = { severity: 'error', place, code: 'format/code-taken', params: { code } } as const;
      await this.repository.refuse({ ...upload, problems: [taken, ...upload.problems] });
      this.ledger.record({ ...entry, action: 'bank.draftsRefused', facts: { items, fileDigest, format, code } });
      return;
    }
    await this.repository.moveOut(id, bankId);
    await this.repository.setState(id, 'imported');
    this.ledger.record({ ...entry, action: 'bank.drafted', facts: { items, fileDigest, format } });
  }

  /** Takes away what an upload left: its questions as they were read, and the room where it is empty. */
  private async clear(uploadId: string, isStopping: () => boolean): Promise<void> {
    const upload = await this.uow.run(() => this.repository.lock(uploadId));
    if (upload?.state !== 'imported' && upload?.state !== 'refused') return;
    await this.clearStaged(uploadId, isStopping);
    if (upload.state === 'imported') await this.uow.run(() => this.repository.closeRoom(uploadId));
  }

  private async clearStaged(uploadId: string, isStopping: () => boolean): Promise<void> {
    while (!isStopping() && (await this.uow.run(() => this.repository.deleteStaged(uploadId, DELETED_AT_ONCE))))
      await setImmediate();
  }

  /** Nobody imports any more what is about to go. @returns false where somebody just did */
  private async withhold(uploadId: string): Promise<boolean> {
    const upload = await this.repository.lock(uploadId);
    if (upload === null || upload.state === 'importing') return false;
    if (upload.state === 'ready') await this.repository.setState(uploadId, 'staging');
    return true;
  }

  /** Uploads that nobody has imported, and what is left of those that were. */
  private async forgetOld(isStopping: () => boolean): Promise<void> {
    for (const id of await this.repository.findOld(uploadsKeptSince(this.clock.epochMs()))) {
      if (!(await this.uow.run(() => this.withhold(id)))) continue;
      await this.clear(id, isStopping);
      await this.clearStaged(id, isStopping);
      if (isStopping()) return;
      await this.uow.run(() => this.repository.delete(id));
    }
  }
}
