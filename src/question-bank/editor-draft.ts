import { inlineText, blockText } from '../core/formats/plain-text.js';
import { pointsOf, pointsText } from '../core/formats/rubric-text.js';
import type { ItemContent, ItemKind, ItemLevel, ItemOption, TextFolding, Verification } from '../core/item/item.js';
import { isHumanMarked, KINDS } from '../core/item/kinds.js';
import type { Rubric } from '../core/rubric/rubric.js';
import type { EditorDto } from './dto/editor.dto.js';

export interface OptionRow {
  readonly text: string;
  /** The author's letter; '' for a row that has none yet. */
  readonly letter: string;
  readonly right: boolean;
}

export interface PromptRow {
  readonly text: string;
  /** Number of its option's row, from 1; 0 for none. */
  readonly match: number;
}

export interface CriterionRow {
  readonly title: string;
  readonly guide: string;
  readonly points: string;
}

/** What stands in the editor, also where it is no sound item yet; nothing that a kind does not have is thrown away. */
export interface EditorDraft {
  readonly kind: ItemKind;
  readonly code: string;
  readonly topic: string;
  readonly level: ItemLevel;
  readonly stem: string;
  readonly options: readonly OptionRow[];
  readonly truth: string;
  readonly shuffle: boolean;
  readonly prompts: readonly PromptRow[];
  readonly accepted: readonly string[];
  readonly folding: TextFolding;
  readonly criteria: readonly CriterionRow[];
  readonly ideas: readonly string[];
  readonly explanation: string;
  readonly document: string;
  readonly article: string;
  readonly clause: string;
  readonly section: string;
  readonly verifiedAgainst: Verification;
}

/** The lists of rows, as their buttons name them, with the fewest that the page shows and the most that a kind takes. */
export const ROW_LISTS = {
  option: { least: 4, most: 8 },
  prompt: { least: 3, most: 8 },
  accepted: { least: 2, most: 10 },
  criterion: { least: 2, most: 12 },
  idea: { least: 2, most: 20 },
} as const;
export type RowList = keyof typeof ROW_LISTS;
export const ROW_LIST_NAMES = Object.keys(ROW_LISTS) as RowList[];

const LISTS_OF: Readonly<Record<ItemKind, readonly RowList[]>> = {
  single: ['option'],
  multiple: ['option'],
  trueFalse: [],
  shortText: ['accepted'],
  ordering: ['option'],
  matching: ['prompt', 'option'],
  essay: ['criterion', 'idea'],
  oral: ['criterion', 'idea'],
};

/** The lists that an item of this kind is written in. */
export const listsOf = (kind: ItemKind): readonly RowList[] => LISTS_OF[kind];

const OPTION: OptionRow = { text: '', letter: '', right: false };
const PROMPT: PromptRow = { text: '', match: 0 };
const CRITERION: CriterionRow = { title: '', guide: '', points: '' };

export const emptyDraft = (kind: ItemKind, topic: string): EditorDraft => ({
  ...{ kind, code: '', topic, level: 'recall', stem: '', options: [], truth: '', shuffle: true, prompts: [] },
  ...{ accepted: [], folding: 'case', criteria: [], ideas: [], explanation: '', document: '', article: '' },
  ...{ clause: '', section: '', verifiedAgainst: 'fullText' },
});

/** Whether nothing is written yet, whatever kind and topic are chosen. */
export const isBlank = (draft: EditorDraft): boolean =>
  [
    ...[draft.stem, draft.explanation, draft.truth, ...draft.accepted, ...draft.ideas],
    ...[...draft.options, ...draft.prompts].map((row) => row.text),
    ...draft.criteria.flatMap((row) => [row.title, row.guide, row.points]),
  ].every((text) => text.trim() === '');

export function draftOf(content: ItemContent): EditorDraft {
  const { kind, code, topic, level, stem, options, prompts, key, folding, rubric, citation } = content;
  const isOrdering = kind === 'ordering';
  const lettered = isOrdering ? key.flatMap((id) => options.filter((o) => o.id === id)) : options;
  const rest = isOrdering ? options.filter((o) => !key.includes(o.id)) : [];
  return {
    ...{ kind, code, topic, level, stem, shuffle: content.shuffle, explanation: content.explanation },
    options:
      kind === 'trueFalse'
        ? []
        : [...lettered, ...rest].map(({ id, text }) => ({ text, letter: id, right: key.includes(id) })),
    truth: kind === 'trueFalse' ? (key[0] ?? '') : '',
    prompts: prompts.map(({ id, text }) => {
      const pair = key.find((p) => p.startsWith(id)) ?? '';
      return { text, match: options.findIndex((o) => o.id === pair.slice(-1)) + 1 };
    }),
    accepted: kind === 'shortText' ? [...key] : [],
    folding: folding ?? 'case',
    criteria: (rubric?.criteria ?? []).map(({ title, guide, points }) => ({
      ...{ title, guide, points: pointsText(points) },
    })),
    ideas: [...(rubric?.ideas ?? [])],
    document: citation.document,
    article: citation.article ?? '',
    clause: citation.clause ?? '',
    section: citation.section ?? '',
    verifiedAgainst: content.verifiedAgainst,
  };
}

