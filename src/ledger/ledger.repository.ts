import { Injectable } from '@nestjs/common';
import { GENESIS_HASH, type Head, type LedgerEntry, type StoredEntry } from '../core/ledger/chain.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import { insertRows, readRow, updateRow } from '../database/rows.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { LedgerAction } from './actions.js';
import { LedgerDetail, LedgerEntryRow, LedgerHead } from './entities/ledger-entry.entity.js';

const PAGE = 500;

@Injectable()
export class LedgerRepository {
  constructor(private readonly uow: UnitOfWork) {}

  /** The end of the chain with the instant of its last entry, locked until the transaction ends. */
  async lockHead(): Promise<{ head: Head; at: string | null }> {
    const m = this.uow.writing;
    const lock = this.uow.engine === 'postgres' ? 'FOR UPDATE' : '';
    const row = await readRow(m, LedgerHead, `WHERE id = ? ${lock}`, [1]);
    if (row === null) throw new Error('ledger: the head row is missing');
    const last = row.seq === 0 ? null : await readRow(m, LedgerEntryRow, 'WHERE seq = ?', [row.seq]);
    return { head: { seq: row.seq, hash: row.hash }, at: last?.at ?? null };
  }

  async append(
    entries: readonly { entry: LedgerEntry; hash: string; detail: { salt: string; text: string } | null }[],
  ): Promise<void> {
    const m = this.uow.writing;
    const rows = entries.map(({ entry, hash }) => ({ ...entry, facts: canonicalJson(entry.facts), hash }));
    await insertRows(m, LedgerEntryRow, rows);
    const details = entries.flatMap(({ entry, detail }) => (detail === null ? [] : [{ seq: entry.seq, ...detail }]));
    await insertRows(m, LedgerDetail, details);
    const last = entries.at(-1);
    if (last !== undefined) await updateRow(m, LedgerHead, 1, { seq: last.entry.seq, hash: last.hash });
  }

  async findHead(): Promise<Head> {
    const row = await this.uow.manager.findOneBy(LedgerHead, { id: 1 });
    return row === null ? { seq: 0, hash: GENESIS_HASH } : { seq: row.seq, hash: row.hash };
  }

  async findHashAt(seq: number): Promise<string | null> {
    const row = await this.uow.manager.findOneBy(LedgerEntryRow, { seq });
    return row?.hash ?? null;
  }

  /** Where the chain holds the last act of a kind on a subject, or null. */
  async findSeqOf(action: LedgerAction, subjectId: string): Promise<number | null> {
    const [row] = await this.uow.manager.find(LedgerEntryRow, {
      where: { action, subjectId },
      order: { seq: 'DESC' },
      take: 1,
    });
    return row?.seq ?? null;
  }

  /** All entries in order, page by page, as the chain verifies them. */
  async *all(): AsyncGenerator<StoredEntry[]> {
    for (let from = 0; ;) {
      const rows = await this.uow.manager
        .createQueryBuilder(LedgerEntryRow, 'e')
        .where('e.seq > :from', { from })
        .orderBy('e.seq')
        .limit(PAGE)
        .getMany();
      const last = rows.at(-1);
      if (last === undefined) return;
      yield await this.withDetails(rows);
      from = last.seq;
    }
  }

  /** The newest entries of one owner (and of the system). */
  async findPage(ownerId: string, page: number, size: number): Promise<{ rows: StoredEntry[]; total: number }> {
    const [rows, total] = await this.uow.manager
      .createQueryBuilder(LedgerEntryRow, 'e')
      .where('e.ownerId = :ownerId', { ownerId })
      .orderBy('e.seq', 'DESC')
      .skip((page - 1) * size)
      .take(size)
      .getManyAndCount();
    return { rows: await this.withDetails(rows), total };
  }

  private async withDetails(rows: readonly LedgerEntryRow[]): Promise<StoredEntry[]> {
    const seqs = rows.filter((r) => r.detailHash !== null).map((r) => r.seq);
    const details =
      seqs.length === 0
        ? []
        : await this.uow.manager.createQueryBuilder(LedgerDetail, 'd').where('d.seq IN (:...seqs)', { seqs }).getMany();
    const of = new Map(details.map((d) => [d.seq, { salt: d.salt, text: d.text }]));
    return rows.map((row) => ({ entry: toEntry(row), hash: row.hash, detail: of.get(row.seq) ?? null }));
  }
}

function toEntry(row: LedgerEntryRow): LedgerEntry {
  const { v, seq, at, actorId, role, ownerId, action, subjectType, subjectId, detailHash, prevHash } = row;
  const facts = readFacts(row.facts);
  return { v: v as 1, seq, at, actorId, role, ownerId, action, subjectType, subjectId, facts, detailHash, prevHash };
}

/** Facts that are no JSON any more are what somebody made of them: the entry's hash then says so. */
function readFacts(text: string): LedgerEntry['facts'] {
  try {
    return JSON.parse(text) as LedgerEntry['facts'];
  } catch {
    return { unreadable: text };
  }
}
