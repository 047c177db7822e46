import type { DraftPart, FileProblem, Place } from '../core/formats/draft.js';
import { KIND_WORDS, LEVEL_WORDS, SHEET_COLUMNS, VERIFIED_WORDS } from '../core/formats/sheet/columns.js';
import { KINDS } from '../core/item/kinds.js';
import type { SheetSpec } from '../documents/xlsx.js';
import { hasText, type Lang, translate } from '../i18n/translator.js';
import type { BankTopic, SourceDocument } from './entities/bank.entity.js';
import type { StagedItem } from './entities/upload.entity.js';

export interface ProblemLine {
  readonly place: string;
  readonly message: string;
}

/** So many of a kind are listed; of more only the number is told. */
const MOST_LISTED = 200;

export function problemGroups(
  problems: readonly FileProblem[],
  lang: Lang,
): { errors: ProblemLine[]; skips: ProblemLine[]; warnings: ProblemLine[]; more: number } {
  const of = (severity: FileProblem['severity']): ProblemLine[] =>
    problems
      .filter((p) => p.severity === severity)
      .slice(0, MOST_LISTED)
      .map((p) => ({ place: placeText(p.place, lang), message: messageOf(p, lang) }));
  const groups = { errors: of('error'), skips: of('skip'), warnings: of('warning') };
  const listed = groups.errors.length + groups.skips.length + groups.warnings.length;
  return { ...groups, more: problems.length - listed };
}

/** 'Câu 3 (đoạn 12)', 'dòng 7', 'ô B12', 'items/DL001.xml, dòng 3'; '' for the file as a whole. */
export function placeText({ line, cell, part, label }: Place, lang: Lang): string {
  const parts = [
    part,
    label,
    cell === undefined ? undefined : translate(lang, 'bank.place.cell', { cell }),
    line === undefined
      ? undefined
      : translate(lang, label === undefined ? 'bank.place.line' : 'bank.place.paragraph', { n: line }),
  ];
  return parts.filter((p) => p !== undefined).join(', ');
}

function messageOf({ code, params, place }: FileProblem, lang: Lang): string {
  const label = place.label ?? placeText(place, lang);
  // What the rules of a kind say of an item is said of it wherever it is.
  const key = code.startsWith('format/') ? `error.${code}` : `bankFault.${code}`;
  return hasText(key) ? translate(lang, key, { ...params, code: params['code'] ?? label }) : code;
}

/** A question as it will look, with what was found about it. */
export function draftCard(
  row: StagedItem,
  topics: readonly BankTopic[],
  problems: readonly FileProblem[],
  lang: Lang,
): object {
  const { content, place, missing, twins } = row;
  const { kind, key, options, prompts } = content;
  const here = placeText(place, lang);
  const own = problems.filter((p) => p.severity !== 'skip' && here !== '' && placeText(p.place, lang) === here);
  const right = new Set(kind === 'single' || kind === 'multiple' || kind === 'trueFalse' ? key : []);
  return {
    no: row.no,
    place: here,
    ...{ code: content.code, kind, level: content.level, explanation: content.explanation, rubric: content.rubric },
    topic: topics.find((t) => t.code === content.topic)?.title ?? content.topic,
    stem: content.stem.split('\n'),
    options: options.map((o) => ({ ...o, right: right.has(o.id), lettered: kind !== 'trueFalse' })),
    prompts,
    key: right.size > 0 || key.length === 0 ? '' : KINDS[kind].words(key, options),
    missing: missing.map((part: DraftPart) => translate(lang, `bank.missing.${part}`)),
    twins: twins.join(', '),
    errors: own.filter((p) => p.severity === 'error').map((p) => messageOf(p, lang)),
    warnings: own.filter((p) => p.severity === 'warning' && p.code !== 'format/twin').map((p) => messageOf(p, lang)),
  };
}

/** The template: one sheet to fill in, one that explains. */
export function templateSheets(topics: readonly BankTopic[], sources: readonly SourceDocument[]): SheetSpec[] {
  const choices: Readonly<Record<string, readonly string[]>> = {
    kind: Object.values(KIND_WORDS),
    level: Object.values(LEVEL_WORDS),
    topic: topics.map((t) => t.title),
    document: sources.map((s) => s.title),
    verified: Object.values(VERIFIED_WORDS),
    shuffle: ['Có', 'Không'],
  };
  return [
    {
      name: 'Câu hỏi',
      columns: SHEET_COLUMNS.map(({ field, header, width }) => ({
        ...{ header, width, kind: 'text' as const },
        ...((choices[field]?.length ?? 0) > 0 && { dropDown: choices[field] ?? [] }),
      })),
      rows: [],
      rowsToFill: 500,
      orientation: 'landscape',
    },
    {
      name: 'Hướng dẫn',
      columns: [{ header: 'Cách điền', width: 110, kind: 'text' }],
      rows: GUIDE.map((key) => [translate('vi', `bank.template.${key}`)]),
    },
  ];
}

const GUIDE = ['row', 'choice', 'short', 'ordering', 'matching', 'essay', 'code', 'rest'] as const;
