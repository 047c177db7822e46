import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import type { LedgerActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Lane } from '../common/worker/lane.js';
import { candidateNumber, numberPrefix, placeOf } from '../core/batch/candidate-number.js';
import { type Blueprint, coolDownMonths, pointsPerItem } from '../core/blueprint/blueprint.js';
import type { StockItem } from '../core/blueprint/draw.js';
import { bandOf, drawForm } from '../core/blueprint/equivalence.js';
import { formDigest } from '../core/blueprint/form.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { isSealed, type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import { sha256Hex } from '../core/shared/digest.js';
import { ok, type Result } from '../core/shared/result.js';
import { createRandom, RANDOM_ALGORITHM } from '../core/shared/random.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ExamPlanService, planDigest } from '../exam-plan/exam-plan.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { ExposureService } from '../question-bank/exposure.service.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService } from './batch.service.js';
import { type Batch, NOT_FROZEN, type Sitting } from './entities/batch.entity.js';
import type { BatchEntry } from './entities/batch-entry.entity.js';
import { type DraftForm, FormDrafts } from './form-draft.service.js';
import { OralPoolService } from './oral-pool.service.js';
import { SEAL_ACTIONS, sealedBatches } from './sealed-batches.js';
import { type SealedDraw, SealingService } from './sealing.service.js';

/** What would happen at closeRoster, and what stands in its way. */
export interface ClosePreview {
  readonly accepted: number;
  readonly refused: number;
  readonly items: number;
  /** Items that anybody may have read with their keys. */
  readonly publicItems: number;
  readonly confirmed: boolean;
  /** The plan seals: three slips will be printed. */
  readonly sealed: boolean;
  readonly refusal: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null;
}

interface Numbered {
  readonly entry: BatchEntry;
  readonly candidateNo: string;
  readonly sittingId: string;
}

/** What a closing rests on, made before its transaction. */
interface Prepared {
  readonly seed: Buffer;
  /** In the order of the roster. */
  readonly entryIds: readonly string[];
  readonly planDigest: string;
  readonly bankDigest: string;
  readonly forms: readonly DraftForm[];
  /** Digest of what they were drawn from. */
  readonly basis: string | null;
  /** What was drawn, where the plan seals: then `forms` stand nowhere in clear. */
  readonly sealed: SealedDraw | null;
}

/** Chốt danh sách: freezes plan and bank, gives numbers, draws every form; and its undoing while nobody has started. */
@Injectable()
export class CloseRosterService {
  private readonly lane = new Lane(1, 20);
  private readonly keepers: ((batchId: string) => Promise<boolean>)[] = [];

