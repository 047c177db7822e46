import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/app-error.js';
import { publicationRules, type RuleSet, writtenRules } from '../core/scoring/rule-set.js';
import { sha256Hex } from '../core/shared/digest.js';
import { TimingService } from '../delivery/timing.service.js';
import type { Outage } from '../delivery/entities/attempt.entity.js';
import type { Sitting } from '../batch/entities/batch.entity.js';
import { DocumentMaker } from '../documents/document-maker.js';
import type { NamedPaper } from '../documents/documents.worker.js';
import type { PaperSpec } from '../documents/docx/paper.js';
import { localDate } from '../i18n/translator.js';
import { BoardService } from '../invigilation/board.service.js';
import { addendumPaper, type ChangedResult } from './forms/addendum-paper.js';
import { attendanceList } from './forms/attendance-list.js';
import { councilMinutes, type MinutesFacts } from './forms/council-minutes.js';
import type { Frame } from './forms/frame.js';
import { type ResultFacts, resultList, resultSheet } from './forms/result-list.js';
import { sittingMinutes } from './forms/sitting-minutes.js';
import { resultSlip } from './forms/result-slip.js';
import { unitNotice } from './forms/unit-notice.js';
import { violationMinutes } from './forms/violation-minutes.js';
import { fileNameOf } from './file-name.js';
import { allSubjects, isPaperOf, obstacleOf, type PaperObstacle } from './paper-state.js';
import {
  closedAddenda,
  type PaperSource,
  PaperSources,
  resultsAfter,
  type SlipSheet,
  type Unit,
} from './paper-source.service.js';
import { numberedAs, parseSubject, type Subject, subjectText } from './subject.js';

export interface MadePaper {
  readonly fileName: string;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes: the same facts give the same paper. */
  readonly digest: string;
}

export interface ListedPaper {
  readonly subject: Subject;
  /** Null: it can be made. */
  readonly obstacle: PaperObstacle | null;
  readonly number: number | null;
}

/** The official papers of a batch. */
@Injectable()
export class PapersService {
  constructor(
    private readonly sources: PaperSources,
    private readonly boards: BoardService,
    private readonly timing: TimingService,
    private readonly documents: DocumentMaker,
  ) {}

  /** Every paper that the batch has or will have, in the order of the road. */
  async list(ownerId: string, batchId: string): Promise<{ source: PaperSource; papers: ListedPaper[] }> {
    const source = await this.sources.ofBatch(ownerId, batchId);
    const papers = allSubjects(source).map((subject) => ({
      subject,
      obstacle: obstacleOf(source, subject),
      number: numberOf(source, subject),
    }));
    return { source, papers };
  }

  /** @throws AppError common/not-found, papers/not-locked ... */
  async make(ownerId: string, batchId: string, text: string): Promise<MadePaper> {
    const subject = parseSubject(text);
    const source = await this.sources.ofBatch(ownerId, batchId);
    if (subject === null || !isPaperOf(source, subject)) throw new AppError('common/not-found');
    const obstacle = obstacleOf(source, subject);
    if (obstacle !== null) throw new AppError(obstacle);
    const bytes = await this.bytesOf(ownerId, source, found(source.rules), subject);
    return { fileName: fileNameOf(source, subject), bytes, digest: sha256Hex(bytes) };
  }

  private async bytesOf(ownerId: string, source: PaperSource, rules: RuleSet, subject: Subject): Promise<Buffer> {
    const frame: Frame = { ...source.frame, number: numberOf(source, subject) };
    switch (subject.kind) {
      case 'resultList':
        return this.documents.paper(resultList(frame, await this.resultFacts(source, rules)));
      case 'resultSheet':
        return this.documents.workbook([resultSheet(frame, await this.resultFacts(source, rules))]);
      case 'councilMinutes':
        return this.documents.paper(councilMinutes(frame, await this.minutesFacts(source, rules)));
      case 'earlierMinutes':
        return this.documents.paper(earlierMinutes(frame, source, subject.id));
      case 'addendum':
        return this.documents.paper(await this.addendum(frame, source, rules, subject.id));
      case 'notice':
        return this.documents.paper(
          noticeOf(frame, source, rules, found(source.units.find((u) => u.id === subject.id))),
        );
      case 'notices':
        return this.documents.paperZip(allNotices(source, rules));
      case 'sittingMinutes':
        return this.documents.paper(await this.sittingMinutes(ownerId, frame, source, rules, subject.id ?? ''));
      case 'attendanceList':
        return this.documents.paper(attendanceOf(frame, source, subject.id));
      case 'violationMinutes':
        return this.documents.paper(violationOf(frame, source, subject.id));
      case 'slip':
        return this.documents.paper(slipOf(await this.sources.slips(source, rules), frame, subject.id));
    }
  }

