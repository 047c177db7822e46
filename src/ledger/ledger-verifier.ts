import { Injectable } from '@nestjs/common';
import {
  checkHead,
  type ChainFault,
  GENESIS_HASH,
  type Head,
  type HeadComparison,
  type LedgerEntry,
  verifyChain,
} from '../core/ledger/chain.js';
import type { LedgerAction } from './actions.js';
import { LedgerRepository } from './ledger.repository.js';

/** A row that no longer is what an entry fixed: changed, gone, there without an entry, or past reading. */
export interface RowFault {
  readonly seq: number | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly code: 'row/changed' | 'row/missing' | 'row/added' | 'row/unreadable';
}

/** What a feature offers: given all entries of its actions, the rows that do not agree with them. */
export type RowCheck = (entries: readonly LedgerEntry[]) => Promise<RowFault[]>;

export interface LedgerReport {
  readonly head: Head;
  readonly count: number;
  readonly erased: readonly number[];
  readonly erasedByAct: number;
  readonly chainFault: ChainFault | null;
  readonly rowFaults: readonly RowFault[];
  readonly headComparison: HeadComparison | null;
  readonly sound: boolean;
}

/** Recomputes the chain and every digest that it fixed from the tables themselves. */
@Injectable()
export class LedgerVerifier {
  private readonly checks: { actions: readonly LedgerAction[]; check: RowCheck }[] = [];

  constructor(private readonly repository: LedgerRepository) {}

  /** Called by the features at start: the ledger knows none of them. */
  register(actions: readonly LedgerAction[], check: RowCheck): void {
    this.checks.push({ actions, check });
  }

  /** @param known a head printed elsewhere (minutes), to find a cut tail or an older copy */
  async verify(known: Head | null = null): Promise<LedgerReport> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.repository.findHead();
      const report = await this.verifyOnce(known);
      const after = await this.repository.findHead();
      // Beside a live server chain and rows are read at different moments: only a quiet one can accuse.
      if (report.sound || before.seq === after.seq || tries === 5) return report;
    }
  }

  private async verifyOnce(known: Head | null): Promise<LedgerReport> {
    const chain = await this.verifyEntries();
    const rowFaults = await this.verifyRows(chain.byAction);
    const there = known === null ? null : await this.repository.findHashAt(known.seq);
    const headComparison = known === null ? null : checkHead(chain.head, known, there);
    const erasedByAct = chain.byAction.get('detail.erased')?.length ?? 0;
    const sound =
      chain.fault === null &&
      rowFaults.length === 0 &&
      chain.erased.length === erasedByAct &&
      headComparison !== 'older' &&
      headComparison !== 'different';
    const { head, count, erased } = chain;
    return { head, count, erased, erasedByAct, chainFault: chain.fault, rowFaults, headComparison, sound };
  }

  private async verifyEntries(): Promise<{
    head: Head;
    count: number;
    erased: number[];
    fault: ChainFault | null;
    byAction: Map<string, LedgerEntry[]>;
  }> {
    let position: { head: Head; at: string | null } = { head: { seq: 0, hash: GENESIS_HASH }, at: null };
    const byAction = new Map<string, LedgerEntry[]>();
    const erased: number[] = [];
    let fault: ChainFault | null = null;
    for await (const page of this.repository.all()) {
      const report = verifyChain(page, position);
      erased.push(...report.erased);
      for (const { entry } of page) {
        const entries = byAction.get(entry.action);
        if (entries === undefined) byAction.set(entry.action, [entry]);
        else entries.push(entry);
      }
      fault = report.fault;
      if (fault !== null) break;
      position = { head: report.head, at: page.at(-1)?.entry.at ?? null };
    }
    const stored = await this.repository.findHead();
    // The head row is not part of the chain: a cut tail shows as a head that points past the last entry.
    if (fault === null && (stored.seq !== position.head.seq || stored.hash !== position.head.hash)) {
      fault = { seq: position.head.seq + 1, code: 'chain/gap' };
    }
    return { head: position.head, count: position.head.seq, erased, fault, byAction };
  }

  private async verifyRows(byAction: ReadonlyMap<string, LedgerEntry[]>): Promise<RowFault[]> {
    const faults: RowFault[] = [];
    for (const { actions, check } of this.checks) {
      const entries = actions.flatMap((a) => byAction.get(a) ?? []).sort((a, b) => a.seq - b.seq);
      faults.push(...(await this.checked(actions, check, entries)));
    }
    return faults.sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity));
  }

  /** A row so damaged that it cannot be read is a finding, not a failure of the search. */
  private async checked(
    actions: readonly LedgerAction[],
    check: RowCheck,
    entries: readonly LedgerEntry[],
  ): Promise<RowFault[]> {
    try {
      return await check(entries);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return [{ seq: null, subjectType: actions.join(', '), subjectId: '', code: 'row/unreadable' }];
    }
  }
}

/** What a row that nobody of ours wrote can raise when it is read. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;

/**
 * The common shape of a check: the digest that each entry fixed against the digest of its row today.
 * @param fixed subject id -> digest, from the entries (the last one holds)
 * @param actual subject id -> digest, from the tables
 */
export function compareDigests(
  subjectType: string,
  fixed: ReadonlyMap<string, { seq: number; digest: string }>,
  actual: ReadonlyMap<string, string>,
): RowFault[] {
  const faults: RowFault[] = [];
  for (const [subjectId, { seq, digest }] of fixed) {
    const now = actual.get(subjectId);
    if (now === undefined) faults.push({ seq, subjectType, subjectId, code: 'row/missing' });
    else if (now !== digest) faults.push({ seq, subjectType, subjectId, code: 'row/changed' });
  }
  for (const subjectId of actual.keys()) {
    if (!fixed.has(subjectId)) faults.push({ seq: null, subjectType, subjectId, code: 'row/added' });
  }
  return faults;
}

/**
 * Like compareDigests, for acts whose entries did not always fix a digest: of a row whose last entry has none, only
 * that it is there.
 */
export function compareNoted(
  subjectType: string,
  entries: readonly LedgerEntry[],
  actual: ReadonlyMap<string, string>,
  fact = 'digest',
): RowFault[] {
  const fixed = entries.map(({ seq, subjectId, facts }) => {
    const digest = facts[fact];
    return [subjectId, { seq, digest: typeof digest === 'string' ? digest : (actual.get(subjectId) ?? '') }] as const;
  });
  return compareDigests(subjectType, new Map(fixed), actual);
}

/** Subject -> the digest that its last entry fixed. */
export function fixedDigests(
  entries: readonly LedgerEntry[],
  fact = 'digest',
): Map<string, { seq: number; digest: string }> {
  const fixed = new Map<string, { seq: number; digest: string }>();
  for (const entry of entries) {
    const digest = entry.facts[fact];
    if (typeof digest === 'string') fixed.set(entry.subjectId, { seq: entry.seq, digest });
  }
  return fixed;
}
