import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { ItemEnemy } from './entities/exposure.entity.js';
import { ExposureRepository } from './exposure.repository.js';
import { QuestionBankRepository } from './question-bank.repository.js';

/** An item that never stands in one form with the item in question. */
export interface Enemy {
  readonly code: string;
  readonly reason: string;
}

/** Câu kỵ nhau: pairs of items of a bank that never stand in one form, one of which may give the other away. */
@Injectable()
export class EnemyService {
  constructor(
    private readonly repository: ExposureRepository,
    private readonly items: QuestionBankRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
  ) {}

  async enemiesOf(bankId: string, code: string): Promise<Enemy[]> {
    const pairs = await this.repository.findEnemies(bankId);
    return pairs.flatMap(({ codeA, codeB, reason }) =>
      codeA === code ? [{ code: codeB, reason }] : codeB === code ? [{ code: codeA, reason }] : [],
    );
  }

  /** @throws AppError bank/enemy-unknown, bank/enemy-itself, bank/enemy-known, common/not-found */
  async pair(bank: BankRef, code: string, other: string, reason: string, actor: LedgerActor): Promise<void> {
    if (code === other) throw new AppError('bank/enemy-itself');
    await this.uow.run(async () => {
      found(await this.items.findItemByCode(bank.id, code));
      if ((await this.items.findItemByCode(bank.id, other)) === null)
        throw new AppError('bank/enemy-unknown', { code: other });
      const pair = inOrder(bank.id, code, other);
      const known = await this.enemiesOf(bank.id, code);
      if (known.some((e) => e.code === other)) throw new AppError('bank/enemy-known', { code: other });
      await this.repository.insertEnemy({ ...pair, reason });
      this.record('item.enemiesPaired', bank, pair, actor, reason);
    });
  }

  /** @throws AppError common/not-found */
  async part(bank: BankRef, code: string, other: string, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      found((await this.enemiesOf(bank.id, code)).find((e) => e.code === other) ?? null);
      const pair = inOrder(bank.id, code, other);
      await this.repository.deleteEnemy(pair);
      this.record('item.enemiesParted', bank, pair, actor);
    });
  }

  private record(
    action: 'item.enemiesPaired' | 'item.enemiesParted',
    { id, ownerId }: BankRef,
    { codeA, codeB }: Pair,
    actor: LedgerActor,
    reason?: string,
  ): void {
    this.ledger.record({
      action,
      actor,
      ownerId,
      subjectType: 'bank',
      subjectId: id,
      facts: { codeA, codeB },
      ...(reason === undefined ? {} : { detail: reason }),
    });
  }
}

interface BankRef {
  readonly id: string;
  readonly ownerId: string;
}

type Pair = Pick<ItemEnemy, 'bankId' | 'codeA' | 'codeB'>;

const inOrder = (bankId: string, one: string, other: string): Pair =>
  one < other ? { bankId, codeA: one, codeB: other } : { bankId, codeA: other, codeB: one };
