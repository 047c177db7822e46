import { Injectable } from '@nestjs/common';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import type { ItemContent } from '../core/item/item.js';
import type { CheckReport } from './bank-check.worker.js';
import type { Bank } from './entities/bank.entity.js';
import { QuestionBankService } from './question-bank.service.js';

const CHECK = jobsIn<typeof import('./bank-check.worker.js')>(import.meta.url, 'bank-check.worker')('checkItems', 60);

/** A bank with everything in it that is not retired, and what there is to say against it. */
export interface CheckedBank extends CheckReport {
  readonly bank: Bank;
  readonly items: readonly ItemContent[];
}

/** Looks over a bank of the database by the rules of item writing, and for pairs that ask nearly the same. */
@Injectable()
export class BankCheckService {
  constructor(
    private readonly banks: QuestionBankService,
    private readonly workshop: Workshop,
  ) {}

  /** @throws AppError common/not-found, common/busy, work/too-long */
  async check(ownerId: string, bankId: string): Promise<CheckedBank> {
    const bank = await this.banks.getBank(ownerId, bankId);
    const [items, sources] = await Promise.all([this.banks.findContents(bankId), this.banks.findSources(bankId)]);
    const register = sources.map(({ code, status }) => ({ code, status }));
    return { bank, items, ...(await this.workshop.run(CHECK, { items, register })) };
  }
}