export function readDraft(dto: EditorDto): EditorDraft {
  const { kind, code, topic, level, stem, truth, explanation, document, article, clause, section } = dto;
  const right = new Set(dto.right);
  return {
    ...{ kind, code, topic, level, stem, truth, explanation, document, article, clause, section },
    shuffle: dto.shuffle === 'yes',
    options: dto.option.map((text, i) => ({ text, letter: dto.letter[i] ?? '', right: right.has(String(i + 1)) })),
    prompts: dto.prompt.map((text, i) => ({ text, match: Number(/^\d$/.exec(dto.match[i] ?? '')?.[0] ?? 0) })),
    accepted: dto.accepted,
    folding: dto.folding ?? 'case',
    criteria: dto.criterion.map((title, i) => ({ title, guide: dto.guide[i] ?? '', points: dto.points[i] ?? '' })),
    ideas: dto.idea,
    verifiedAgainst: dto.verifiedAgainst,
  };
}

/** As many rows as the page shows at least, so that there is somewhere to begin. */
export function withRoom(draft: EditorDraft): EditorDraft {
  const fill = <T>(list: RowList, rows: readonly T[], row: T): readonly T[] => {
    if (!listsOf(draft.kind).includes(list)) return rows;
    const lacking = rows.length === 0 ? ROW_LISTS[list].least : 0;
    return [...rows, ...Array.from({ length: lacking }, () => row)];
  };
  return {
    ...draft,
    options: fill('option', draft.options, OPTION),
    prompts: fill('prompt', draft.prompts, PROMPT),
    accepted: fill('accepted', draft.accepted, ''),
    criteria: fill('criterion', draft.criteria, CRITERION),
    ideas: fill('idea', draft.ideas, ''),
  };
}

/** A row and its list, as a button names them; `at` counts from 0. */
export interface Place {
  readonly list: RowList;
  readonly at: number;
}

/**
 * What a button does with a row: 'add:option', 'add:option:2' (after the second), 'remove:option:2', 'up:option:2'.
 * @returns the draft, and the row that a person goes on with; null where a button is none for rows, or its row is not there
 */
export function pressRow(
  draft: EditorDraft,
  go: string,
): { readonly draft: EditorDraft; readonly focus: Place } | null {
  const [, act = '', name = '', no] =
    /^(add|remove|up|down):(option|prompt|accepted|criterion|idea)(?::(\d+))?$/.exec(go) ?? [];
  const list = ROW_LIST_NAMES.find((l) => l === name);
  if (list === undefined) return null;
  const count = rowCount(draft, list);
  const at = no === undefined ? count - 1 : Number(no) - 1;
  if (act !== 'add' && (at < 0 || at >= count)) return null;
  if (act === 'add' && count >= ROW_LISTS[list].most) return { draft, focus: { list, at: count - 1 } };
  const to = act === 'up' ? Math.max(0, at - 1) : act === 'down' ? Math.min(count - 1, at + 1) : at;
  /** For each row of the new list the old one; -1 for a new row. */
  const order = Array.from({ length: count }, (_, i) => i);
  if (act === 'add') order.splice(at + 1, 0, -1);
  else if (act === 'remove') order.splice(at, 1);
  else order.splice(to, 0, ...order.splice(at, 1));
  const focus = act === 'add' ? at + 1 : act === 'remove' ? Math.max(0, Math.min(at, order.length - 1)) : to;
  return { draft: reordered(draft, list, order), focus: { list, at: focus } };
}

function rowCount(draft: EditorDraft, list: RowList): number {
  const { options, prompts, accepted, criteria, ideas } = draft;
  return { option: options, prompt: prompts, accepted, criterion: criteria, idea: ideas }[list].length;
}

function reordered(draft: EditorDraft, list: RowList, order: readonly number[]): EditorDraft {
  const pick = <T>(rows: readonly T[], row: T): T[] => order.map((i) => rows[i] ?? row);
  switch (list) {
    case 'option': {
      // Each prompt keeps the option that it had, wherever that stands by now.
      const prompts = draft.prompts.map((p) => ({ ...p, match: p.match === 0 ? 0 : order.indexOf(p.match - 1) + 1 }));
      return { ...draft, options: pick(draft.options, OPTION), prompts };
    }
    case 'prompt':
      return { ...draft, prompts: pick(draft.prompts, PROMPT) };
    case 'accepted':
      return { ...draft, accepted: pick(draft.accepted, '') };
    case 'criterion':
      return { ...draft, criteria: pick(draft.criteria, CRITERION) };
    case 'idea':
      return { ...draft, ideas: pick(draft.ideas, '') };
  }
}

