import { componentPoints, type RuleSet, type Visibility } from '../../core/scoring/rule-set.js';
import type { Points } from '../../core/shared/points.js';
import { commaPoints, pointsInWords } from '../../core/text/official-text.js';
import type { Block, PaperSpec, TableBlock } from '../../documents/docx/paper.js';
import { formatDate } from '../../i18n/translator.js';
import { BANDS, COLUMNS, SEXES, SLIP } from '../texts.js';
import { aboutBatch, chairSigner, type Frame, keptAt, paperOf } from './frame.js';
import { type ListedResult, noteOf, shownPoints } from './listed-results.js';

export interface SlipFacts {
  readonly rules: RuleSet;
  readonly row: ListedResult;
  /** What the plan lets a person see of their own result. */
  readonly visibility: Exclude<Visibility, 'none'>;
  /** YYYY-MM-DD of the publication; null before it: left to be written. */
  readonly date: string | null;
  /** Head of the ledger at the lock: whoever holds the slip can have it held against the chain. */
  readonly footerNote: string | null;
}

/** Phiếu báo kết quả: to one person, of nobody else; one page. */
export function resultSlip(frame: Frame, facts: SlipFacts): PaperSpec {
  const { row, rules, visibility, date, footerNote } = facts;
  const { entry, outcome } = row;
  const marks = visibility === 'marks';
  const one = (term: string, value: string): Block => ({ kind: 'definition', term, value });
  const note = noteOf(row, { marks });
  return paperOf(frame, 'slip', {
    typeName: SLIP.typeName,
    abstract: aboutBatch(frame),
    date,
    blocks: [
      one(COLUMNS.fullName, entry.fullName),
      one(COLUMNS.birth, formatDate(entry.birth)),
      ...(entry.sex === null ? [] : [one(COLUMNS.sex, SEXES[entry.sex])]),
      one(COLUMNS.unit, entry.unitName),
      one(COLUMNS.candidateNo, entry.candidateNo ?? ''),
      one(SLIP.examined, `${formatDate(frame.batch.examOn)}, ${frame.batch.place}`),
      ...(marks ? [marksTable(row, rules)] : []),
      { kind: 'paragraph', text: [{ text: `${COLUMNS.band}: ` }, { text: bandText(outcome.band), strong: true }] },
      ...(note === '' ? [] : [{ kind: 'paragraph', text: `${COLUMNS.note}: ${note}.` } as const]),
    ],
    closing: {
      signatures: [{ left: null, right: chairSigner(frame) }],
      recipients: [entry.fullName, entry.unitName, keptAt(frame.ownerName)],
    },
    footerNote,
  });
}

const bandText = (band: ListedResult['outcome']['band']): string => (band === null ? SLIP.noBand : BANDS[band]);

function marksTable({ outcome }: ListedResult, rules: RuleSet): TableBlock {
  const parts = rules.components.map((c) =>
    cells(SLIP.parts[c.kind], componentPoints(c), shownPoints(outcome, c.kind)),
  );
  const most = rules.components.reduce((sum, c) => sum + componentPoints(c), 0);
  return {
    kind: 'table',
    columns: [
      { header: SLIP.part },
      { header: SLIP.most, widthMm: 28, align: 'center' },
      { header: SLIP.reached, widthMm: 28, align: 'center' },
      { header: SLIP.inWords, widthMm: 66 },
    ],
    rows: [...parts, cells(COLUMNS.total, most, outcome.total)],
    size: 13,
  };
}

const cells = (part: string, most: Points, reached: Points | null): readonly string[] => [
  part,
  commaPoints(most),
  reached === null ? '' : commaPoints(reached),
  reached === null ? '' : pointsInWords(reached),
];
