import { Injectable } from '@nestjs/common';
import { stepsDigest } from '../core/attempt/attempt.js';
import { LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { AttemptRepository } from './attempt.repository.js';
import { isFoldOf } from './attempt.service.js';

/**
 * Attempts against the ledger: every closed one's steps give the digest fixed at its end, and with the late answers that
 * the council counted the digest fixed then; every row is the fold of its steps.
 */
@Injectable()
export class AttemptVerifier {
  constructor(
    private readonly repository: AttemptRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['attempt.started', 'attempt.closed', 'lateAnswers.decided'], (entries) => this.verify(entries));
  }

  private async verify(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const started = new Map(entries.filter((e) => e.action === 'attempt.started').map((e) => [e.subjectId, e.seq]));
    const fixed = new Map<string, LedgerEntry[]>();
    for (const entry of entries.filter((e) => e.action !== 'attempt.started'))
      fixed.set(entry.subjectId, [...(fixed.get(entry.subjectId) ?? []), entry]);
    const faults: RowFault[] = [];
    const seen = new Set<string>();
    for (const attempt of await this.repository.findAll()) {
      seen.add(attempt.id);
      const ends = fixed.get(attempt.id) ?? [];
      const seq = ends.at(-1)?.seq ?? started.get(attempt.id) ?? null;
      const subject = { seq, subjectType: 'attempt', subjectId: attempt.id };
      if (!started.has(attempt.id)) {
        faults.push({ ...subject, code: 'row/added' });
        continue;
      }
      const steps = await this.repository.findSteps(attempt.id);
      const length = ends.at(-1)?.facts['steps'] ?? steps.length;
      const sound =
        isFoldOf(attempt, steps) &&
        length === steps.length &&
        ends.every((e) => stepsDigest(steps.slice(0, Number(e.facts['steps']))) === e.facts['digest']) &&
        (ends.length > 0 || attempt.state === 'running');
      if (!sound) faults.push({ ...subject, code: 'row/changed' });
    }
    for (const [subjectId, seq] of started)
      if (!seen.has(subjectId)) faults.push({ seq, subjectType: 'attempt', subjectId, code: 'row/missing' });
    return faults;
  }
}
