import { Injectable } from '@nestjs/common';
import { BatchService } from '../batch/batch.service.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { outcomeDigest } from '../core/scoring/outcome.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { OrganizationService } from '../organization/organization.service.js';
import { addendumDigest } from './addendum-digest.js';
import type { CouncilMeeting } from './entities/meeting.entity.js';
import type { ResultRow } from './entities/result.entity.js';
import { digestOf } from './meeting-view.js';
import { MeetingRepository } from './meeting.repository.js';
import { MeetingService } from './meeting.service.js';
import { ResultRepository } from './result.repository.js';

/** What the council fixed against the ledger: minutes with who was there and how they voted, results, addenda. */
@Injectable()
export class CouncilDecisionVerifier {
  constructor(
    private readonly meetingRows: MeetingRepository,
    private readonly meetings: MeetingService,
    private readonly results: ResultRepository,
    private readonly batches: BatchService,
    private readonly organization: OrganizationService,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['meeting.opened', 'meeting.closed', 'meeting.confirmed'], (e) => this.verifyMeetings(e));
    verifier.register(['result.fixed'], (e) => this.verifyResults(e));
    verifier.register(['addendum.opened', 'addendum.closed'], (e) => this.verifyAddenda(e));
    verifier.register(['results.locked', 'results.published'], (e) => this.verifyBatches(e));
  }

  private async verifyMeetings(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const faults: RowFault[] = [];
    const opened = new Map(of(entries, 'meeting.opened').map((e) => [e.subjectId, e.seq]));
    const closed = new Map(of(entries, 'meeting.closed').map((e) => [e.subjectId, e]));
    const seen = new Set<string>();
    for (const row of await this.meetingRows.findAllMeetings()) {
      seen.add(row.id);
      const seq = closed.get(row.id)?.seq ?? opened.get(row.id) ?? null;
      const subject = { seq, subjectType: 'meeting', subjectId: row.id };
      if (!opened.has(row.id)) faults.push({ ...subject, code: 'row/added' });
      else if (!(await this.isAsFixed(row, closed.get(row.id), entries)))
        faults.push({ ...subject, code: 'row/changed' });
    }
    for (const [subjectId, seq] of opened)
      if (!seen.has(subjectId)) faults.push({ seq, subjectType: 'meeting', subjectId, code: 'row/missing' });
    return faults;
  }

  private async isAsFixed(
    row: CouncilMeeting,
    closed: LedgerEntry | undefined,
    entries: readonly LedgerEntry[],
  ): Promise<boolean> {
    if (!isConfirmedAsFixed(row, entries)) return false;
    if (closed === undefined) return row.closedAt === null && row.digest === null;
    const view = await this.meetings.viewOf(row);
    const digest = digestOf(view);
    return digest === closed.facts['digest'] && row.digest === digest;
  }

  private async verifyResults(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const fixed = new Map(
      entries.map(({ subjectId, seq, facts: f }) => [subjectId, { seq, digest: stamp(f['entryId'], f['version'], f) }]),
    );
    const rows = await this.results.findAllResults();
    return compareDigests('result', fixed, new Map(rows.map((r) => [r.id, rowStamp(r)])));
  }

  private async verifyAddenda(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.results.findAllAddenda();
    return compareDigests('addendum', fixedDigests(entries), new Map(rows.map((a) => [a.id, addendumDigest(a)])));
  }

  /** When results were locked and published, as the batch says; a batch that says so without the act is named too. */
  private async verifyBatches(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const instants = (action: string): Map<string, { seq: number; digest: string }> =>
      fixedDigests(of(entries, action), 'at');
    const owners = await this.organization.findOwners();
    const batches = (await Promise.all(owners.map((o) => this.batches.findBatches(o.id)))).flat();
    const said = (at: 'resultsLockedAt' | 'publishedAt'): Map<string, string> =>
      new Map(batches.flatMap(({ batch }) => (batch[at] === null ? [] : [[batch.id, batch[at].toISOString()]])));
    return [
      ...compareDigests('batch', instants('results.locked'), said('resultsLockedAt')),
      ...compareDigests('batch', instants('results.published'), said('publishedAt')),
    ];
  }
}

const of = (entries: readonly LedgerEntry[], action: string): LedgerEntry[] =>
  entries.filter((e) => e.action === action);

const stamp = (entryId: unknown, version: unknown, f: Readonly<Record<string, unknown>>): string =>
  [entryId, version, f['addendumId'] ?? '', f['digest']].join('/');

/** The row as its own calculation says it: a total, band or digest that differs from it is no longer the fixed one. */
function rowStamp(r: ResultRow): string {
  const { status, total, band } = r.outcome;
  const digest = outcomeDigest(r.outcome);
  const whole = r.status === status && r.total === total && r.band === band && r.digest === digest;
  return whole ? stamp(r.entryId, r.version, { addendumId: r.addendumId, digest }) : 'another result';
}

function isConfirmedAsFixed(row: CouncilMeeting, entries: readonly LedgerEntry[]): boolean {
  const acts = of(entries, 'meeting.confirmed').filter((e) => e.subjectId === row.id);
  return (['chair', 'secretary'] as const).every((as) => {
    const act = acts.find((e) => e.facts['as'] === as);
    const [head, id, at] =
      as === 'chair'
        ? [row.chairHead, row.chairId, row.chairAt]
        : [row.secretaryHead, row.secretaryId, row.secretaryAt];
    if (act === undefined) return head === null && id === null && at === null;
    return head === act.facts['head'] && id === act.actorId && at?.toISOString() === act.facts['at'];
  });
}
