import { Injectable } from '@nestjs/common';
import type { LedgerEntry } from '../core/ledger/chain.js';
import { compareDigests, fixedDigests, LedgerVerifier, type RowFault } from '../ledger/ledger-verifier.js';
import type { OralSession } from './entities/oral.entity.js';
import { linesDigest, memberDigest, panelDigest, sessionDigest } from './oral-digests.js';
import { OralRepository } from './oral.repository.js';

/** Panels, who sat at them, the lines before them and the moments of each examination, against the ledger. */
@Injectable()
export class OralVerifier {
  constructor(
    private readonly repository: OralRepository,
    verifier: LedgerVerifier,
  ) {
    verifier.register(['panel.created'], async (entries) => {
      const rows = await this.repository.findAllPanels();
      return compareDigests('oralPanel', fixedDigests(entries), new Map(rows.map((r) => [r.id, panelDigest(r)])));
    });
    verifier.register(['panel.memberJoined', 'panel.memberLeft'], async (entries) => {
      const rows = await this.repository.findAllMembers();
      return compareDigests(
        'oralPanelMember',
        fixedDigests(entries),
        new Map(rows.map((r) => [r.id, memberDigest(r)])),
      );
    });
    verifier.register(['panel.assigned'], (entries) => this.verifyLines(entries));
    verifier.register(['oral.waived', 'oral.finished', 'oral.missed'], (entries) => this.verifySessions(entries));
  }

  private async verifyLines(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const lines = new Map<string, OralSession[]>();
    for (const s of await this.repository.findAllSessions()) lines.set(s.batchId, [...(lines.get(s.batchId) ?? []), s]);
    const actual = new Map([...lines].map(([batchId, sessions]) => [batchId, linesDigest(sessions)]));
    return compareDigests('oralLines', fixedDigests(entries), actual);
  }

  /** What is over must stand as it ended; what is not over may bear no mark of an end that nobody recorded. */
  private async verifySessions(entries: readonly LedgerEntry[]): Promise<RowFault[]> {
    const waived = new Map(
      entries.filter((e) => e.action === 'oral.waived').map((e) => [e.subjectId, e.facts['waivedAt']]),
    );
    const last = new Map(entries.filter((e) => e.action !== 'oral.waived').map((e) => [e.subjectId, e]));
    const faults: RowFault[] = [];
    const rows = new Map((await this.repository.findAllSessions()).map((s) => [s.id, s]));
    for (const session of rows.values()) {
      const entry = last.get(session.id);
      const isOver = entry !== undefined && (entry.action === 'oral.finished' || entry.facts['missed'] !== 'no');
      const isSound = isOver
        ? entry.facts['digest'] === sessionDigest(session)
        : session.finishedAt === null && session.missed === null;
      if (isSound && (session.waivedAt === null || waived.get(session.id) === session.waivedAt.toISOString())) continue;
      faults.push({ seq: entry?.seq ?? null, subjectType: 'oralSession', subjectId: session.id, code: 'row/changed' });
    }
    for (const [subjectId, { seq, facts }] of last)
      if (!rows.has(subjectId) && facts['missed'] !== 'no')
        faults.push({ seq, subjectType: 'oralSession', subjectId, code: 'row/missing' });
    return faults;
  }
}