/** The item that was written; rows without a word that nothing refers to are no part of it. */
export function contentOfDraft(draft: EditorDraft): ItemContent {
  const { kind, topic, level, document, verifiedAgainst } = draft;
  const base = {
    ...{ code: draft.code.trim().toUpperCase(), topic, kind, level, verifiedAgainst },
    stem: blockText(draft.stem),
    explanation: blockText(draft.explanation),
    citation: {
      document,
      ...filled('article', draft.article),
      ...filled('clause', draft.clause),
      ...filled('section', draft.section),
    },
    shuffle: kind === 'ordering' || (KINDS[kind].shuffle && draft.shuffle),
    folding: kind === 'shortText' ? draft.folding : null,
    rubric: isHumanMarked(kind) ? rubricOfRows(draft) : null,
  };
  return { ...base, ...answersOf(draft) };
}

const filled = (name: string, typed: string): object => {
  const text = inlineText(typed);
  return text === '' ? {} : { [name]: text };
};

/** Options, prompts and key, as the kind has them. */
function answersOf(draft: EditorDraft): Pick<ItemContent, 'options' | 'prompts' | 'key'> {
  const { kind, truth, accepted } = draft;
  const nothing = { options: [], prompts: [], key: [] };
  switch (kind) {
    case 'single':
    case 'multiple': {
      const { options, rows } = optionsOf(draft, (row) => row.right);
      return { ...nothing, options, key: options.filter((_, i) => rows[i]?.right === true).map((o) => o.id) };
    }
    case 'trueFalse':
      return { ...nothing, options: KINDS.trueFalse.options ?? [], key: truth === 'T' || truth === 'F' ? [truth] : [] };
    case 'ordering': {
      const { options } = optionsOf(draft, () => false);
      return { ...nothing, options: sorted(options), key: options.map((o) => o.id) };
    }
    case 'matching':
      return pairsOf(draft);
    case 'shortText': {
      const key = accepted.map(inlineText).filter((text) => text !== '');
      return { ...nothing, key: [...new Set(key)] };
    }
    case 'essay':
    case 'oral':
      return nothing;
  }
}

function pairsOf(draft: EditorDraft): Pick<ItemContent, 'options' | 'prompts' | 'key'> {
  const asked = draft.prompts.filter((p) => inlineText(p.text) !== '' || p.match > 0);
  const matched = new Set(asked.map((p) => p.match));
  const { options, rows } = optionsOf(draft, (row) => matched.has(draft.options.indexOf(row) + 1));
  const prompts = asked.map((p, i) => ({ id: String(i + 1), text: inlineText(p.text) }));
  const key = asked.flatMap((p, i) => {
    const option = options[rows.findIndex((row) => draft.options.indexOf(row) + 1 === p.match)];
    return option === undefined ? [] : [`${i + 1}${option.id}`];
  });
  return { options: sorted(options), prompts, key };
}

/**
 * Options in the order of their rows. They keep the letters that they had as long as these go on from A without a gap, so
 * that what nobody has touched is no change; else they are lettered anew.
 */
function optionsOf(
  draft: EditorDraft,
  isMeant: (row: OptionRow) => boolean,
): { readonly options: readonly ItemOption[]; readonly rows: readonly OptionRow[] } {
  const rows = draft.options.filter((row) => inlineText(row.text) !== '' || isMeant(row));
  const letters = rows.map((_, i) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(i));
  const keepsOrder = draft.kind === 'single' || draft.kind === 'multiple';
  const had = rows.map((row) => row.letter);
  const keeps = !keepsOrder && [...had].sort().join('') === letters.join('');
  const options = rows.map((row, i) => ({ id: (keeps ? had[i] : letters[i]) ?? '', text: inlineText(row.text) }));
  return { options, rows };
}

const sorted = (options: readonly ItemOption[]): ItemOption[] => [...options].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Points are the sum of what the criteria give: they cannot disagree. What is no number counts as none, and is told. */
function rubricOfRows({ criteria, ideas }: EditorDraft): Rubric | null {
  const rows = criteria.filter((c) => [c.title, c.guide, c.points].some((text) => inlineText(text) !== ''));
  const said = ideas.map(inlineText).filter((text) => text !== '');
  if (rows.length === 0 && said.length === 0) return null;
  const each = rows.map(({ title, guide, points }, i) => ({
    ...{ id: `c${i + 1}`, title: inlineText(title), guide: inlineText(guide) },
    points: pointsOf(points.trim()) ?? 0,
  }));
  return { points: each.reduce((sum, c) => sum + c.points, 0), criteria: each, ideas: said };
}
