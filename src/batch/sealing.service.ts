import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import type { Blueprint } from '../core/blueprint/blueprint.js';
import type { JsonValue } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { poolDigest } from '../core/oral/ticket.js';
import type { RuleSet } from '../core/scoring/rule-set.js';
import { type BatchSeal, type Encrypted, newSeal, partDigest, sealDigest, sealPart } from '../core/sealing/seal.js';
import { printedSlip } from '../core/sealing/slip.js';
import { NONCE_BYTES } from '../core/shared/cipher.js';
import { isUniqueViolation } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { Batch } from './entities/batch.entity.js';
import type { SealedBatch } from './entities/sealing.entity.js';
import { type DraftForm, FormDrafts, PART } from './form-draft.service.js';
import { OralPoolService } from './oral-pool.service.js';
import { sealForms, type SealedForms, type SealOrder } from './sealing.worker.js';
import { SealingRepository } from './sealing.repository.js';

const SEAL = jobsIn<typeof import('./sealing.worker.js')>(import.meta.url, 'sealing.worker')('sealForms', 60);

/** What a closing that seals has drawn: in clear only what the ledger may show, and the slips that are printed once. */
export interface SealedDraw {
  readonly seal: BatchSeal;
  readonly forms: readonly DraftForm[];
  readonly poolDigest: string | null;
  /** Digest of what the forms were drawn from: no secret, it is the bank's. */
  readonly basis: string | null;
  /** As they are printed. */
  readonly slips: readonly string[];
  readonly parts: readonly { readonly nonce: string; readonly digest: string }[];
}

/** Part 0 of a sealed batch. */
export interface SealedCore {
  /** Base64. */
  readonly seed: string;
  readonly pool: JsonValue;
}

/**
 * Draws for a roster about to be closed so that nothing of it is ever in the database in clear. Parts are written while the
 * roster is open, as drafts of forms are; what the closing does not adopt is nobody's, and nobody has its key any more.
 */
@Injectable()
export class SealingService {
  constructor(
    private readonly repository: SealingRepository,
    private readonly drafts: FormDrafts,
    private readonly pools: OralPoolService,
    private readonly workshop: Workshop,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['batch.sealed', 'batch.unsealed', 'roster.reopened'], (entries) => this.verify(entries));
  }

  /** @throws AppError blueprint/cell-short ..., oral/..., batch/roster-closed, batch/changed-meanwhile, and as Workshop.run */
  async write(
    batch: Batch,
    plan: { readonly rules: RuleSet; readonly blueprint: Blueprint },
    seed: Buffer,
    entryIds: readonly string[],
  ): Promise<SealedDraw> {
    await this.drafts.whileOpen(batch, () => this.repository.deleteParts(batch.id));
    const { key, slips, seal } = newSeal(batch.id, randomBytes);
    const pool = await this.pools.draw(batch.bankId, plan.rules, seed);
    const { order = null, basis = null } = (await this.drafts.begin(batch, plan, seed)) ?? {};
    const of = 1 + (order === null ? 0 : Math.ceil(entryIds.length / PART));
    const place = (no: number): SealOrder['place'] => ({ batchId: batch.id, no, of });
    const core: SealedCore = { seed: seed.toString('base64'), pool: pool as unknown as JsonValue };
    const parts: SealedDraw['parts'][number][] = [];
    const keep = async (no: number, part: Encrypted): Promise<void> => {
      const { nonce, content } = part;
      await this.drafts.whileOpen(batch, () => this.repository.insertPart({ batchId: batch.id, no, nonce, content }));
      parts.push({ nonce, digest: partDigest(part) });
    };
    const forms: DraftForm[] = [];
    try {
      await keep(0, sealPart(key, place(0), core as unknown as JsonValue, randomBytes(NONCE_BYTES)));
      for (let no = 1; order !== null && no < of; no += 1) {
        const ids = entryIds.slice((no - 1) * PART, no * PART);
        const formIds = ids.map(newId);
        const nonce = randomBytes(NONCE_BYTES);
        const drawn = await this.draw({ ...order, entryIds: ids, formIds, key, nonce, place: place(no) }, of);
        await keep(no, drawn.part);
        forms.push(...drawn.forms);
      }
    } catch (error) {
      await this.discardDraft(batch, parts);
      throw isUniqueViolation(error) ? new AppError('batch/changed-meanwhile') : error;
    }
    const digest = pool === null ? null : poolDigest(pool);
    return { seal, forms, poolDigest: digest, basis, slips: slips.map(printedSlip), parts };
  }

  /** Within the transaction that closes: the batch has these parts and no others. @throws AppError batch/changed-meanwhile */
  async adopt({ id, ownerId }: Pick<Batch, 'id' | 'ownerId'>, draw: SealedDraw, actor: LedgerActor): Promise<void> {
    const there = await this.repository.findNonces(id);
    if (there.join('|') !== draw.parts.map((p) => p.nonce).join('|')) throw new AppError('batch/changed-meanwhile');
    const digest = sealDigest(
      draw.seal,
      draw.parts.map((p) => p.digest),
    );
    await this.repository.insert({
      batchId: id,
      seal: draw.seal,
      parts: draw.parts.length,
      digest,
      sealedAt: this.clock.now(),
      openedAt: null,
    });
    const facts = { digest, forms: draw.forms.length, slips: draw.slips.length };
    this.ledger.record({ action: 'batch.sealed', actor, ownerId, subjectType: 'batch', subjectId: id, facts });
  }

  /** Takes the parts of a closing that failed away; never those of a roster that is closed after all. */
  async discardDraft(batch: Pick<Batch, 'id' | 'ownerId'>, parts: SealedDraw['parts']): Promise<void> {
    const nonces = parts.map((p) => p.nonce);
    await this.drafts.ifOpen(batch, () => this.repository.deletePartsByNonce(batch.id, nonces));
  }

  /** Everything sealed of a batch, within the transaction that reopens its roster. */
  discard(batchId: string): Promise<void> {
    return this.repository.discard(batchId);
  }

  /** A handful is drawn here: to start a thread would take longer. */
  private async draw(order: SealOrder, parts: number): Promise<SealedForms> {
    return orThrow(parts <= 2 ? sealForms(order) : await this.workshop.run(SEAL, order));
  }

  /** What is still sealed against the digest that was fixed when it was. */
  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const last = new Map(entries.map((e) => [e.subjectId, e]));
    const rows = new Map((await this.repository.findAll()).map((r) => [r.batchId, r]));
    const faults: RowFault[] = [];
    for (const batchId of rows.keys())
      if ((last.get(batchId)?.action ?? 'roster.reopened') === 'roster.reopened')
        faults.push({ seq: null, subjectType: 'seal', subjectId: batchId, code: 'row/added' });
    for (const [batchId, e] of last) {
      if (e.action === 'roster.reopened') continue;
      const row = rows.get(batchId);
      const fault = { seq: e.seq, subjectType: 'seal', subjectId: batchId };
      if (row === undefined) faults.push({ ...fault, code: 'row/missing' });
      else if (!(await this.isAsFixed(row, e))) faults.push({ ...fault, code: 'row/changed' });
    }
    return faults;
  }

  private async isAsFixed(row: SealedBatch, e: LedgerEntry): Promise<boolean> {
    if (e.action === 'batch.unsealed') return row.openedAt?.toISOString() === e.facts['at'];
    const digests: string[] = [];
    for (let no = 0; no < row.parts; no += 1) {
      const part = await this.repository.findPart(row.batchId, no);
      if (part !== null) digests.push(partDigest(part));
    }
    return row.openedAt === null && sealDigest(row.seal, digests) === e.facts['digest'];
  }
}
