import { Injectable } from '@nestjs/common';
import type { LedgerActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { BatchService } from '../batch/batch.service.js';
import type { Batch } from '../batch/entities/batch.entity.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { PaperNumber } from '../council/entities/meeting.entity.js';
import { MeetingService } from '../council/meeting.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { compareDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { OrganizationService } from '../organization/organization.service.js';
import { PaperNumberRepository } from './paper-number.repository.js';
import { numberedAs, type Subject, subjectText, symbolOf } from './subject.js';

/** Numbers of papers: proposed by the system, given by the secretary; they run within a council and a kind. */
@Injectable()
export class PaperNumbers {
  constructor(
    private readonly repository: PaperNumberRepository,
    private readonly batches: BatchService,
    private readonly meetings: MeetingService,
    private readonly organization: OrganizationService,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['paper.numbered'], (entries) => this.verify(entries));
  }

  /** Numbers given in a batch, by subject. */
  async findNumbers(batchId: string): Promise<Map<string, number>> {
    return new Map((await this.repository.findNumbers(batchId)).map((n) => [n.subject, n.number]));
  }

  /** The next free number of each symbol: one more than the last. 1 where there is none yet. */
  async findProposals(batch: Batch): Promise<(symbol: string) => number> {
    const council = await this.meetings.findCouncil(batch);
    const taken = council === null ? [] : await this.repository.findNumbersOfCouncil(council.council.id);
    return (symbol) => Math.max(0, ...taken.filter((n) => n.kind === symbol).map((n) => n.number)) + 1;
  }

  /**
   * Gives papers of a batch these numbers; null takes one away. All or none.
   * @throws AppError papers/no-council, papers/number-taken
   */
  async give(
    ownerId: string,
    batchId: string,
    given: readonly { readonly subject: Subject; readonly number: number | null }[],
    actor: LedgerActor,
  ): Promise<void> {
    await this.uow.run(async () => {
      // One at a time for each committee: two batches of a council share the row of numbers.
      await this.organization.hold(ownerId);
      const council = await this.meetings.findCouncil(await this.batches.getBatch(ownerId, batchId));
      if (council === null) throw new AppError('papers/no-council');
      for (const { subject, number } of given)
        await this.giveOne({ ownerId, batchId, councilId: council.council.id, actor }, subject, number);
    });
  }

  private async giveOne(
    place: { ownerId: string; batchId: string; councilId: string; actor: LedgerActor },
    paper: Subject,
    number: number | null,
  ): Promise<void> {
    const { ownerId, batchId, councilId, actor } = place;
    const bearer = numberedAs(paper);
    if (bearer === null) throw new AppError('common/not-found');
    const subject = subjectText(bearer);
    const kind = symbolOf(bearer.kind);
    const own = (await this.repository.findNumbers(batchId)).find((n) => n.subject === subject) ?? null;
    if ((own?.number ?? null) === number) return;
    const taken = (await this.repository.findNumbersOfCouncil(councilId)).some(
      (n) => n.kind === kind && n.number === number && n.id !== own?.id,
    );
    if (taken) throw new AppError('papers/number-taken', { number: number ?? 0, symbol: kind });
    const at = this.clock.now();
    const row: PaperNumber = { id: own?.id ?? newId(), batchId, councilId, kind, number: number ?? 0, subject, at };
    if (number === null) await this.repository.deleteNumber(row.id);
    else if (own === null) await this.repository.insertNumber(row);
    // The batch may have come to another council since its first number: numbers run within the council.
    else await this.repository.updateNumber(row.id, { councilId, number, at });
    this.ledger.record({
      action: 'paper.numbered',
      actor,
      ownerId,
      subjectType: 'paper',
      subjectId: row.id,
      facts: { batchId, councilId, kind, subject, number, digest: number === null ? null : numberDigest(row) },
    });
  }

  /** Numbers against the ledger: who gave which paper which. */
  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const fixed = new Map<string, { seq: number; digest: string }>();
    for (const { seq, subjectId, facts } of entries) {
      const { digest } = facts;
      if (typeof digest === 'string') fixed.set(subjectId, { seq, digest });
      else fixed.delete(subjectId);
    }
    const rows = await this.repository.findAllNumbers();
    return compareDigests('paper', fixed, new Map(rows.map((r) => [r.id, numberDigest(r)])));
  }
}

const numberDigest = ({ batchId, councilId, kind, number, subject }: PaperNumber): string =>
  sha256Hex(canonicalJson({ batchId, councilId, kind, number, subject }));
