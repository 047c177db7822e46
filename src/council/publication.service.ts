import { Injectable } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { type CandidateSelf, CandidateAccess } from '../batch/candidate-access.service.js';
import type { StaffActor } from '../common/actor.js';
import { hasPassed, type Outcome } from '../core/scoring/outcome.js';
import { publicationRules, type Visibility } from '../core/scoring/rule-set.js';
import { OrganizationService } from '../organization/organization.service.js';
import { LockedResultsService } from './locked-results.service.js';

/** A locked result as much of it as somebody may see: what they may not is not in here. */
export interface SeenResult {
  readonly status: Outcome['status'];
  readonly band: Outcome['band'];
  readonly passed: boolean | null;
  /** Null where the plan shows the band alone. */
  readonly marks: { readonly total: Outcome['total']; readonly components: Outcome['components'] } | null;
}

export interface UnitBatch {
  readonly batch: Batch;
  readonly visibility: Visibility;
  readonly rows: readonly { readonly entry: BatchEntry; readonly seen: SeenResult }[];
}

/** Who sees what of published results: by the plan, and nobody anything else. */
@Injectable()
export class PublicationService {
  constructor(
    private readonly locked: LockedResultsService,
    private readonly batches: BatchService,
    private readonly candidates: CandidateAccess,
    private readonly organization: OrganizationService,
  ) {}

  /** A person's own result; null while it is not published, or not for them. */
  async findOwn(
    entryId: string,
  ): Promise<{ self: CandidateSelf; published: boolean; visibility: Visibility; seen: SeenResult | null }> {
    const self = await this.candidates.getSelf(entryId);
    const { batch } = self;
    const visibility = visibilityOf(batch, 'person');
    if (batch.publishedAt === null) return { self, published: false, visibility, seen: null };
    const outcome = (await this.locked.findLatest(batch.id)).get(entryId)?.outcome ?? null;
    return { self, published: true, visibility, seen: outcome === null ? null : seenAs(outcome, visibility) };
  }

  /** The people of a unit's officer in every published batch, the newest batch first. */
  async findOfUnits(officer: StaffActor): Promise<UnitBatch[]> {
    const published = (await this.batches.findBatches(officer.ownerId)).filter((v) => v.batch.publishedAt !== null);
    const units = new Set((await this.organization.findSubtree(officer.ownerId, officer.unitIds)).map((n) => n.id));
    const all = await Promise.all(published.map(({ batch }) => this.ofUnits(batch, units)));
    return all.filter((b) => b.rows.length > 0);
  }

  /** Locked results of all; null before the lock. */
  async findLocked(
    ownerId: string,
    batchId: string,
  ): Promise<{ batch: Batch; rows: readonly { entry: BatchEntry; outcome: Outcome; version: number }[] | null }> {
    const batch = await this.batches.getBatch(ownerId, batchId);
    if (batch.resultsLockedAt === null) return { batch, rows: null };
    const latest = await this.locked.findLatest(batchId);
    const rows = byNumber(await this.batches.findEntries(batchId)).flatMap((entry) => {
      const row = latest.get(entry.id);
      return row === undefined ? [] : [{ entry, outcome: row.outcome, version: row.version }];
    });
    return { batch, rows };
  }

  private async ofUnits(batch: Batch, units: ReadonlySet<string>): Promise<UnitBatch> {
    const visibility = visibilityOf(batch, 'unit');
    const entries = byNumber(await this.batches.findEntries(batch.id)).filter((e) => units.has(e.unitId));
    const latest = await this.locked.findLatest(batch.id);
    const rows = entries.flatMap((entry) => {
      const seen = seenAs(latest.get(entry.id)?.outcome ?? null, visibility);
      return seen === null ? [] : [{ entry, seen }];
    });
    return { batch, visibility, rows };
  }
}

const visibilityOf = (batch: Batch, who: 'person' | 'unit'): Visibility =>
  batch.rules === null ? 'none' : publicationRules(batch.rules)[who];

const byNumber = (entries: readonly BatchEntry[]): BatchEntry[] =>
  entries
    .filter((e) => e.candidateNo !== null)
    .sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1));

/** An allow-list: reasons, deductions, raters and keys are never in it. */
function seenAs(outcome: Outcome | null, visibility: Visibility): SeenResult | null {
  if (outcome === null || visibility === 'none') return null;
  const { status, band, total, components } = outcome;
  return {
    status,
    band,
    passed: status === 'graded' ? hasPassed(outcome) : null,
    marks: visibility === 'marks' ? { total, components } : null,
  };
}
