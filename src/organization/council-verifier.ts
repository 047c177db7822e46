import { Injectable } from '@nestjs/common';
import { councilDigest } from '../core/decision/council.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { OrganizationRepository } from './organization.repository.js';

/** Councils against the ledger: who sits on them and under which decision. */
@Injectable()
export class CouncilVerifier {
  constructor(
    private readonly repository: OrganizationRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['council.created', 'council.changed'], (entries) => this.verify(entries));
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    // Councils of the first version were recorded without a digest; the next correction fixes one.
    const bare = new Set(entries.filter((e) => e.facts['digest'] === undefined).map((e) => e.subjectId));
    const fixed = fixedDigests(entries);
    const actual = new Map<string, string>();
    for (const council of await this.repository.findAllCouncils()) {
      if (bare.has(council.id) && !fixed.has(council.id)) continue;
      actual.set(council.id, councilDigest({ ...council, members: await this.repository.findMembers(council.id) }));
    }
    return compareDigests('council', fixed, actual);
  }
}