  private async resultFacts(source: PaperSource, rules: RuleSet): Promise<ResultFacts> {
    const { batch } = source.view;
    const addenda = closedAddenda(source);
    const last = addenda.at(-1);
    return {
      rules,
      rows: resultsAfter(source, last?.number ?? 0),
      date: localDate(last?.closedAt ?? found(batch.resultsLockedAt)),
      footerNote: await this.sources.resultHeads(batch.id, addenda),
    };
  }

  private async minutesFacts(source: PaperSource, rules: RuleSet): Promise<MinutesFacts> {
    const view = found(source.meeting);
    return {
      view,
      results: { rules, rows: resultsAfter(source, 0) },
      footerNote: await this.sources.minutesHeads(source.view.batch.id, view),
    };
  }

  private async addendum(frame: Frame, source: PaperSource, rules: RuleSet, id: string | null): Promise<PaperSpec> {
    const addendum = found(source.addenda.find((a) => a.id === id));
    const { number, reason } = addendum;
    const rows = resultsAfter(source, number);
    const before = new Map(resultsAfter(source, number - 1).map((r) => [r.entry.id, r.outcome]));
    const changes = rows.flatMap((r): ChangedResult[] =>
      r.addendumNo === number ? [{ entry: r.entry, before: before.get(r.entry.id) ?? null, after: r.outcome }] : [],
    );
    return addendumPaper(frame, {
      number,
      reason,
      lockedAt: found(source.view.batch.resultsLockedAt),
      closedAt: found(addendum.closedAt),
      changes,
      rows,
      rules,
      footerNote: await this.sources.resultHeads(source.view.batch.id, [addendum]),
    });
  }

  private async sittingMinutes(
    ownerId: string,
    frame: Frame,
    source: PaperSource,
    rules: RuleSet,
    id: string,
  ): Promise<PaperSpec> {
    const { sitting, seats, grants, incidents } = await this.boards.board(ownerId, id);
    const own = new Set(seats.map((s) => s.entry.id));
    const kind = writtenRules(rules) === null ? 'oral' : 'written';
    return sittingMinutes(frame, {
      sitting: { ...sitting, startedAt: found(sitting.startedAt) },
      rules,
      seats,
      grants,
      incidents,
      // What happened at an oral panel is not of this room.
      violations: source.violations.filter((v) => v.withdrawnAt === null && v.component === kind && own.has(v.entryId)),
      outages: (await this.timing.findOutages()).filter((o) => touches(o, sitting)),
    });
  }
}

const numberOf = ({ numbers }: PaperSource, subject: Subject): number | null => {
  const bearer = numberedAs(subject);
  return bearer === null ? null : (numbers.get(subjectText(bearer)) ?? null);
};

const touches = (outage: Outage, { startedAt, closedAt }: Sitting): boolean =>
  startedAt !== null &&
  (outage.toAt === null || outage.toAt > startedAt) &&
  (closedAt === null || outage.fromAt < closedAt);

function noticeOf(frame: Frame, source: PaperSource, rules: RuleSet, unit: Unit): PaperSpec {
  const visibility = publicationRules(rules).unit;
  if (visibility === 'none') throw new AppError('papers/unit-sees-nothing');
  const { publishedAt } = source.view.batch;
  const all = resultsAfter(source, closedAddenda(source).at(-1)?.number ?? 0);
  return unitNotice(frame, {
    unitName: unit.name,
    rules,
    rows: all.filter((r) => r.entry.unitId === unit.id),
    visibility,
    date: publishedAt === null ? null : localDate(publishedAt),
  });
}

function allNotices(source: PaperSource, rules: RuleSet): NamedPaper[] {
  return source.units.map((unit) => {
    const subject: Subject = { kind: 'notice', id: unit.id };
    const frame = { ...source.frame, number: numberOf(source, subject) };
    return { fileName: fileNameOf(source, subject), paper: noticeOf(frame, source, rules, unit) };
  });
}

/** Of a meeting that adopted nothing: no results, and no head of a lock that did not rest on it. */
function earlierMinutes(frame: Frame, source: PaperSource, id: string | null): PaperSpec {
  const view = found(source.earlierMeetings.find((m) => m.meeting.id === id));
  return councilMinutes(frame, { view, results: null, footerNote: null });
}

function attendanceOf(frame: Frame, source: PaperSource, sittingId: string | null): PaperSpec {
  const sitting = found(source.view.sittings.find((s) => s.id === sittingId));
  return attendanceList(frame, {
    sitting,
    entries: source.entries.filter((e) => e.sittingId === sitting.id),
    rosterClosedAt: found(source.view.batch.rosterClosedAt),
  });
}

const slipOf = ({ rows, facts }: SlipSheet, frame: Frame, entryId: string | null): PaperSpec =>
  resultSlip(frame, { ...facts, row: found(rows.find((r) => r.entry.id === entryId)) });

function violationOf(frame: Frame, source: PaperSource, id: string | null): PaperSpec {
  const violation = found(source.violations.find((v) => v.id === id));
  return violationMinutes(frame, { violation, entry: found(source.entries.find((e) => e.id === violation.entryId)) });
}
