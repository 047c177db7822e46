import type { LockObstacle, ResultChange } from '../core/decision/meeting.js';
import { hasPassed, type Outcome, type OutcomeCounts } from '../core/scoring/outcome.js';
import type { RuleSet } from '../core/scoring/rule-set.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { formatDate, formatDayTime, formatNumber, formatPoints, type Lang, translate } from '../i18n/translator.js';
import type { CouncilMember } from '../organization/entities/council.entity.js';
import type { CouncilMeeting } from './entities/meeting.entity.js';
import type { MeetingView } from './meeting-view.js';
import type { SeenResult, UnitBatch } from './publication.service.js';

/** The sentence that matters, in clauses that may break between them. Whoever was present is in one of the later ones. */
export function verdict(c: OutcomeCounts, lang: Lang): string[] {
  const say = (what: string, n: number): string => translate(lang, `council.verdict.${what}`, { n });
  const rare = { incomplete: c.incomplete, suspended: c.suspended, pending: c.pending };
  const clauses = [
    say('present', c.present),
    say('passed', c.passed),
    say('failed', c.bands.fail),
    ...Object.entries(rare).flatMap(([what, n]) => (n === 0 ? [] : [say(what, n)])),
  ];
  return clauses.map((text, i) => (i < clauses.length - 1 ? `${text},` : text));
}

export const obstacleText = (o: LockObstacle, lang: Lang): string =>
  translate(lang, `council.obstacle.${o.code}`, o.params);

/** 'Giỏi', or why there is no band. */
export const outcomeText = (o: Pick<Outcome, 'status' | 'band'>, lang: Lang): string =>
  o.status === 'graded' && o.band !== null ? translate(lang, `band.${o.band}`) : translate(lang, `outcome.${o.status}`);

export const pointsText = (points: number | null, lang: Lang): string =>
  points === null ? '–' : formatPoints(points, lang);

/** A figure of an outcome by its component; a dash where there is none. */
const componentText = (o: Pick<Outcome, 'components'>, kind: 'written' | 'oral', lang: Lang): string =>
  pointsText(o.components.find((c) => c.kind === kind)?.points ?? null, lang);

const hasComponent = (outcomes: readonly Pick<Outcome, 'components'>[], kind: 'written' | 'oral'): boolean =>
  outcomes.some((o) => o.components.some((c) => c.kind === kind));

interface LockedLine {
  readonly entry: {
    readonly fullName: string;
    readonly unitName: string;
    readonly candidateNo: string | null;
    readonly birth: string;
  };
  readonly outcome: Outcome;
  readonly version: number;
}

export const lockedRows = (rows: readonly LockedLine[], lang: Lang): object => ({
  hasWritten: hasComponent(
    rows.map((r) => r.outcome),
    'written',
  ),
  hasOral: hasComponent(
    rows.map((r) => r.outcome),
    'oral',
  ),
  rows: rows.map(({ entry, outcome, version }) => ({
    candidateNo: entry.candidateNo,
    fullName: entry.fullName,
    unitName: entry.unitName,
    written: componentText(outcome, 'written', lang),
    oral: componentText(outcome, 'oral', lang),
    total: pointsText(outcome.total, lang),
    result: outcomeText(outcome, lang),
    passed: hasPassed(outcome),
    failed: outcome.band === 'fail',
    version,
    amended: version > 1,
  })),
});

/** One person's result as much of it as the plan shows. */
export const seenView = (seen: SeenResult, lang: Lang): object => ({
  result: outcomeText(seen, lang),
  passed: seen.passed === true,
  failed: seen.passed === false,
  marks:
    seen.marks === null
      ? null
      : {
          total: pointsText(seen.marks.total, lang),
          max: formatPoints(sumMax(seen.marks.components), lang),
          components: seen.marks.components.map((c) => ({
            name: translate(lang, `component.${c.kind}`),
            points: pointsText(c.points, lang),
            max: formatPoints(c.max, lang),
          })),
        },
});

