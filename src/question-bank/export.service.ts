import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { sha256Hex } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { bufferOf } from '../documents/document-maker.js';
import { formatDayTime, localDate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { type ExportFormat, FORMAT_FACTS } from './formats/export-formats.js';
import { contentOf } from './item-content.js';
import { QuestionBankService } from './question-bank.service.js';

const WRITE = jobsIn<typeof import('./formats.worker.js')>(import.meta.url, 'formats.worker')('writeQuestions', 60);

export interface ExportFilter {
  /** '' for all. */
  readonly topic: string;
  readonly level: string;
  readonly kind: string;
  readonly state: string;
}

export interface ExportedFile {
  readonly fileName: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Takes questions with their keys out of a bank: with a reason, on record, and marked with who and when. */
@Injectable()
export class ExportService {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly workshop: Workshop,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError bank/export-nothing, bank/export-kinds {n} (of kinds that the format cannot hold), work/..., common/busy */
  async export(
    actor: StaffActor,
    bankId: string,
    filter: ExportFilter,
    format: ExportFormat,
    reason: string,
  ): Promise<ExportedFile> {
    const bank = await this.banks.getBank(actor.ownerId, bankId);
    const rows = (await this.banks.findWhole(bankId)).filter(
      ({ item }) =>
        (filter.topic === '' || item.topic === filter.topic) &&
        (filter.level === '' || item.level === filter.level) &&
        (filter.kind === '' || item.kind === filter.kind) &&
        (filter.state === '' || item.state === filter.state),
    );
    if (rows.length === 0) throw new AppError('bank/export-nothing');
    const { kinds, extension, type } = FORMAT_FACTS[format];
    const strangers = rows.filter(({ item }) => !kinds.includes(item.kind));
    if (strangers.length > 0) throw new AppError('bank/export-kinds', { n: strangers.length });
    const at = this.clock.now();
    const items = rows.map(({ item, version, key }) => ({
      content: contentOf(item.code, version, key),
      review: version.review,
    }));
    const mark = [
      `${bank.title}: ${items.length} câu`,
      `Người xuất: ${actor.name}, lúc ${formatDayTime(at)}`,
      `Lý do: ${reason}`,
    ];
    const bytes = bufferOf(await this.workshop.run(WRITE, { format, title: bank.title, items, mark }));
    await this.uow.run(() => {
      this.ledger.record({
        action: 'bank.exported',
        actor: asLedgerActor(actor),
        ownerId: actor.ownerId,
        subjectType: 'bank',
        subjectId: bankId,
        facts: { items: items.length, format, fileDigest: sha256Hex(bytes) },
        detail: reason,
      });
      return Promise.resolve();
    });
    const day = localDate(at);
    return { fileName: `${bank.code}-${day}.${extension}`, type, bytes };
  }
}
