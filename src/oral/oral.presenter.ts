import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import { plainMarks } from '../core/rubric/mark-log.js';
import { marksTotal, missingCriteria } from '../core/rubric/rubric.js';
import { needsWaiver, phaseDueAt, type SessionPhase, sessionPhase } from '../core/oral/session.js';
import type { OralRules } from '../core/scoring/rule-set.js';
import type { Points } from '../core/shared/points.js';
import { type Lang, translate } from '../i18n/translator.js';
import type { MarkSheet, RatedQuestion } from '../rating/entities/rating.entity.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { OralPanelMember, OralSession } from './entities/oral.entity.js';
import { markField, noteField } from './mark-form.js';
import type { Examination, SeatedPanel } from './oral.service.js';
import type { OwnSheet } from './sheet.service.js';

/** Marks go by halves: 650 as '6,5'. */
export const markText = (points: Points, lang: Lang): string => {
  const [whole, half] = [Math.floor(points / 100), points % 100];
  const digits = half % 10 === 0 ? String(half / 10) : String(half).padStart(2, '0');
  return `${whole}${lang === 'vi' ? ',' : '.'}${digits}`;
};

/** The most a criterion gives: a whole number mostly. */
const maxText = (points: Points, lang: Lang): string =>
  points % 100 === 0 ? String(points / 100) : markText(points, lang);

const sumText = (points: Points | null, lang: Lang): string => (points === null ? '' : markText(points, lang));

export interface LineView {
  readonly id: string;
  readonly candidateNo: string;
  readonly fullName: string;
  readonly unitName: string;
  readonly place: number;
  readonly phase: SessionPhase;
  readonly sameUnit: boolean;
  readonly needsWaiver: boolean;
  readonly waiverReason: string | null;
  readonly missedReason: string | null;
  readonly movable: boolean;
}

export interface PanelView {
  readonly id: string;
  readonly position: number;
  readonly line: readonly LineView[];
  readonly [more: string]: unknown;
}

export function panelView(
  { panel, members, past }: SeatedPanel,
  sessions: readonly OralSession[],
  entryOf: ReadonlyMap<string, BatchEntry>,
  rules: OralRules,
): PanelView {
  const line = sessions
    .filter((s) => s.panelId === panel.id)
    .map((s) => lineView(s, members, entryOf.get(s.entryId)))
    .flatMap((l) => (l === null ? [] : [l]));
  const count = (...phases: SessionPhase[]): number => line.filter((l) => phases.includes(l.phase)).length;
  const seats = Array.from({ length: rules.raters }, (_, i) => ({
    no: i + 1,
    member: members.find((m) => m.seat === i + 1) ?? null,
  }));
  return {
    id: panel.id,
    position: panel.position,
    room: panel.room,
    isIdle: members.length === 0,
    seats,
    past,
    line,
    isShort: members.length < rules.raters,
    counts: {
      all: line.length,
      waiting: count('waiting'),
      now: count('drawn', 'thinking', 'answering'),
      finished: count('finished'),
      missed: count('missed'),
    },
    clashes: line.filter((l) => l.needsWaiver).length,
  };
}

export function lineView(
  session: OralSession,
  members: readonly OralPanelMember[],
  entry: BatchEntry | undefined,
): LineView | null {
  if (entry?.candidateNo == null) return null;
  const phase = sessionPhase(session);
  return {
    id: session.id,
    candidateNo: entry.candidateNo,
    fullName: entry.fullName,
    unitName: entry.unitName,
    place: session.position,
    phase,
    sameUnit: members.some((m) => m.unitId === entry.unitId),
    needsWaiver: needsWaiver(entry.unitId, session.waivedAt, members),
    waiverReason: session.waiverReason,
    missedReason: session.missedReason,
    movable: phase === 'waiting',
  };
}

/** What both examiners' tablets show of the clocks. Instants of the server, and whose they are. */
export function clockView(
  { session, rules }: Pick<Examination, 'session' | 'rules'>,
  now: Date,
): {
  phase: SessionPhase;
  dueAt: number | null;
  isOver: boolean;
} {
  const dueAt = phaseDueAt(session, rules);
  return {
    phase: sessionPhase(session),
    dueAt: dueAt?.getTime() ?? null,
    isOver: dueAt !== null && dueAt.getTime() < now.getTime(),
  };
}

