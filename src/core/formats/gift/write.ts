import type { ItemContent, ItemKind } from '../../item/item.js';
import { escapeXml } from '../html.js';
import { withoutWildcards } from '../short-answer.js';
import { rubricText } from '../rubric-text.js';
import { tagsOf } from '../tags.js';

/** An ordering has no form in GIFT. */
export const GIFT_KINDS: readonly ItemKind[] = [
  'single',
  'multiple',
  'trueFalse',
  'shortText',
  'matching',
  'essay',
  'oral',
];

/** @param mark lines that head the file as comments. Throws RangeError for a kind that is not in GIFT_KINDS. */
export function writeGift(items: readonly ItemContent[], mark: readonly string[] = []): string {
  const head = mark.map((line) => `// ${line}`).join('\n');
  let topic = '';
  const blocks = items.flatMap((item) => {
    const isNew = item.topic !== topic;
    topic = item.topic;
    return isNew && topic !== '' ? [`$CATEGORY: ${topic}`, question(item)] : [question(item)];
  });
  return [...(head === '' ? [] : [head]), ...blocks].join('\n\n') + '\n';
}

function question(item: ItemContent): string {
  const letters = item.kind === 'matching' ? lettersOf(item).join('') : undefined;
  const tags = tagsOf(item, letters).map((tag) => ` [tag:${bracketed(tag)}]`);
  const id = item.code === '' ? '' : ` [id:${bracketed(item.code)}]`;
  const name = item.code === '' ? '' : `::${escaped(item.code)}::`;
  return `//${id}${tags.join('')}\n${name}${rich(item.stem)}{${answers(item)}}`;
}

/** A ] ends the tag unless a backslash stands before it. */
const bracketed = (text: string): string => `${text.replaceAll(']', '\\]')}${text.endsWith('\\') ? ' ' : ''}`;

function answers(item: ItemContent): string {
  const feedback = feedbackOf(item);
  const tail = feedback === '' ? '' : `####${rich(feedback)}`;
  switch (item.kind) {
    case 'single':
      return listed(
        item.options.map((o) => (item.key.includes(o.id) ? `=${rich(o.text)}` : `~%0%${rich(o.text)}`)),
        tail,
      );
    case 'multiple':
      return listed(
        item.options.map((o) => `~%${weight(item.key.includes(o.id), item.key.length)}%${rich(o.text)}`),
        tail,
      );
    case 'trueFalse':
      return `${item.key[0] === 'T' ? 'TRUE' : 'FALSE'}${tail}`;
    case 'shortText':
      return listed(
        item.key.map((text) => `=%100%${rich(withoutWildcards(text))}#`),
        tail,
      );
    case 'matching':
      return listed(pairs(item), tail);
    case 'essay':
    case 'oral':
      return tail;
    case 'ordering':
      throw new RangeError('GIFT has no form for an ordering');
  }
}

const listed = (lines: readonly string[], tail: string): string =>
  `\n${[...lines, tail]
    .filter((line) => line !== '')
    .map((line) => `\t${line}\n`)
    .join('')}`;

/** As Moodle counts: the right ones share all, each wrong one takes all away. */
const weight = (right: boolean, keys: number): string => (right ? String(Math.round(1e7 / keys) / 1e5) : '-100');

/** Prompts with their options, then the options that no prompt has. */
function pairs(item: ItemContent): string[] {
  const text = (id: string): string => escaped(item.options.find((o) => o.id === id)?.text ?? '');
  const used = new Set(item.key.map((k) => k.slice(-1)));
  return [
    ...item.key.map(
      (k) => `=${prompt(item.prompts.find((p) => p.id === k.slice(0, -1))?.text ?? '')} -> ${text(k.slice(-1))}`,
    ),
    ...item.options.filter((o) => !used.has(o.id)).map((o) => `= -> ${text(o.id)}`),
  ];
}

/** The letters of the options in the order of first use in the list of pairs. */
const lettersOf = (item: ItemContent): string[] => [
  ...new Set([...item.key.map((k) => k.slice(-1)), ...item.options.map((o) => o.id)]),
];

/** Of what people mark the rubric is all that a rater needs, and GIFT has one place for it. */
const feedbackOf = (item: ItemContent): string =>
  [item.explanation, item.rubric === null ? '' : rubricText(item.rubric)].filter((t) => t !== '').join('\n');

/** An arrow would part the pair: as HTML it can be written otherwise. */
const prompt = (text: string): string => (text.includes('->') ? `[html]${escaped(escapeXml(text))}` : rich(text));

/** Text that other programs could take for markup, or whose first bracket for a format, says that it is plain. */
const rich = (text: string): string => (/^[[/]|[<&]/.test(text) ? `[plain]${escaped(text)}` : escaped(text));

/** Blanks at an end would be lost, and a line that begins like a comment would be one. */
const escaped = (text: string): string => text.replace(/[\\:#={}~]/g, '\\$&').replaceAll('\n', '\\n');
