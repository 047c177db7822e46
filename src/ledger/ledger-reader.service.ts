import { Injectable } from '@nestjs/common';
import type { Head, LedgerEntry } from '../core/ledger/chain.js';
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
}
