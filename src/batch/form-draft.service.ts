import { Injectable } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { type Blueprint, pointsPerItem } from '../core/blueprint/blueprint.js';
import { isAwake } from '../core/blueprint/draw.js';
import { type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import { sha256Hex } from '../core/shared/digest.js';
import { RANDOM_ALGORITHM } from '../core/shared/random.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { BatchRepository } from './batch.repository.js';
import type { Batch } from './entities/batch.entity.js';
import type { Form, FormKey } from './entities/batch-entry.entity.js';
import { type DrawnForm, drawForms, type DrawOrder } from './forms.worker.js';

const DRAW = jobsIn<typeof import('./forms.worker.js')>(import.meta.url, 'forms.worker')('drawForms', 60);

/** Forms that are drawn, and written, at one go: about 20 ms of the write gate. */
export const PART = 50;

/** What closing the roster fixes of a form. */
export interface DraftForm extends Pick<Form, 'id' | 'entryId' | 'digest'> {
  /** Left out of a form that is sealed: nothing outside it may tell what was drawn. */
  readonly itemIds?: readonly string[];
}

export interface Drafts {
  readonly forms: readonly DraftForm[];
  /** Digest of what they were drawn from; null where the plan has no written part. */
  readonly basis: string | null;
}

export interface Beginning {
  readonly order: Omit<DrawOrder, 'entryIds'>;
  readonly basis: string;
}

/**
 * Forms of a roster about to be closed: drawn off the main thread and written part by part while the roster is still open,
 * so that the transaction that closes it holds the gate for its own rows alone. What it does not adopt is nobody's paper:
 * nothing reads forms of an open roster, and the next closing begins by deleting them.
 */
@Injectable()
export class FormDrafts {
  constructor(
    private readonly repository: BatchRepository,
    private readonly banks: QuestionBankService,
    private readonly workshop: Workshop,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError blueprint/cell-short ..., batch/roster-closed, batch/changed-meanwhile, and as Workshop.run */
  async write(
    batch: Batch,
    plan: { readonly rules: RuleSet; readonly blueprint: Blueprint },
    seed: Uint8Array,
    entryIds: readonly string[],
  ): Promise<Drafts> {
    const beginning = await this.begin(batch, plan, seed);
    if (beginning === null) return { forms: [], basis: null };
    const { order, basis } = beginning;
    const drafts: DraftForm[] = [];
    try {
      for (let from = 0; from < entryIds.length; from += PART) {
        const drawn = await this.draw({ ...order, entryIds: entryIds.slice(from, from + PART) }, entryIds.length);
        const rows = drawn.map((d) => this.rowsOf(batch.id, d));
        await this.whileOpen(batch, () =>
          this.repository.insertForms(
            rows.map((r) => r.form),
            rows.map((r) => r.key),
          ),
        );
        drafts.push(
          ...rows.map(({ form: { id, entryId, digest, items } }) => ({
            id,
            entryId,
            digest,
            itemIds: items.map((i) => i.itemId),
          })),
        );
      }
    } catch (error) {
      await this.discard(batch, drafts);
      throw isUniqueViolation(error) ? new AppError('batch/changed-meanwhile') : error;
    }
    return { forms: drafts, basis };
  }

  /**
   * Takes away what a closing that did not come to its end has left, and keeps what forms are drawn from, so that they can be
   * drawn again years later. Null for a plan without a written part.
   */
  async begin(
    batch: Batch,
    plan: { readonly rules: RuleSet; readonly blueprint: Blueprint },
    seed: Uint8Array,
  ): Promise<Beginning | null> {
    const order = await this.order(batch, plan, seed);
    // What rests takes no part in a draw.
    const stock = JSON.stringify(order?.stock.filter(isAwake) ?? []);
    const basis = sha256Hex(stock);
    await this.whileOpen(batch, async () => {
      await this.clear(batch.id);
      if (order !== null) await this.repository.insertBasis({ batchId: batch.id, stock, digest: basis });
    });
    return order && { order, basis };
  }

  private async order(
    batch: Batch,
    plan: { readonly rules: RuleSet; readonly blueprint: Blueprint },
    seed: Uint8Array,
  ): Promise<Beginning['order'] | null> {
    const written = writtenRules(plan.rules);
    if (written === null) return null;
    return {
      seed,
      blueprint: plan.blueprint,
      stock: await this.banks.stock(batch.bankId, plan.blueprint, batch.examOn),
      drawable: await this.banks.drawable(batch.bankId),
      points: orThrow(pointsPerItem(plan.blueprint, written.points)),
    };
  }

  /**
   * Within the transaction that closes: the batch has these forms and no others, drawn from this basis.
   * @throws AppError batch/changed-meanwhile
   */
  async adopt(batchId: string, drafts: readonly DraftForm[], basis: string | null): Promise<void> {
    const there = new Map((await this.repository.findFormDigests(batchId)).map((f) => [f.id, f.digest]));
    if (((await this.repository.findBasis(batchId))?.digest ?? null) !== basis)
      throw new AppError('batch/changed-meanwhile');
    if (there.size !== drafts.length || drafts.some((d) => there.get(d.id) !== d.digest))
      throw new AppError('batch/changed-meanwhile');
  }

  /** Takes drafts away after a closing that failed; never those of a roster that is closed after all. */
  async discard(batch: Pick<Batch, 'id' | 'ownerId'>, drafts: readonly DraftForm[]): Promise<void> {
    await this.ifOpen(batch, () => this.repository.deleteFormsById(drafts.map((d) => d.id)));
  }

  /** What a closing that did not come to its end has left. */
  clear(batchId: string): Promise<void> {
    return this.repository.deleteForms(batchId);
  }

  /** One transaction that does nothing where the roster is closed after all. */
  async ifOpen({ id, ownerId }: Pick<Batch, 'id' | 'ownerId'>, write: () => Promise<void>): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.lockBatch(id);
      const now = await this.repository.findBatch(ownerId, id);
      if (now?.rosterClosedAt === null) await write();
    });
  }

  /** One transaction of a closing that prepares. @throws AppError batch/roster-closed */
  async whileOpen(batch: Batch, write: () => Promise<void>): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.lockBatch(batch.id);
      const now = await this.repository.findBatch(batch.ownerId, batch.id);
      if (now?.rosterClosedAt !== null) throw new AppError('batch/roster-closed');
      await write();
    });
  }

  /** A handful is drawn here: to start a thread would take longer. */
  private async draw(order: DrawOrder, total: number): Promise<DrawnForm[]> {
    return orThrow(total <= PART ? drawForms(order) : await this.workshop.run(DRAW, order));
  }

  private rowsOf(batchId: string, { entryId, items, keys, digest }: DrawnForm): { form: Form; key: FormKey } {
    const id = newId();
    const form = { id, entryId, batchId, items, digest, algorithm: RANDOM_ALGORITHM, createdAt: this.clock.now() };
    return { form, key: { formId: id, keys } };
  }
}