  constructor(
    private readonly repository: BatchRepository,
    private readonly batches: BatchService,
    private readonly plans: ExamPlanService,
    private readonly banks: QuestionBankService,
    private readonly exposure: ExposureService,
    private readonly pools: OralPoolService,
    private readonly drafts: FormDrafts,
    private readonly sealing: SealingService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['form.drawn', ...SEAL_ACTIONS], (entries) => this.verifyForms(entries));
    verifier.register(['roster.closed', ...SEAL_ACTIONS], (entries) => this.verifyBatches(entries));
  }

  /** What has been drawn from the frozen pool keeps a roster closed; asked of who knows, within the transaction. */
  keepClosedWhile(isDrawn: (batchId: string) => Promise<boolean>): void {
    this.keepers.push(isDrawn);
  }

  async preview(ownerId: string, batchId: string): Promise<ClosePreview> {
    const { batch, accepted, refused } = await this.batches.getView(ownerId, batchId);
    const { version } = await this.plans.getPlan(ownerId, batch.planId);
    const bank = await this.banks.getSummary(ownerId, batch.bankId);
    const trial = await this.trial(batch, version.rules, version.blueprint);
    const oral = await this.pools.refusal(batch.bankId, version.rules);
    const refusal = accepted === 0 ? { code: 'batch/nobody' } : trial.ok ? oral : trial.error;
    const items = trial.ok ? trial.value.length : 0;
    return {
      accepted,
      refused,
      items,
      publicItems: bank.bank.exposure === 'public' ? items : 0,
      confirmed: bank.confirmed !== null,
      sealed: isSealed(version.rules),
      refusal:
        refusal === null ? null : { code: refusal.code, params: withTitle(refusal.params ?? {}, bank.bank.topics) },
    };
  }

  /** One form, to see whether the bank can fill it; a plan without a written part needs none. */
  private async trial({ bankId, examOn }: Batch, rules: RuleSet, blueprint: Blueprint): Promise<Result<StockItem[]>> {
    const written = writtenRules(rules);
    if (written === null) return ok([]);
    const points = pointsPerItem(blueprint, written.points);
    if (!points.ok) return points;
    const stock = await this.banks.stock(bankId, blueprint, examOn);
    const band = bandOf(blueprint, stock, points.value);
    return band.ok ? drawForm(blueprint, stock, createRandom(new Uint8Array(32)), band.value) : band;
  }

  /**
   * @returns the opening slips of a plan that seals, as they are printed: nobody can ever show them again
   * @throws AppError batch/roster-closed, batch/nobody, blueprint/cell-short, blueprint/cell-resting, blueprint/unequal, oral/too-few-questions, oral/rubric-points, batch/changed-meanwhile
   */
  async close(ownerId: string, batchId: string, actor: LedgerActor): Promise<readonly string[]> {
    // One closing at a time: two presses of the button must not take each other's drafts away.
    return this.lane.run(async () => {
      const prepared = await this.prepare(ownerId, batchId).catch((error: unknown) =>
        this.named(error, ownerId, batchId),
      );
      try {
        await this.uow.run(() => this.closeNow(ownerId, batchId, prepared, actor));
      } catch (error) {
        if (prepared.sealed === null) await this.drafts.discard({ id: batchId, ownerId }, prepared.forms);
        else await this.sealing.discardDraft({ id: batchId, ownerId }, prepared.sealed.parts);
        throw error;
      }
      return prepared.sealed?.slips ?? [];
    });
  }

  /** A refusal that names a cell names it by its topic's title, as the preview does. */
  private async named(error: unknown, ownerId: string, batchId: string): Promise<never> {
    if (!(error instanceof AppError) || error.params['topic'] === undefined) throw error;
    const { bankId } = await this.batches.getBatch(ownerId, batchId);
    const { topics } = await this.banks.getBank(ownerId, bankId);
    throw new AppError(error.code, withTitle(error.params, topics));
  }

  /** Everything that takes long, before the gate is taken; what it rests on is looked at again within. */
  private async prepare(ownerId: string, batchId: string): Promise<Prepared> {
    const { batch, entries } = await this.openRoster(ownerId, batchId);
    const { version } = await this.plans.getPlan(ownerId, batch.planId);
    // Before the stock: a bank that changes while it is read is found by the digest that it had first.
    const bankDigest = await this.banks.digest(batch.bankId);
    const seed = randomBytes(32);
    const ids = entries.map((e) => e.id);
    const sealed = isSealed(version.rules) ? await this.sealing.write(batch, version, seed, ids) : null;
    const { forms, basis } = sealed ?? (await this.drafts.write(batch, version, seed, ids));
    return { seed, entryIds: ids, planDigest: version.digest, bankDigest, forms, basis, sealed };
  }

  /** @throws AppError batch/roster-closed, batch/nobody */
  private async openRoster(ownerId: string, batchId: string): Promise<{ batch: Batch; entries: BatchEntry[] }> {
    const batch = await this.batches.getBatch(ownerId, batchId);
    if (batch.rosterClosedAt !== null) throw new AppError('batch/roster-closed');
    const entries = (await this.repository.findEntries(batchId)).filter((e) => e.refusalReason === null);
    if (entries.length === 0) throw new AppError('batch/nobody');
    return { batch, entries };
  }

  private async closeNow(
    ownerId: string,
    batchId: string,
    { seed, entryIds, planDigest: drawnBy, bankDigest, forms, basis, sealed }: Prepared,
    actor: LedgerActor,
  ): Promise<void> {
    await this.repository.lockBatch(batchId);
    const { batch, entries } = await this.openRoster(ownerId, batchId);
    const plan = await this.plans.freeze(ownerId, batch.planId);
    const isSame =
      plan.digest === drawnBy &&
      (await this.banks.digest(batch.bankId)) === bankDigest &&
      entries.length === entryIds.length &&
      entries.every((e, i) => e.id === entryIds[i]) &&
      !(await this.hasForbidden(batch, plan.blueprint, forms));
    if (!isSame) throw new AppError('batch/changed-meanwhile');
    await this.drafts.adopt(batchId, sealed === null ? forms : [], basis);
    const frozen: Partial<Batch> = {
      rosterClosedAt: this.clock.now(),
      planVersionId: plan.id,
      rules: plan.rules,
      blueprint: plan.blueprint,
      planDigest: plan.digest,
      bankDigest,
      seed: sealed === null ? seed.toString('base64') : null,
      seedCommitment: sha256Hex(seed),
    };
    await this.repository.updateBatch(batchId, frozen);
    // What is sealed is counted when it is opened: a use would tell what was drawn.
    if (sealed === null)
      await this.exposure.record(
        batch,
        forms.map((f) => f.itemIds ?? []),
      );
    const numbered = await this.giveNumbers(batch, entries);
    const poolDigest =
      sealed === null ? await this.pools.freeze(batchId, batch.bankId, plan.rules, seed) : sealed.poolDigest;
    this.record({ ...batch, ...frozen }, numbered, forms, { poolDigest, basisDigest: basis }, actor);
    if (sealed === null) await this.sealing.discard(batchId);
    else await this.sealing.adopt(batch, sealed, actor);
  }

  /** Another closing may have used an item since these forms were drawn, or somebody paired two as enemies; what is sealed cannot be looked at. */
  private async hasForbidden(
    { bankId, examOn }: Batch,
    blueprint: Blueprint,
    forms: readonly DraftForm[],
  ): Promise<boolean> {
    if (coolDownMonths(blueprint) === 0 && (await this.exposure.findEnemies(bankId)).length === 0) return false;
    const stock = await this.banks.stock(bankId, blueprint, examOn);
    const itemOf = new Map(stock.map((i) => [i.id, i]));
    return forms.some(({ itemIds = [] }) => {
      const items = itemIds.flatMap((id) => itemOf.get(id) ?? []);
      return items.some((i) => i.resting === true || i.enemies?.some((e) => itemIds.includes(e)) === true);
    });
  }

  /**
   * Undoes closeRoster with a reason: forms are discarded, cards void.
   * @throws AppError batch/sitting-started, batch/question-drawn
   */
  async reopen(ownerId: string, batchId: string, reason: string, actor: LedgerActor): Promise<void> {
    await this.uow.run(async () => {
      await this.repository.lockBatch(batchId);
      const { batch, sittings } = await this.batches.getView(ownerId, batchId);
      if (batch.rosterClosedAt === null) throw new AppError('batch/roster-open');
      if (sittings.some((s) => s.startedAt !== null)) throw new AppError('batch/sitting-started');
      for (const isDrawn of this.keepers) if (await isDrawn(batchId)) throw new AppError('batch/question-drawn');
      const entries = await this.repository.findEntries(batchId);
      await this.repository.deleteSessionsOf(entries.map((e) => e.id));
      await this.repository.deleteForms(batchId);
      await this.pools.discard(batchId);
      await this.sealing.discard(batchId);
      await this.exposure.forget(batchId);
      await this.repository.clearSeats(batchId);
      await this.repository.updateBatch(batchId, NOT_FROZEN);
      this.ledger.record({
        action: 'roster.reopened',
        actor,
        ownerId,
        subjectType: 'batch',
        subjectId: batchId,
        detail: reason,
      });
    });
  }

  /** Numbers in Vietnamese order of names; sittings filled evenly in that order. Numbers are unique on the server. */
  private async giveNumbers(batch: Batch, entries: readonly BatchEntry[]): Promise<Numbered[]> {
    const sittings = await this.repository.findSittings(batch.id);
    const prefix = numberPrefix(batch.number, batch.year);
    const last = await this.repository.lastCandidateNo(prefix);
    const first = last === null ? 1 : placeOf(last) + 1;
    const numbered = entries.map((entry, i) => ({
      entry,
      candidateNo: candidateNumber(prefix, first + i),
      sittingId: sittingOf(sittings, i, entries.length).id,
    }));
    await this.repository.giveNumbers(numbered.map(({ entry, ...given }) => ({ id: entry.id, ...given })));
    return numbered;
  }

  private record(
    batch: Batch,
    numbered: readonly Numbered[],
    forms: readonly DraftForm[],
    digests: { readonly poolDigest: string | null; readonly basisDigest: string | null },
    actor: LedgerActor,
  ): void {
    const facts = {
      entries: numbered.length,
      planDigest: batch.planDigest ?? '',
      bankDigest: batch.bankDigest ?? '',
      rosterDigest: rosterDigest(numbered.map(({ entry, candidateNo }) => ({ id: entry.id, candidateNo }))),
      seedCommitment: batch.seedCommitment ?? '',
      algorithm: RANDOM_ALGORITHM,
      ...Object.fromEntries(Object.entries(digests).flatMap(([name, d]) => (d === null ? [] : [[name, d]]))),
    };
    const base = { actor, ownerId: batch.ownerId };
    this.ledger.record({ ...base, action: 'roster.closed', subjectType: 'batch', subjectId: batch.id, facts });
    for (const form of forms) {
      this.ledger.record({
        ...base,
        action: 'form.drawn',
        subjectType: 'form',
        subjectId: form.id,
        facts: { entryId: form.entryId, batchId: batch.id, digest: form.digest },
      });
    }
  }

  private async verifyForms(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const [forms, keys] = await Promise.all([this.repository.findAllForms(), this.repository.findAllFormKeys()]);
    const keysOf = new Map(keys.map((k) => [k.formId, k.keys]));
    const actual = new Map(forms.map((f) => [f.id, formDigest(f.items, keysOf.get(f.id) ?? [])]));
    const fixed = new Map<string, { seq: number; digest: string; batchId: string }>();
    for (const e of entries) {
      if (e.action === 'roster.reopened') {
        for (const [id, f] of fixed) if (f.batchId === e.subjectId) fixed.delete(id);
      } else if (e.action === 'form.drawn') {
        fixed.set(e.subjectId, {
          seq: e.seq,
          digest: e.facts['digest'] as string,
          batchId: e.facts['batchId'] as string,
        });
      }
    }
    const sealed = sealedBatches(entries);
    for (const [id, f] of fixed) if (sealed.has(f.batchId) && !actual.has(id)) fixed.delete(id);
    // Drafts of a roster that is not closed are nobody's paper yet.
    for (const id of await this.repository.findDraftFormIds()) if (!fixed.has(id)) actual.delete(id);
    return compareDigests('form', fixed, actual);
  }

  /** The frozen plan, the seed and the numbers of each closed roster against what was fixed then. */
  private async verifyBatches(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const sealed = sealedBatches(entries);
    const last = new Map(entries.filter((e) => e.action.startsWith('roster.')).map((e) => [e.subjectId, e]));
    const faults: RowFault[] = [];
    for (const e of last.values()) {
      if (e.action === 'roster.reopened') continue;
      const subject = { seq: e.seq, subjectType: 'batch', subjectId: e.subjectId };
      const batch = await this.repository.findBatchById(e.subjectId);
      if (batch === null) faults.push({ ...subject, code: 'row/missing' });
      else if (!(await this.isAsFixed(batch, e, sealed.has(batch.id))))
        faults.push({ ...subject, code: 'row/changed' });
    }
    return faults;
  }

  /** @param isHidden sealed: the seed must lie in no row */
  private async isAsFixed(batch: Batch, e: LedgerEntry, isHidden: boolean): Promise<boolean> {
    if (batch.rules === null || batch.blueprint === null || (batch.seed === null) !== isHidden) return false;
    const rows = (await this.repository.findEntries(batch.id)).filter((r) => r.candidateNo !== null);
    const numbers = rows.map((r) => ({ id: r.id, candidateNo: r.candidateNo ?? '' }));
    const basis = e.facts['basisDigest'];
    const stock = (await this.repository.findBasis(batch.id))?.stock;
    // Batches closed before bases were kept have none.
    if (basis !== undefined && (stock === undefined || sha256Hex(stock) !== basis)) return false;
    return (
      planDigest(batch.rules, batch.blueprint) === e.facts['planDigest'] &&
      (batch.seed === null || sha256Hex(Buffer.from(batch.seed, 'base64')) === e.facts['seedCommitment']) &&
      rosterDigest(numbers) === e.facts['rosterDigest']
    );
  }
}

/** Ids and numbers only: a corrected spelling is an entry of its own. */
const rosterDigest = (rows: readonly { id: string; candidateNo: string }[]): string =>
  sha256Hex(
    canonicalJson([...rows].sort((a, b) => (a.candidateNo < b.candidateNo ? -1 : 1)).map((r) => [r.candidateNo, r.id])),
  );

function sittingOf(sittings: readonly Sitting[], index: number, total: number): Sitting {
  const sitting = sittings[Math.floor((index * sittings.length) / total)];
  if (sitting === undefined) throw new AppError('batch/no-sitting');
  return sitting;
}

/** People know a topic by its title, not by its code. */
function withTitle(
  params: Readonly<Record<string, string | number>>,
  topics: readonly { code: string; title: string }[],
): Readonly<Record<string, string | number>> {
  const title = topics.find((t) => t.code === params['topic'])?.title;
  return title === undefined ? params : { ...params, topic: title };
}