/** What it takes to pass, as the plan says it to everybody; nothing of the person but where the line stands. */
export function passRule(seen: SeenResult, rules: Pick<RuleSet, 'pass'> | null, lang: Lang): string | null {
  if (seen.marks === null || rules === null) return null;
  const parts = seen.marks.components.filter((c) => c.floor > 0);
  const floors = parts.map((c) =>
    translate(lang, 'council.mine.ruleFloor', {
      part: translate(lang, `component.${c.kind}`).toLowerCase(),
      points: formatNumber(c.floor / 100, lang),
    }),
  );
  return translate(lang, 'council.mine.rule', {
    pass: formatNumber(rules.pass / 100, lang),
    floors: floors.length,
    parts: floors.join(', '),
  });
}

const sumMax = (components: readonly { readonly max: number }[]): number =>
  components.reduce((sum, c) => sum + c.max, 0);

export const unitRows = (batch: UnitBatch, lang: Lang): object => ({
  hasMarks: batch.visibility === 'marks',
  rows: batch.rows.map(({ entry, seen }) => ({
    candidateNo: entry.candidateNo,
    fullName: entry.fullName,
    unitName: entry.unitName,
    birth: entry.birth,
    total: pointsText(seen.marks?.total ?? null, lang),
    result: outcomeText(seen, lang),
    passed: seen.passed === true,
    failed: seen.passed === false,
  })),
  passed: batch.rows.filter((r) => r.seen.passed === true).length,
  total: batch.rows.length,
});

export function unitSheet(batch: UnitBatch, name: string, ownerName: string): SheetSpec {
  const t = (key: string): string => translate('vi', key);
  const marks = batch.visibility === 'marks';
  return {
    name,
    titleRows: [ownerName, `${t('council.unit.sheet')}: ${name}`],
    orientation: 'landscape',
    columns: [
      { header: t('batch.column.ordinal'), width: 5, kind: 'number' },
      { header: t('batch.column.candidateNo'), width: 14, kind: 'text' },
      { header: t('batch.column.fullName'), width: 28, kind: 'text' },
      { header: t('batch.column.birth'), width: 13, kind: 'text' },
      { header: t('batch.column.unit'), width: 40, kind: 'text' },
      ...(marks ? [{ header: t('council.column.total'), width: 10, kind: 'points' as const }] : []),
      { header: t('council.column.result'), width: 22, kind: 'text' },
    ],
    rows: batch.rows.map(({ entry, seen }, i) => [
      i + 1,
      entry.candidateNo ?? '',
      entry.fullName,
      formatDate(entry.birth),
      entry.unitName,
      ...(marks ? [seen.marks?.total == null ? null : seen.marks.total / 100] : []),
      outcomeText(seen, 'vi'),
    ]),
    notes: [],
  };
}

/** What an addendum appends: before and after, side by side. */
export const changeRows = (
  changes: readonly ResultChange<{ readonly entry: LockedLine['entry']; readonly outcome: Outcome }>[],
  lang: Lang,
): object[] =>
  changes.map(({ row, before }) => ({
    candidateNo: row.entry.candidateNo,
    fullName: row.entry.fullName,
    before: before === null ? '–' : `${pointsText(before.total, lang)}, ${outcomeText(before, lang)}`,
    after: `${pointsText(row.outcome.total, lang)}, ${outcomeText(row.outcome, lang)}`,
  }));

/** Closed minutes as they are read. */
export const minutesView = (view: MeetingView): object => ({
  ...view.meeting,
  attendance: view.attendance,
  motions: view.motions,
  presentCount: view.present,
  members: view.attendance.length,
  quorum: view.quorum,
  quorumMet: view.present >= view.quorum,
});

export const signatures = (view: MeetingView, lang: Lang): object[] =>
  (['chair', 'secretary'] as const).map((as) => ({
    as,
    role: translate(lang, `councilRole.${as}`),
    name: nameOf(view.attendance.find((a) => a.member.role === as)?.member),
    ...signatureOf(view.meeting, as),
  }));

const nameOf = (member: CouncilMember | undefined): string => member?.fullName ?? '';

function signatureOf(m: CouncilMeeting, as: 'chair' | 'secretary'): { head: string | null; at: string | null } {
  const [head, at] = as === 'chair' ? [m.chairHead, m.chairAt] : [m.secretaryHead, m.secretaryAt];
  return { head, at: at === null ? null : formatDayTime(at) };
}
