import { Injectable } from '@nestjs/common';
import { BatchService, type BatchView } from '../batch/batch.service.js';
import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { AppError } from '../common/app-error.js';
import { localDate } from '../i18n/translator.js';
import { AppConfig } from '../config/app-config.js';
import { shortHead } from '../core/ledger/chain.js';
import { publicationRules, type RuleSet } from '../core/scoring/rule-set.js';
import { newestBy } from '../core/shared/newest.js';
import { phraseSortKey } from '../core/text/vietnamese.js';
import type { Addendum, ResultRow } from '../council/entities/result.entity.js';
import { LockedResultsService } from '../council/locked-results.service.js';
import type { MeetingView } from '../council/meeting-view.js';
import { MeetingService } from '../council/meeting.service.js';
import { ResultLockService } from '../council/result-lock.service.js';
import type { Violation } from '../invigilation/entities/violation.entity.js';
import { ViolationService } from '../invigilation/violation.service.js';
import { LedgerReader } from '../ledger/ledger-reader.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import type { Frame } from './forms/frame.js';
import { byUnit, type ListedResult } from './forms/listed-results.js';
import type { SlipFacts } from './forms/result-slip.js';
import { PaperNumbers } from './paper-numbers.service.js';
import { HEADS } from './texts.js';

export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly people: number;
}

/** All that papers of one batch are made of. Of results only what is locked. */
export interface PaperSource {
  readonly view: BatchView;
  readonly frame: Omit<Frame, 'number'>;
  /** Null while the roster is open. */
  readonly rules: RuleSet | null;
  /** With a number, in order of the roster. */
  readonly entries: readonly BatchEntry[];
  /** Whose people are on the list, in Vietnamese order. */
  readonly units: readonly Unit[];
  readonly results: readonly ResultRow[];
  readonly addenda: readonly Addendum[];
  /** The newest meeting: the one on whose minutes a lock rests. */
  readonly meeting: MeetingView | null;
  /** Closed ones before it, which could not conclude; the oldest first. */
  readonly earlierMeetings: readonly MeetingView[];
  readonly violations: readonly Violation[];
  /** By subject. */
  readonly numbers: ReadonlyMap<string, number>;
}

@Injectable()
export class PaperSources {
  constructor(
    private readonly batches: BatchService,
    private readonly organization: OrganizationService,
    private readonly locked: LockedResultsService,
    private readonly locks: ResultLockService,
    private readonly meetings: MeetingService,
    private readonly violations: ViolationService,
    private readonly numbers: PaperNumbers,
    private readonly reader: LedgerReader,
    private readonly config: AppConfig,
  ) {}

  async ofBatch(ownerId: string, batchId: string): Promise<PaperSource> {
    const view = await this.batches.getView(ownerId, batchId);
    const [owner, council, entries, results, addenda, meetings, violations, numbers] = await Promise.all([
      this.organization.getNode(ownerId),
      this.meetings.findCouncil(view.batch),
      this.batches.findEntries(batchId),
      this.locked.findAll(batchId),
      this.locks.findAddenda(batchId),
      this.meetings.findMeetings(batchId),
      this.violations.findOfBatch(batchId),
      this.numbers.findNumbers(batchId),
    ]);
    const upper = owner.parentId === null ? null : await this.organization.getNode(owner.parentId);
    const numbered = entries.filter((e) => e.candidateNo !== null);
    return {
      view,
      frame: {
        batch: view.batch,
        ownerName: owner.name,
        upperName: upper?.name ?? null,
        council: council === null ? null : { title: council.council.title, members: council.members },
        isSample: this.config.DEMO,
      },
      rules: view.batch.rules,
      entries: numbered,
      units: unitsOf(numbered),
      results,
      addenda,
      meeting: meetings[0] ?? null,
      earlierMeetings: meetings.slice(1).reverse(),
      violations,
      numbers,
    };
  }

  /** Heads of the ledger at the lock and at these addenda, for the foot of papers; null where none is on the chain. */
  async resultHeads(batchId: string, addenda: readonly Addendum[]): Promise<string | null> {
    const lock = await this.reader.findHeadOf('results.locked', batchId);
    const later = await Promise.all(addenda.map((a) => this.reader.findHeadOf('addendum.closed', a.id)));
    return headsText([
      [HEADS.lock, lock === null ? null : shortHead(lock)],
      ...addenda.map((a, i): HeadLine => {
        const head = later[i] ?? null;
        return [`${HEADS.addendum} số ${a.number}`, head === null ? null : shortHead(head)];
      }),
    ]);
  }

  /**
   * What slips tell, by unit and given name: of each person no more than the plan lets them see.
   * @throws AppError papers/person-sees-nothing
   */
  async slips(source: PaperSource, rules: RuleSet): Promise<SlipSheet> {
    const visibility = publicationRules(rules).person;
    if (visibility === 'none') throw new AppError('papers/person-sees-nothing');
    const { id, publishedAt } = source.view.batch;
    const addenda = closedAddenda(source);
    const footerNote = await this.resultHeads(id, addenda);
    const date = publishedAt === null ? null : localDate(publishedAt);
    return {
      rows: byUnit(resultsAfter(source, addenda.at(-1)?.number ?? 0)),
      facts: { rules, visibility, date, footerNote },
    };
  }

  /** Where the chain stood when secretary and chair confirmed, and at the lock: a tail cut off later is found by them. */
  async minutesHeads(batchId: string, { meeting }: MeetingView): Promise<string | null> {
    const lock = await this.reader.findHeadOf('results.locked', batchId);
    return headsText([
      [HEADS.secretary, meeting.secretaryHead],
      [HEADS.chair, meeting.chairHead],
      [HEADS.lock, lock === null ? null : shortHead(lock)],
    ]);
  }
}

/** Slips of these people, and what all of them have in common. */
export interface SlipSheet {
  readonly rows: readonly ListedResult[];
  readonly facts: Omit<SlipFacts, 'row'>;
}

type HeadLine = readonly [label: string, head: string | null];

function headsText(heads: readonly HeadLine[]): string | null {
  const known = heads.flatMap(([label, head]) => (head === null ? [] : [`${label} ${head}`]));
  return known.length === 0 ? null : `${HEADS.prefix} ${known.join(', ')}`;
}

function unitsOf(entries: readonly BatchEntry[]): Unit[] {
  const units = new Map<string, Unit>();
  for (const { unitId, unitName } of entries) {
    const known = units.get(unitId);
    units.set(unitId, { id: unitId, name: known?.name ?? unitName, people: (known?.people ?? 0) + 1 });
  }
  const keyed = [...units.values()].map((unit) => ({ unit, key: `${phraseSortKey(unit.name)}\u0000${unit.id}` }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ unit }) => unit);
}

export const closedAddenda = ({ addenda }: Pick<PaperSource, 'addenda'>): readonly Addendum[] =>
  addenda.filter((a) => a.closedAt !== null);

/** The results in force after the first `n` addenda; 0: as the lock fixed them. */
export function resultsAfter(source: PaperSource, n: number): ListedResult[] {
  const numberOf = new Map(source.addenda.map((a) => [a.id, a.number]));
  const until = source.results.filter((r) => r.addendumId === null || (numberOf.get(r.addendumId) ?? Infinity) <= n);
  const newest = newestBy(until, (r) => r.entryId);
  return source.entries.flatMap((entry) => {
    const row = newest.get(entry.id);
    if (row === undefined) return [];
    return [
      {
        entry,
        outcome: row.outcome,
        addendumNo: row.addendumId === null ? null : (numberOf.get(row.addendumId) ?? null),
      },
    ];
  });
}
