import { ITEM_KINDS, type ItemContent, type ItemKind } from '../../item/item.js';
import { escapeXml, htmlOf } from '../html.js';
import { rubricText } from '../rubric-text.js';
import { withoutWildcards } from '../short-answer.js';
import { tagsOf } from '../tags.js';

/** An oral question is an essay with a tag. */
export const MOODLE_KINDS: readonly ItemKind[] = ITEM_KINDS;

/** @param mark lines that head the file as a comment */
export function writeMoodleXml(items: readonly ItemContent[], mark: readonly string[] = []): string {
  let topic = '';
  const questions = items.flatMap((item) => {
    const isNew = item.topic !== topic && item.topic !== '';
    topic = item.topic;
    return isNew ? [category(topic), question(item)] : [question(item)];
  });
  const comment = mark.length === 0 ? '' : `<!-- ${mark.join(' | ').replace(/--+/g, '-')} -->\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${comment}<quiz>\n${questions.join('\n')}\n</quiz>\n`;
}

const TYPES: Readonly<Record<ItemKind, string>> = {
  single: 'multichoice',
  multiple: 'multichoice',
  trueFalse: 'truefalse',
  shortText: 'shortanswer',
  ordering: 'ordering',
  matching: 'matching',
  essay: 'essay',
  oral: 'essay',
};

const plain = (tag: string, text: string): string => `<${tag}><text>${escapeXml(text)}</text></${tag}>`;
const html = (tag: string, text: string, attributes = ''): string =>
  `<${tag}${attributes} format="html"><text>${escapeXml(htmlOf(text))}</text></${tag}>`;

/** A topic may have strokes in its name; doubled they part nothing. */
const category = (topic: string): string =>
  `<question type="category">${plain('category', `$course$/top/${topic.replaceAll('/', '//')}`)}</question>`;

function question(item: ItemContent): string {
  const [letters, lines] = body(item);
  return [
    `<question type="${TYPES[item.kind]}">`,
    plain('name', item.code || item.stem.slice(0, 80)),
    html('questiontext', item.stem),
    html('generalfeedback', item.explanation),
    '<defaultgrade>1.0000000</defaultgrade>',
    '<hidden>0</hidden>',
    `<idnumber>${escapeXml(item.code)}</idnumber>`,
    ...lines,
    `<tags>${tagsOf(item, letters)
      .map((tag) => plain('tag', tag))
      .join('')}</tags>`,
    '</question>',
  ].join('\n');
}

const answer = (fraction: string, text: string): string =>
  `<answer fraction="${fraction}" format="html"><text>${escapeXml(htmlOf(text))}</text></answer>`;
const exactAnswer = (fraction: string, text: string): string =>
  `<answer fraction="${fraction}" format="moodle_auto_format"><text>${escapeXml(text)}</text></answer>`;

/** The elements of a kind, and the letters of its options where their order is changed. */
function body(item: ItemContent): readonly [string | undefined, readonly string[]] {
  switch (item.kind) {
    case 'single':
    case 'multiple':
      return [undefined, choices(item)];
    case 'trueFalse':
      return [
        undefined,
        ['true', 'false'].map((word, i) => exactAnswer(item.key[0] === 'TF'.charAt(i) ? '100' : '0', word)),
      ];
    case 'shortText':
      return [
        undefined,
        [
          `<usecase>${item.folding === 'exact' ? 1 : 0}</usecase>`,
          ...item.key.map((text) => exactAnswer('100', withoutWildcards(text))),
        ],
      ];
    case 'ordering':
      return [item.key.join(''), ordered(item)];
    case 'matching':
      return pairs(item);
    case 'essay':
    case 'oral':
      return [
        undefined,
        [
          '<responseformat>plain</responseformat>',
          ...(item.rubric === null ? [] : [html('graderinfo', rubricText(item.rubric))]),
        ],
      ];
  }
}

function choices({ kind, options, key, shuffle }: ItemContent): string[] {
  const share = kind === 'single' ? 100 : Math.round(1e7 / Math.max(1, key.length)) / 1e5;
  const wrong = kind === 'single' ? 0 : -100;
  return [
    `<single>${kind === 'single'}</single>`,
    `<shuffleanswers>${shuffle}</shuffleanswers>`,
    '<answernumbering>ABCD</answernumbering>',
    ...options.map((o) => answer(String(key.includes(o.id) ? share : wrong), o.text)),
  ];
}

function ordered({ options, key }: ItemContent): string[] {
  const text = (id: string): string => options.find((o) => o.id === id)?.text ?? '';
  return [
    '<layouttype>VERTICAL</layouttype>',
    '<selecttype>ALL</selecttype>',
    '<selectcount>0</selectcount>',
    '<gradingtype>ABSOLUTE_POSITION</gradingtype>',
    '<showgrading>SHOW</showgrading>',
    ...key.map((id, i) => answer(`${i + 1}.0000000`, text(id))),
  ];
}

/** Prompts with their options, then the options that no prompt has. */
function pairs({ options, prompts, key, shuffle }: ItemContent): readonly [string, readonly string[]] {
  const optionOf = new Map(key.map((k) => [k.slice(0, -1), k.slice(-1)]));
  const text = (id: string): string => options.find((o) => o.id === id)?.text ?? '';
  const pair = (left: string, right: string): string =>
    `<subquestion format="html"><text>${escapeXml(htmlOf(left))}</text>${plain('answer', right)}</subquestion>`;
  const used = [...new Set(optionOf.values())];
  const rest = options.map((o) => o.id).filter((id) => !used.includes(id));
  const lines = [
    `<shuffleanswers>${shuffle}</shuffleanswers>`,
    ...prompts.map((p) => pair(p.text, text(optionOf.get(p.id) ?? ''))),
    ...rest.map((id) => pair('', text(id))),
  ];
  return [[...used, ...rest].join(''), lines];
}
