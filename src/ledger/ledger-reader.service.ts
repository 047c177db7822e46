import { Injectable } from '@nestjs/common';
import type { Head, LedgerEntry } from '../core/ledger/chain.js';
import type { LedgerAction } from './actions.js';
import { LedgerRepository } from './ledger.repository.js';

export interface LedgerLine {
  readonly seq: number;
  readonly at: Date;
  readonly action: string;
  readonly role: string;
  readonly detail: string | null;
  readonly facts: LedgerEntry['facts'];
}

@Injectable()
export class LedgerReader {
  constructor(private readonly repository: LedgerRepository) {}

  /** The newest acts of one owner, and where the whole chain ends. */
  async page(ownerId: string, page: number, size: number): Promise<{ rows: LedgerLine[]; total: number; head: Head }> {
    const { rows, total } = await this.repository.findPage(ownerId, page, size);
    const lines = rows.map(({ entry, detail }) => ({
      seq: entry.seq,
      at: new Date(entry.at),
      action: entry.action,
      role: entry.role,
      detail: detail?.text ?? null,
      facts: entry.facts,
    }));
    return { rows: lines, total, head: await this.repository.findHead() };
  }

  /** Whether a head, as short as minutes print it, stands on this chain. */
  async isOnChain(known: Head): Promise<boolean> {
    const hash = await this.repository.findHashAt(known.seq);
    return hash !== null && known.hash.length >= 16 && hash.startsWith(known.hash);
  }

  /** Where the chain stood with the last act of a kind on a subject, or null. */
  async findHeadOf(action: LedgerAction, subjectId: string): Promise<Head | null> {
    const seq = await this.repository.findSeqOf(action, subjectId);
    const hash = seq === null ? null : await this.repository.findHashAt(seq);
    return seq === null || hash === null ? null : { seq, hash };
  }

  /** The number of the last act of a kind on a subject, or null. */
  findSeqOf(action: LedgerAction, subjectId: string): Promise<number | null> {
    return this.repository.findSeqOf(action, subjectId);
  }
}
