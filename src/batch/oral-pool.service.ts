import { Injectable } from '@nestjs/common';
import { AppError, found, orThrow } from '../common/app-error.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { layOutPool, type PoolItem, poolDigest } from '../core/oral/ticket.js';
import { oralRules, type RuleSet } from '../core/scoring/rule-set.js';
import type { Refusal } from '../core/shared/result.js';
import { LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { BatchRepository } from './batch.repository.js';
import { SEAL_ACTIONS, sealedBatches } from './sealed-batches.js';
import { SealingRepository } from './sealing.repository.js';

/** The oral questions of a batch: frozen with their rubrics when the roster is closed; panels draw from them. */
@Injectable()
export class OralPoolService {
  constructor(
    private readonly repository: BatchRepository,
    private readonly banks: QuestionBankService,
    private readonly seals: SealingRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['roster.closed', ...SEAL_ACTIONS], (entries) => this.verify(entries));
  }

  /** Why the bank cannot serve the plan's oral part, or null. */
  async refusal(bankId: string, rules: RuleSet): Promise<Refusal | null> {
    const laid = await this.layOut(bankId, rules, new Uint8Array(32));
    return laid === null || laid.ok ? null : laid.error;
  }

  /** @returns the digest of the frozen pool; null for a plan without an oral part */
  async freeze(batchId: string, bankId: string, rules: RuleSet, seed: Uint8Array): Promise<string | null> {
    const items = await this.draw(bankId, rules, seed);
    if (items === null) return null;
    const digest = poolDigest(items);
    await this.repository.insertPool({ batchId, items, digest });
    return digest;
  }

  /** The questions in their order, and nothing written; null for a plan without an oral part. */
  async draw(bankId: string, rules: RuleSet, seed: Uint8Array): Promise<PoolItem[] | null> {
    const laid = await this.layOut(bankId, rules, seed);
    return laid === null ? null : orThrow(laid);
  }

  async discard(batchId: string): Promise<void> {
    await this.repository.deletePool(batchId);
  }

  /** @throws AppError batch/sealed; batch/no-oral-part; batch/no-oral-pool where the roster was closed by a version without oral parts */
  async get(batchId: string): Promise<PoolItem[]> {
    const pool = await this.repository.findPool(batchId);
    if (pool !== null) return pool.items;
    if (await this.seals.isSealed(batchId)) throw new AppError('batch/sealed');
    const { rules } = found(await this.repository.findBatchById(batchId));
    throw new AppError(rules === null || oralRules(rules) === null ? 'batch/no-oral-part' : 'batch/no-oral-pool');
  }

  /** Seed of a closed roster: with it and the pool anybody can repeat the draws. */
  async getSeed(batchId: string): Promise<Uint8Array> {
    const batch = found(await this.repository.findBatchById(batchId));
    if (batch.seed === null)
      throw new AppError((await this.seals.isSealed(batchId)) ? 'batch/sealed' : 'batch/roster-open');
    return Buffer.from(batch.seed, 'base64');
  }

  private async layOut(
    bankId: string,
    rules: RuleSet,
    seed: Uint8Array,
  ): Promise<ReturnType<typeof layOutPool> | null> {
    const oral = oralRules(rules);
    if (oral === null) return null;
    return layOutPool(await this.banks.oralStock(bankId), oral.questions, oral.pointsPerQuestion, seed);
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const pools = new Map((await this.repository.findAllPools()).map((p) => [p.batchId, poolDigest(p.items)]));
    const sealed = sealedBatches(entries);
    const last = new Map(entries.filter((e) => e.action.startsWith('roster.')).map((e) => [e.subjectId, e]));
    const faults: RowFault[] = [];
    for (const [batchId, e] of last) {
      if (sealed.has(batchId) && !pools.has(batchId)) continue;
      const fixed = e.action === 'roster.closed' ? (e.facts['poolDigest'] ?? null) : null;
      const now = pools.get(batchId) ?? null;
      if (fixed === now) continue;
      const code = now === null ? 'row/missing' : fixed === null ? 'row/added' : 'row/changed';
      faults.push({ seq: e.seq, subjectType: 'oralPool', subjectId: batchId, code });
    }
    return faults;
  }
}
