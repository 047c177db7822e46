import { formatDay, formatMinute, type Lang, translate } from '../i18n/translator.js';
import type { FieldError } from '../common/http/forms.js';
import type { PaperSource } from './paper-source.service.js';
import type { ListedPaper } from './papers.service.js';
import { slipObstacle } from './paper-state.js';
import { numberedAs, type PaperKind, parseSubject, subjectText, symbolOf } from './subject.js';
import { ORG_SYMBOL } from './texts.js';

export interface NumberTyping {
  readonly subject: string;
  readonly typed: string;
  readonly errors: readonly FieldError[];
}

interface PaperLine {
  readonly subject: string;
  /** Id of the number's field. */
  readonly field: string;
  readonly title: string;
  /** Names of rooms, units and people stay Vietnamese in both languages. */
  readonly isVietnamese: boolean;
  readonly about: string;
  readonly href: string | null;
  readonly sheetHref: string | null;
  readonly obstacle: string | null;
  readonly symbol: string;
  readonly number: string | null;
  readonly value: string;
  readonly hint: string;
  readonly error: string | null;
}

const SECTIONS: readonly { readonly code: string; readonly kinds: readonly PaperKind[] }[] = [
  { code: 'sitting', kinds: ['attendanceList', 'sittingMinutes', 'violationMinutes'] },
  { code: 'council', kinds: ['earlierMinutes', 'councilMinutes', 'resultList', 'addendum'] },
  { code: 'notice', kinds: ['notice'] },
];

/** The papers of a batch as the page lists them. */
export function papersView(
  source: PaperSource,
  papers: readonly ListedPaper[],
  proposal: (symbol: string) => number,
  typing: NumberTyping | null,
  lang: Lang,
): object {
  const base = `/papers/${source.view.batch.id}`;
  const noSlips = slipObstacle(source);
  const zip = papers.find((p) => p.subject.kind === 'notices');
  return {
    sections: SECTIONS.map(({ code, kinds }) => {
      const own = papers
        .filter((p) => kinds.includes(p.subject.kind))
        .map((p) => lineOf(source, p, base, proposal, typing, lang));
      const reasons = new Set(own.map((l) => l.obstacle));
      const [all = null] = reasons;
      return {
        code,
        lines: own,
        // Said once, where it holds for all of them.
        blocked: reasons.size === 1 ? all : null,
        isNotice: code === 'notice',
        // Twenty units of which nothing can be made yet tell nobody anything.
        shown: own.length > 0 && (code !== 'notice' || reasons.has(null)),
      };
    }),
    slips: { blocked: noSlips === null ? null : translate(lang, `error.${noSlips}`) },
    zipHref: zip?.obstacle === null ? `${base}/notices` : null,
    firstNotice: proposal(symbolOf('notice')),
    unnumbered: papers.filter((p) => p.subject.kind === 'notice' && p.number === null && p.obstacle === null).length,
  };
}

function lineOf(
  source: PaperSource,
  { subject, obstacle, number }: ListedPaper,
  base: string,
  proposal: (symbol: string) => number,
  typing: NumberTyping | null,
  lang: Lang,
): PaperLine {
  const text = subjectText(subject);
  const symbol = symbolOf(subject.kind);
  const typed = typing?.subject === text ? typing : null;
  const given = number === null ? null : twoDigits(number);
  const proposed = twoDigits(proposal(symbol));
  return {
    subject: text,
    field: `number-${text.replace(':', '-')}`,
    ...titleOf(source, subject.kind, subject.id, lang),
    about: translate(lang, `papers.for.${subject.kind}`),
    href: obstacle === null && numberedAs(subject) !== null ? `${base}/${text}` : null,
    sheetHref: subject.kind === 'resultList' && obstacle === null ? `${base}/resultSheet` : null,
    obstacle: obstacle === null ? null : translate(lang, `error.${obstacle}`),
    symbol: `-${symbol}/${ORG_SYMBOL}`,
    number: given,
    // Notices are numbered in one go; the same proposal at twenty of them would be wrong at nineteen.
    value: typed?.typed ?? given ?? (subject.kind === 'notice' ? '' : proposed),
    hint:
      given !== null
        ? translate(lang, 'papers.number.given')
        : subject.kind === 'notice'
          ? translate(lang, 'papers.number.none')
          : translate(lang, 'papers.number.proposed', { number: proposed }),
    error: typed?.errors[0]?.message ?? null,
  };
}

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** What a paper is called on the page, by its subject; '' for what is none. */
export const titleText = (source: PaperSource, subject: string, lang: Lang): string => {
  const parsed = parseSubject(subject);
  return parsed === null ? '' : titleOf(source, parsed.kind, parsed.id, lang).title;
};

function titleOf(
  source: PaperSource,
  kind: PaperKind,
  id: string | null,
  lang: Lang,
): Pick<PaperLine, 'title' | 'isVietnamese'> {
  if (kind === 'notice') return { title: source.units.find((u) => u.id === id)?.name ?? '', isVietnamese: true };
  const name = translate(lang, `papers.kind.${kind}`);
  return { title: [name, ofWhat(source, kind, id)].filter((s) => s !== '').join(': '), isVietnamese: false };
}

function ofWhat(
  { view, addenda, violations, entries, earlierMeetings }: PaperSource,
  kind: PaperKind,
  id: string | null,
): string {
  if (kind === 'addendum') return String(addenda.find((a) => a.id === id)?.number ?? '');
  const meeting = earlierMeetings.find((m) => m.meeting.id === id)?.meeting;
  if (meeting !== undefined) return formatDay(meeting.openedAt);
  const sitting = view.sittings.find((s) => s.id === id);
  if (sitting !== undefined) return `${sitting.room}, ${formatMinute(sitting.startsAt)} ${formatDay(sitting.startsAt)}`;
  const violation = violations.find((v) => v.id === id);
  const entry = entries.find((e) => e.id === violation?.entryId);
  return entry === undefined ? '' : `${entry.fullName} (${entry.candidateNo ?? ''})`;
}
