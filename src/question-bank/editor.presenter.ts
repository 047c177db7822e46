import { layOutForm } from '../core/blueprint/form.js';
import { checkDrafts, MOST_TEXT } from '../core/formats/check.js';
import { ITEM_CODE } from '../core/formats/draft.js';
import { pointsOf } from '../core/formats/rubric-text.js';
import { ITEM_PARTS, type ItemPart } from '../core/item-writing/problems.js';
import { ITEM_KINDS, ITEM_LEVELS, type ItemContent, TEXT_FOLDINGS } from '../core/item/item.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { createRandom } from '../core/shared/random.js';
import type { FieldError } from '../common/http/forms.js';
import { type Lang, translate } from '../i18n/translator.js';
import { answerView } from './answer-views.js';
import { type EditorDraft, listsOf, type Place, ROW_LISTS, type RowList } from './editor-draft.js';
import type { Bank, SourceDocument } from './entities/bank.entity.js';
import type { ToldProblem } from './road.presenter.js';
import { sourceName } from './sources.presenter.js';

const MOST = { short: 60, section: 200, accepted: 200, criterion: 300, guide: 1000, idea: 500 } as const;

/** What must be mended before anything can be kept; what an item still lacks does not keep a draft from being saved. */
export function saveErrors(
  draft: EditorDraft,
  content: ItemContent,
  bank: Bank,
  sources: readonly SourceDocument[],
  lang: Lang,
): FieldError[] {
  const t = (key: string, params: Record<string, string | number> = {}): string => translate(lang, key, params);
  const errors: FieldError[] = [];
  const tell = (field: string, part: string, message: string, label = `editor.part.${part}`): number =>
    errors.push({ field, label: t(label), message });
  const long = (field: string, part: string, text: string, max: number, label?: string): void => {
    if (text.length > max) tell(field, part, t('editor.tooLong', { n: text.length, max }), label);
  };
  if (content.code !== '' && !ITEM_CODE.test(content.code)) tell('code', 'code', t('editor.badCode'));
  if (!bank.topics.some((topic) => topic.code === draft.topic)) tell('topic', 'topic', t('form.choose'));
  if (draft.document !== '' && !sources.some((s) => s.code === draft.document))
    tell('document', 'citation', t('form.choose'));
  for (const { code, params } of checkDrafts([{ place: {}, content, missing: [] }]).filter(isError)) {
    const field = code === 'format/too-many-options' ? 'option-1' : 'stem';
    if (code !== 'format/too-long') tell(field, field === 'stem' ? 'stem' : 'options', t(`error.${code}`, params));
  }
  long('stem', 'stem', content.stem, MOST_TEXT.stem);
  long('explanation', 'explanation', content.explanation, MOST_TEXT.explanation);
  draft.options.forEach((o, i) => {
    long(`option-${i + 1}`, 'options', o.text, MOST_TEXT.option);
  });
  draft.prompts.forEach((p, i) => {
    long(`prompt-${i + 1}`, 'prompts', p.text, MOST_TEXT.option);
  });
  draft.accepted.forEach((a, i) => {
    long(`accepted-${i + 1}`, 'key', a, MOST.accepted);
  });
  draft.ideas.forEach((idea, i) => {
    long(`idea-${i + 1}`, 'ideas', idea, MOST.idea);
  });
  for (const name of ['article', 'clause'] as const) long(name, 'citation', draft[name], MOST.short, `editor.${name}`);
  long('section', 'citation', draft.section, MOST.section, 'editor.section');
  draft.criteria.forEach((c, i) => {
    long(`criterion-${i + 1}`, 'rubric', c.title, MOST.criterion);
    long(`guide-${i + 1}`, 'rubric', c.guide, MOST.guide);
    const isRead = c.points.trim() === '' || pointsOf(c.points.trim()) !== null;
    if (isHumanMarked(draft.kind) && !isRead)
      tell(`points-${i + 1}`, 'rubric', t('editor.badPoints', { text: c.points.slice(0, 20) }));
  });
  return errors;
}

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error';

/** Chance that is always the same: a preview does not jump about while somebody types. */
const SEED = new Uint8Array(32);

/**
 * The question as a candidate sees it on paper, through the same views; options in their author's order, for each paper has
 * them in another one. An ordering is never shown in its right order, here neither.
 */
export function previewOf(content: ItemContent, lang: Lang): object | null {
  if (content.stem === '' && content.options.every((o) => o.text === '')) return null;
  const shuffle = content.kind === 'ordering';
  const { items } = layOutForm([{ ...content, shuffle, id: '', versionId: '' }], 0, createRandom(SEED));
  const [item] = items;
  if (item === undefined) return null;
  const { no, kind, stem } = item;
  return { no, kind, stem, answer: kind === 'oral' ? null : { no, ...answerView({ item, value: '', lang }) } };
}

/** Findings by the part that they are of. */
export const byPart = (problems: readonly ToldProblem[]): Record<ItemPart, ToldProblem[]> =>
  Object.fromEntries(ITEM_PARTS.map((part) => [part, problems.filter((p) => p.part === part)])) as never;