/** The examiner's own mark sheets as the tablet shows them. */
export function sheetViews(
  own: readonly OwnSheet[],
  typed: Readonly<Record<string, string>>,
  errors: Readonly<Record<string, string>>,
  lang: Lang,
): SheetView[] {
  const views = own.map(({ question, sheet, isMine }) => questionView(question, sheet, isMine, typed, errors, lang));
  const tabs = views.map(({ no, total, isComplete }) => ({ no, total, isComplete }));
  return views.map((view) => ({ ...view, tabs: tabs.map((tab) => ({ ...tab, isHere: tab.no === view.no })) }));
}

export interface SheetView {
  readonly no: number;
  readonly total: string;
  readonly totalPoints: Points;
  readonly max: string;
  readonly maxPoints: Points;
  readonly isComplete: boolean;
  readonly isLocked: boolean;
  readonly isMine: boolean;
  readonly criteria: readonly { readonly place: number; readonly points: Points | null }[];
  readonly [more: string]: unknown;
}

function questionView(
  question: RatedQuestion,
  sheet: MarkSheet | null,
  isMine: boolean,
  typed: Readonly<Record<string, string>>,
  errors: Readonly<Record<string, string>>,
  lang: Lang,
): SheetView {
  const { no, rubric } = question;
  const marks = plainMarks(sheet?.marks ?? {});
  const totalPoints = marksTotal(rubric, marks);
  const isLocked = sheet !== null && sheet.lockedAt !== null;
  return {
    id: question.id,
    no,
    stem: question.stem,
    ticketNo: question.ticketNo,
    drawnAt: question.at,
    ideas: rubric.ideas,
    isMine,
    isLocked,
    lockedAt: sheet?.lockedAt ?? null,
    version: sheet?.version ?? 1,
    reason: sheet?.reason ?? null,
    isComplete: missingCriteria(rubric, marks).length === 0,
    totalPoints,
    total: markText(totalPoints, lang),
    maxPoints: question.points,
    max: maxText(question.points, lang),
    noteField: noteField(no),
    note: typed[noteField(no)] ?? sheet?.note?.text ?? '',
    criteria: rubric.criteria.map((c, i) => {
      const points = marks[c.id];
      const field = markField(no, c.id);
      return {
        id: c.id,
        field,
        place: i + 1,
        title: c.title,
        guide: c.guide,
        maxPoints: c.points,
        max: maxText(c.points, lang),
        points: points ?? null,
        text: points === undefined ? '' : markText(points, lang),
        value: typed[field] ?? (points === undefined ? '' : markText(points, lang)),
        error: errors[field] ?? null,
      };
    }),
  };
}

/** Both raters' totals beside each other, once all have locked. */
export function joinedView(j: JoinedQuestion, tolerance: Points, lang: Lang): object {
  const { mark, question, settlement } = j;
  const isOpen = mark.state === 'waiting';
  return {
    id: question.id,
    no: question.no,
    stem: question.stem,
    state: mark.state,
    max: maxText(question.points, lang),
    raters: j.sheets.map((s) => ({
      name: s.raterName,
      seat: s.seat,
      total: sumText(s.total, lang),
      note: s.note?.text ?? '',
      version: s.version,
      reason: s.reason,
      // Not by the version: who left the panel and came back marks a second sheet for the first time.
      isRevised: s.reason !== null,
    })),
    criteria: question.rubric.criteria.map((c, i) => ({
      place: i + 1,
      title: c.title,
      max: maxText(c.points, lang),
      marks: j.sheets.map((s) => sumText(s.marks[c.id]?.points ?? null, lang)),
    })),
    spread: isOpen ? '' : markText(mark.spread, lang),
    tolerance: markText(tolerance, lang),
    isNear: !isOpen && mark.spread <= tolerance,
    worth: mark.state === 'mean' || mark.state === 'settled' ? markText(mark.points, lang) : '',
    isRevised: j.sheets.some((s) => s.reason !== null),
    settlement,
    settledPoints: settlement === null ? '' : markText(settlement.points, lang),
    stateText: translate(lang, `oral.joined.${mark.state}`),
  };
}

/** The first criterion that is not judged yet: its question and its place. */
export function firstMissing(sheets: readonly SheetView[]): { no: number; place: number } | null {
  for (const { no, criteria } of sheets) {
    const open = criteria.find((c) => c.points === null);
    if (open !== undefined) return { no, place: open.place };
  }
  return null;
}
