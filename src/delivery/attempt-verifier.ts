import { Injectable } from '@nestjs/common';
import { stepsDigest } from '../core/attempt/attempt.js';
import { LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { AttemptRepository } from './attempt.repository.js';
import { isFoldOf } from './attempt.service.js';

/** Attempts against the ledger: every closed one's steps give the digest fixed at its end, every row is its fold. */
@Injectable()
export class AttemptVerifier {
  constructor(
    private readonly repository: AttemptRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['attempt.started', 'attempt.closed'], (entries) => this.verify(entries));
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const started = new Map(entries.filter((e) => e.action === 'attempt.started').map((e) => [e.subjectId, e.seq]));
    const closed = new Map(entries.filter((e) => e.action === 'attempt.closed').map((e) => [e.subjectId, e]));
    const faults: RowFault[] = [];
    const seen = new Set<string>();
    for (const attempt of await this.repository.findAll()) {
      seen.add(attempt.id);
      const seq = closed.get(attempt.id)?.seq ?? started.get(attempt.id) ?? null;
      const subject = { seq, subjectType: 'attempt', subjectId: attempt.id };
      if (!started.has(attempt.id)) {
        faults.push({ ...subject, code: 'row/added' });
        continue;
      }
      const steps = await this.repository.findSteps(attempt.id);
      const fixed = closed.get(attempt.id)?.facts['digest'];
      const sound =
        isFoldOf(attempt, steps) && (fixed === undefined ? attempt.state === 'running' : stepsDigest(steps) === fixed);
      if (!sound) faults.push({ ...subject, code: 'row/changed' });
    }
    for (const [subjectId, seq] of started)
      if (!seen.has(subjectId)) faults.push({ seq, subjectType: 'attempt', subjectId, code: 'row/missing' });
    return faults;
  }
}
