import type { BatchView } from '../batch/batch.service.js';
import { mayAct, type Role, type StaffAct } from '../core/access/access-matrix.js';
import { type ComponentOutcome, type Outcome } from '../core/scoring/outcome.js';
import { oralRules, type RuleSet, settlerOf } from '../core/scoring/rule-set.js';
import type { SeatedPanel } from '../oral/oral.service.js';
import type { JoinedQuestion } from '../rating/joined-marks.service.js';
import type { OutcomeRow } from './outcome-rows.js';

export const MISSING_CODES = [
  'attendance',
  'notStarted',
  'running',
  'scoring',
  'essays',
  'panel',
  'oral',
  'sheets',
  'apart',
  'late',
] as const;
export type MissingCode = (typeof MISSING_CODES)[number];

/** What keeps outcomes from being complete: how many, whose work it is, where it is done, and whom it concerns. */
export interface MissingWork {
  readonly code: MissingCode;
  readonly n: number;
  readonly who: Role;
  readonly href: string;
  /** At most ten. */
  readonly names: readonly string[];
}

/** What the page of a job asks for. */
const JOB_ACTS: Readonly<Record<MissingCode, StaffAct>> = {
  attendance: 'sitting.watch',
  notStarted: 'sitting.watch',
  running: 'sitting.watch',
  scoring: 'result.view',
  essays: 'panel.manage',
  panel: 'panel.view',
  oral: 'panel.view',
  sheets: 'panel.view',
  apart: 'mark.settle',
  late: 'result.view',
};

/** Whether the page of a job opens to the person: nobody is sent to a closed door. */
export const mayDo = (roles: readonly Role[], job: Pick<MissingWork, 'code'>): boolean =>
  mayAct(roles, JOB_ACTS[job.code]);

/** Locked sheets by question id: numbers of raters, never their marks. */
export type SheetProgress = ReadonlyMap<string, { readonly lockedRaterIds: readonly string[] }>;

const MAX_NAMES = 10;

interface Gap {
  readonly code: MissingCode;
  readonly row: OutcomeRow;
  readonly names: readonly string[];
}

/** What is missing, in the order of the road; a question that lacks a mark counts its person once. */
export function missingWork(
  view: BatchView,
  rules: RuleSet,
  rows: readonly OutcomeRow[],
  panels: readonly SeatedPanel[],
  progress: SheetProgress,
): MissingWork[] {
  const open = rows.filter((r) => r.outcome.status === 'pending');
  const late = rows.filter((r) => r.hasOpenLate);
  const gaps = [
    ...open.flatMap((row) => gapsOf(row, panels, progress)),
    ...late.map((row): Gap => ({ code: 'late', row, names: [nameOf(row)] })),
  ];
  return MISSING_CODES.flatMap((code): MissingWork[] => {
    const own = gaps.filter((g) => g.code === code);
    const [first] = own;
    if (first === undefined) return [];
    const names = [...new Set(own.flatMap((g) => g.names))].slice(0, MAX_NAMES);
    const n = new Set(own.map((g) => g.row.entry.id)).size;
    return [{ code, n, names, who: roleOf(code, rules), href: hrefOf(code, view.batch.id, first.row) }];
  });
}

function roleOf(code: MissingCode, rules: RuleSet): Role {
  switch (code) {
    case 'attendance':
    case 'notStarted':
    case 'running':
      return 'invigilator';
    case 'scoring':
    case 'panel':
      return 'secretary';
    case 'essays':
    case 'oral':
    case 'sheets':
      return 'examiner';
    case 'apart':
      return settlerOf(oralRules(rules));
    case 'late':
      return 'chair';
  }
}

function hrefOf(code: MissingCode, batchId: string, row: OutcomeRow): string {
  switch (code) {
    case 'attendance':
    case 'notStarted':
    case 'running':
      return `/invigilation/${row.entry.sittingId ?? ''}`;
    case 'scoring':
      return `/marking/${batchId}`;
    case 'essays':
      return `/marking/essays/${batchId}/raters`;
    case 'panel':
    case 'oral':
    case 'sheets':
      return `/oral/${batchId}`;
    case 'apart':
      return `/oral/settle/${batchId}`;
    case 'late':
      return `/marking/${batchId}/late`;
  }
}

const nameOf = ({ entry }: OutcomeRow): string => `${entry.candidateNo ?? ''} ${entry.fullName}`;

function gapsOf(row: OutcomeRow, panels: readonly SeatedPanel[], progress: SheetProgress): Gap[] {
  const gap = (code: MissingCode, names: readonly string[] = [nameOf(row)]): Gap => ({ code, row, names });
  if (row.entry.attendance === null) return [gap('attendance')];
  const part = (kind: string): ComponentOutcome | undefined => lacking(row.outcome, kind);
  return [
    ...(part('written') === undefined ? [] : writtenGaps(row, gap)),
    ...(part('oral') === undefined ? [] : oralGaps(row, panels, progress, gap)),
  ];
}

const lacking = (outcome: Outcome, kind: string): ComponentOutcome | undefined =>
  outcome.components.find((c) => c.kind === kind && c.points === null);

function writtenGaps(row: OutcomeRow, gap: (code: MissingCode) => Gap): Gap[] {
  if (row.attempt === null) return [gap('notStarted')];
  if (row.attempt.state === 'running') return [gap('running')];
  const marks = row.essays.map((e) => e.mark.state);
  if (marks.includes('waiting')) return [gap('essays'), ...(marks.includes('apart') ? [gap('apart')] : [])];
  return [gap(marks.includes('apart') ? 'apart' : row.waitsForEssays ? 'essays' : 'scoring')];
}

function oralGaps(
  row: OutcomeRow,
  panels: readonly SeatedPanel[],
  progress: SheetProgress,
  gap: (code: MissingCode, names?: readonly string[]) => Gap,
): Gap[] {
  const session = row.oral?.session ?? null;
  if (session === null) return [gap('panel')];
  const seated = panels.find((p) => p.panel.id === session.panelId);
  const questions = row.oral?.questions ?? [];
  const apart = questions.some((q) => q.mark.state === 'apart') ? [gap('apart')] : [];
  if (session.finishedAt === null) return [gap('oral'), ...apart];
  const waiting = questions.filter((q) => q.mark.state === 'waiting');
  if (waiting.length === 0) return apart.length > 0 ? apart : [gap('oral')];
  const late = waiting.flatMap((q) => lateRaters(q, seated, progress));
  return [gap('sheets', late.length > 0 ? late : [nameOf(row)]), ...apart];
}

/** Who of the panel has not locked: their names, and nothing of their marks. */
function lateRaters(q: JoinedQuestion, seated: SeatedPanel | undefined, progress: SheetProgress): string[] {
  const locked = progress.get(q.question.id)?.lockedRaterIds ?? [];
  return (seated?.members ?? []).filter((m) => !locked.includes(m.userId)).map((m) => m.fullName);
}
