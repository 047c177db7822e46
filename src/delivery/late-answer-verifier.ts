import { Injectable } from '@nestjs/common';
import { lateDigest } from '../core/attempt/late-answers.js';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { compareDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import { decisionDigest, toLateAnswer } from './late-digests.js';
import { LateAnswerRepository } from './late-answer.repository.js';

/** Late answers and the decisions about them against the ledger; the steps that a decision made are the attempt's. */
@Injectable()
export class LateAnswerVerifier {
  constructor(
    private readonly repository: LateAnswerRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['lateAnswers.setAside'], (entries) => this.verifyAnswers(entries));
    verifier.register(['lateAnswers.decided'], (entries) => this.verifyDecisions(entries));
  }

  private async verifyAnswers(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const rows = await this.repository.findAllAnswers();
    const faults: RowFault[] = [];
    const covered = new Set<object>();
    for (const { seq, subjectId, facts } of entries) {
      const { from, to, digest } = facts;
      const own = rows.filter((r) => r.attemptId === subjectId && r.no >= Number(from) && r.no <= Number(to));
      for (const row of own) covered.add(row);
      const code = own.length < Number(to) - Number(from) + 1 ? 'row/missing' : 'row/changed';
      if (lateDigest(own.map(toLateAnswer)) !== digest)
        faults.push({ seq, subjectType: 'lateAnswer', subjectId, code });
    }
    const added = new Set(rows.filter((r) => !covered.has(r)).map((r) => r.attemptId));
    for (const subjectId of added) faults.push({ seq: null, subjectType: 'lateAnswer', subjectId, code: 'row/added' });
    return faults;
  }

  private async verifyDecisions(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const key = (attemptId: string, toNo: number): string => `${attemptId} ${toNo}`;
    const fixed = new Map(
      entries.map(({ subjectId, seq, facts }) => {
        const { toNo, decision } = facts;
        return [key(subjectId, Number(toNo)), { seq, digest: typeof decision === 'string' ? decision : '' }];
      }),
    );
    const rows = await this.repository.findAllDecisions();
    const actual = new Map(rows.map((r) => [key(r.attemptId, r.toNo), decisionDigest(r)]));
    return compareDigests('lateDecision', fixed, actual);
  }
}