/** Everything that the form shows. @param focus the row that the author goes on with */
export function editorView(
  draft: EditorDraft,
  bank: Bank,
  sources: readonly SourceDocument[],
  errors: readonly FieldError[],
  focus: Place | null,
  lang: Lang,
): object {
  const choice = (prefix: string, chosen: string) => (value: string) => ({
    value,
    text: translate(lang, `${prefix}.${value}`),
    selected: value === chosen,
  });
  const { kind } = draft;
  const lists = listsOf(kind);
  const errorOf = new Map(errors.map((e) => [e.field, e.message]));
  const rows = (list: RowList, all: readonly object[]): object[] =>
    all.map((row, i) => ({
      ...row,
      ...{ no: i + 1, first: i === 0, last: i === all.length - 1 },
      error: errorOf.get(`${list}-${i + 1}`) ?? '',
      isFocus: focus?.list === list && focus.at === i,
    }));
  const isTicked = kind === 'single' || kind === 'multiple';
  const letters = (i: number): string => (isTicked || kind === 'matching' ? 'ABCDEFGH'.charAt(i) : String(i + 1));
  return {
    draft,
    ...{ has: Object.fromEntries(lists.map((l) => [l, true])), isTicked, isOrdering: kind === 'ordering' },
    ...{ isMatching: kind === 'matching', isTrueFalse: kind === 'trueFalse', isMarked: isHumanMarked(kind) },
    tick: kind === 'multiple' ? 'checkbox' : 'radio',
    maySay: isTicked || kind === 'matching',
    options: rows(
      'option',
      draft.options.map((o, i) => ({ ...o, shown: letters(i), letter: o.letter })),
    ),
    prompts: rows(
      'prompt',
      draft.prompts.map((p) => ({
        ...p,
        choices: draft.options.map((o, i) => ({
          value: i + 1,
          text: `${letters(i)}. ${o.text.slice(0, 60)}`,
          selected: p.match === i + 1,
        })),
      })),
    ),
    accepted: rows(
      'accepted',
      draft.accepted.map((text) => ({ text })),
    ),
    criteria: rows(
      'criterion',
      draft.criteria.map((c, i) => ({
        ...c,
        guideError: errorOf.get(`guide-${i + 1}`) ?? '',
        pointsError: errorOf.get(`points-${i + 1}`) ?? '',
      })),
    ),
    ideas: rows(
      'idea',
      draft.ideas.map((text) => ({ text })),
    ),
    sum: draft.criteria.reduce((sum, c) => sum + (pointsOf(c.points.trim()) ?? 0), 0),
    isFull: {
      option: draft.options.length >= ROW_LISTS.option.most,
      prompt: draft.prompts.length >= ROW_LISTS.prompt.most,
      accepted: draft.accepted.length >= ROW_LISTS.accepted.most,
      criterion: draft.criteria.length >= ROW_LISTS.criterion.most,
      idea: draft.ideas.length >= ROW_LISTS.idea.most,
    },
    carried: carriedFields(draft),
    topicOptions: bank.topics.map((t) => ({ value: t.code, text: t.title, selected: t.code === draft.topic })),
    kindOptions: ITEM_KINDS.map(choice('kind', kind)),
    levelOptions: ITEM_LEVELS.map(choice('level', draft.level)),
    foldingOptions: TEXT_FOLDINGS.map(choice('folding', draft.folding)),
    verifiedOptions: ['fullText', 'fact'].map(choice('verified', draft.verifiedAgainst)),
    sourceOptions: [
      { value: '', text: translate(lang, 'editor.chooseSource'), selected: draft.document === '' },
      ...sources.map((s) => ({
        value: s.code,
        text: `${sourceName(s)}${s.status === 'superseded' ? ` (${translate(lang, 'sourceStatus.superseded')})` : ''}`,
        selected: s.code === draft.document,
      })),
    ],
    fieldErrors: Object.fromEntries(errorOf),
    errors,
  };
}

/** What belongs to another kind of item and is not shown: it comes back when the kind is changed back. */
function carriedFields(draft: EditorDraft): { readonly name: string; readonly value: string }[] {
  const { kind, options, prompts, accepted, criteria, ideas } = draft;
  const lists = listsOf(kind);
  const fields: { name: string; value: string }[] = [];
  const carry = (name: string, value: string): number => fields.push({ name, value });
  if (!lists.includes('option'))
    options.forEach((o, i) => {
      carry('option', o.text);
      carry('letter', o.letter);
      if (o.right) carry('right', String(i + 1));
    });
  else if (kind === 'ordering' || kind === 'matching')
    options.forEach((o, i) => {
      if (o.right) carry('right', String(i + 1));
    });
  if (!lists.includes('prompt'))
    for (const p of prompts) {
      carry('prompt', p.text);
      carry('match', String(p.match));
    }
  if (!lists.includes('accepted')) for (const text of accepted) carry('accepted', text);
  if (!lists.includes('criterion'))
    for (const c of criteria) {
      carry('criterion', c.title);
      carry('guide', c.guide);
      carry('points', c.points);
    }
  if (!lists.includes('idea')) for (const text of ideas) carry('idea', text);
  if (kind !== 'trueFalse' && draft.truth !== '') carry('truth', draft.truth);
  if (kind !== 'shortText') carry('folding', draft.folding);
  if (kind !== 'single' && kind !== 'multiple' && kind !== 'matching' && draft.shuffle) carry('shuffle', 'yes');
  return fields;
}
