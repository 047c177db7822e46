import type { Outcome } from '../../core/scoring/outcome.js';
import type { RuleSet } from '../../core/scoring/rule-set.js';
import { commaPoints } from '../../core/text/official-text.js';
import type { PaperSpec } from '../../documents/docx/paper.js';
import { localDate } from '../../i18n/translator.js';
import { aboutBatch, councilSignatures, type Frame, paperOf } from './frame.js';
import { byUnit, countsOf, equationLines, type ListedEntry, type ListedResult } from './listed-results.js';
import { BANDS, COLUMNS, COMPONENTS, listTotal, momentOf, STATUS_NOTES } from '../texts.js';

export interface ChangedResult {
  readonly entry: ListedEntry;
  /** Null: had no result before. */
  readonly before: Outcome | null;
  readonly after: Outcome;
}

export interface AddendumFacts {
  readonly number: number;
  readonly reason: string;
  readonly lockedAt: Date;
  readonly closedAt: Date;
  readonly changes: readonly ChangedResult[];
  /** All results in force after this addendum. */
  readonly rows: readonly ListedResult[];
  readonly rules: RuleSet;
  readonly footerNote: string | null;
}

/** Phụ lục: which locked results changed, from what to what, and why. */
export function addendumPaper(frame: Frame, facts: AddendumFacts): PaperSpec {
  const { number, reason, lockedAt, closedAt, changes, rows, rules, footerNote } = facts;
  return paperOf(frame, 'addendum', {
    typeName: `PHỤ LỤC SỐ ${number}`,
    abstract: aboutBatch(frame, 'thay đổi kết quả'),
    date: localDate(closedAt),
    blocks: [
      { kind: 'paragraph', text: `Kết quả của đợt kiểm tra được khóa lúc ${momentOf(lockedAt)}.` },
      { kind: 'paragraph', text: `Lý do thay đổi: ${reason.trim().replace(/\.+$/u, '')}.` },
      changes.length === 0
        ? { kind: 'paragraph', text: 'Không có kết quả nào thay đổi.' }
        : {
            kind: 'table',
            columns: [
              { header: COLUMNS.ordinal, widthMm: 10, align: 'center' },
              { header: COLUMNS.fullName, widthMm: 36 },
              { header: COLUMNS.candidateNo, widthMm: 22, align: 'center' },
              { header: COLUMNS.unit },
              { header: COLUMNS.before, widthMm: 32 },
              { header: COLUMNS.after, widthMm: 32 },
            ],
            rows: byUnit(changes).map((c, i) => [
              String(i + 1),
              c.entry.fullName,
              c.entry.candidateNo,
              c.entry.unitName,
              c.before === null ? '' : resultText(c.before),
              resultText(c.after),
            ]),
            total: listTotal(changes.length),
            size: 11,
          },
      { kind: 'paragraph', text: 'Sau khi thay đổi:' },
      ...equationLines(countsOf(rows), rules).map((text) => ({ kind: 'dash', text }) as const),
    ],
    closing: { signatures: councilSignatures(frame) },
    footerNote,
  });
}

/** A line for each component, the total, the band; or why there is none. */
function resultText({ status, components, total, band }: Outcome): string {
  if (status !== 'graded') return STATUS_NOTES[status];
  const several = components.length > 1;
  return [
    ...(several ? components.map((c) => `${capital(COMPONENTS[c.kind])}: ${points(c.points)}`) : []),
    `Tổng: ${points(total)}`,
    band === null ? '' : BANDS[band],
  ].join('\n');
}

const points = (value: number | null): string => (value === null ? '' : commaPoints(value));
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
