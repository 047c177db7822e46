import type { Rubric } from '../../rubric/rubric.js';
import { searchKey } from '../../text/vietnamese.js';
import { type Found, letterAt, type Place, type ReadingBook } from '../draft.js';
import type { Reduced } from '../html.js';
import { tellLosses } from '../losses.js';
import { rubricOfText } from '../rubric-text.js';
import { readTags } from '../tags.js';
import { childNamed, childrenNamed, descendants, elementsIn, reduceElement, textIn, type XmlElement } from '../xml.js';
import { commonName } from './dialect.js';

/** The files of the items that a manifest names, in its order, as it writes them. */
export function itemFilesOf(manifest: XmlElement): string[] {
  return descendants(manifest, (name) => name === 'resource')
    .filter((r) => /^imsqti_item/i.test(r.attributes.get('type') ?? ''))
    .map((r) => r.attributes.get('href') ?? childNamed(r, 'file')?.attributes.get('href') ?? '');
}

/**
 * Reads the root of a file, QTI 2.0 to 3.0.
 * @param part its name within a package, null for a file of its own
 */
export function readQtiItem(book: ReadingBook, root: XmlElement, part: string | null): void {
  const item = inCommonNames(root);
  const place = part === null ? { line: root.line } : { part, line: root.line };
  if (item.name === 'assessmentItem') new ItemReader(book, item, place).read();
  else book.tell('skip', place, 'format/qti-no-item', { element: root.name });
}

const inCommonNames = (element: XmlElement): XmlElement => ({
  name: commonName(element.name),
  attributes: new Map([...element.attributes].map(([name, value]) => [commonName(name), value])),
  children: element.children.map((c) => (typeof c === 'string' ? c : inCommonNames(c))),
  line: element.line,
});

const isInteraction = (name: string): boolean => name.endsWith('Interaction');
/** What stands in an item's body and is not its question. */
const ASIDE = new Set([
  'rubricBlock',
  'feedbackBlock',
  'feedbackInline',
  'templateBlock',
  'templateInline',
  'stylesheet',
]);
const BLANK = '_____';

class ItemReader {
  constructor(
    private readonly book: ReadingBook,
    private readonly item: XmlElement,
    private readonly place: Place,
  ) {}

  read(): void {
    const body = childNamed(this.item, 'itemBody');
    const interactions = body === undefined ? [] : descendants(body, isInteraction);
    const [interaction, ...more] = interactions;
    if (body === undefined || interaction === undefined) this.skip('format/qti-no-interaction');
    else if (more.length > 0) this.skip('format/qti-several', { n: interactions.length });
    else this.question(body, interaction);
  }

  private question(body: XmlElement, interaction: XmlElement): void {
    switch (interaction.name) {
      case 'choiceInteraction':
        this.choice(body, interaction);
        return;
      case 'orderInteraction':
        this.ordering(body, interaction);
        return;
      case 'matchInteraction':
        this.matching(body, interaction);
        return;
      case 'textEntryInteraction':
        this.short(body, interaction);
        return;
      case 'extendedTextInteraction':
        this.add(body, interaction, { kind: 'essay', rubric: this.rubric(body) });
        return;
      default:
        this.skip('format/kind-unknown', { kind: interaction.name });
    }
  }

  private choice(body: XmlElement, interaction: XmlElement): void {
    const choices = childrenNamed(interaction, 'simpleChoice');
    const options = choices.map((c) => this.text(c));
    const response = this.response(interaction);
    const ids = choices.map((c) => c.attributes.get('identifier') ?? '');
    const key = response.values.flatMap((v) => (ids.includes(v) ? [letterAt(ids.indexOf(v))] : []));
    const shuffle = interaction.attributes.get('shuffle') === 'true';
    if (response.cardinality !== 'multiple' && this.isStatement(options)) {
      const words = key.map((k) => (isTrue(options['ABCDEFGH'.indexOf(k)] ?? '') ? 'T' : 'F'));
      this.add(body, interaction, { kind: 'trueFalse', key: words });
    } else
      this.add(body, interaction, {
        kind: response.cardinality === 'multiple' ? 'multiple' : 'single',
        ...{ options, key, shuffle },
      });
  }

  /** Two options 'Đúng' and 'Sai', unless a tag says that they are just options. */
  private isStatement(options: readonly string[]): boolean {
    const tagged = readTags(this.tags()).kind;
    const isPair =
      options.length === 2 && options.some(isTrue) && options.some((o) => /^(sai|false)$/.test(searchKey(o)));
    return isPair && (tagged ?? 'trueFalse') === 'trueFalse';
  }

  private ordering(body: XmlElement, interaction: XmlElement): void {
    const choices = childrenNamed(interaction, 'simpleChoice');
    const ids = choices.map((c) => c.attributes.get('identifier') ?? '');
    const key = this.response(interaction).values.flatMap((v) => (ids.includes(v) ? [letterAt(ids.indexOf(v))] : []));
    this.add(body, interaction, { kind: 'ordering', options: choices.map((c) => this.text(c)), key });
  }

  private matching(body: XmlElement, interaction: XmlElement): void {
    const [left = [], right = []] = childrenNamed(interaction, 'simpleMatchSet').map((set) =>
      childrenNamed(set, 'simpleAssociableChoice'),
    );
    const idsOf = (choices: readonly XmlElement[]): string[] =>
      choices.map((c) => c.attributes.get('identifier') ?? '');
    const [prompts, options] = [idsOf(left), idsOf(right)];
    const key = this.response(interaction).values.flatMap((value) => {
      const [from = '', to = ''] = value.split(/\s+/);
      const isPair = prompts.includes(from) && options.includes(to);
      return isPair ? [`${prompts.indexOf(from) + 1}${letterAt(options.indexOf(to))}`] : [];
    });
    this.add(body, interaction, {
      kind: 'matching',
      prompts: left.map((c) => this.text(c)),
      options: right.map((c) => this.text(c)),
      key,
      shuffle: interaction.attributes.get('shuffle') === 'true',
    });
  }

  private short(body: XmlElement, interaction: XmlElement): void {
    const { values, entries } = this.response(interaction);
    const best = Math.max(0, ...entries.map((e) => e.value));
    if (entries.some((e) => e.value > 0 && e.value < best))
      this.book.tell('warning', this.place, 'format/part-credit-lost');
    const mapped = entries.filter((e) => e.value > 0 && e.value === best).map((e) => e.key);
    this.add(body, interaction, {
      kind: 'shortText',
      key: [...values, ...mapped],
      folding: entries.some((e) => e.isExact) ? 'exact' : 'case',
    });
  }

  private rubric(body: XmlElement): Rubric | null {
    const blocks = descendants(body, (name) => name === 'rubricBlock');
    const texts = blocks.map((block) => this.told(reduceElement(block)));
    return texts.map(rubricOfText).find((r) => r !== null) ?? null;
  }

  /** The right response of an interaction; without one, what the mapping gives points for. */
  private response(interaction: XmlElement): {
    readonly cardinality: string;
    readonly values: readonly string[];
    readonly entries: readonly { readonly key: string; readonly value: number; readonly isExact: boolean }[];
  } {
    const id = interaction.attributes.get('responseIdentifier') ?? 'RESPONSE';
    const declaration = childrenNamed(this.item, 'responseDeclaration').find(
      (d) => d.attributes.get('identifier') === id,
    );
    const correct = declaration === undefined ? undefined : childNamed(declaration, 'correctResponse');
    const mapping = declaration === undefined ? undefined : childNamed(declaration, 'mapping');
    const entries = (mapping === undefined ? [] : childrenNamed(mapping, 'mapEntry')).map((e) => ({
      key: e.attributes.get('mapKey') ?? '',
      value: Number(e.attributes.get('mappedValue') ?? 0) || 0,
      isExact: e.attributes.get('caseSensitive') === 'true',
    }));
    const stated = correct === undefined ? [] : childrenNamed(correct, 'value').map((v) => textIn(v).trim());
    const isText = declaration?.attributes.get('baseType') === 'string';
    const values = stated.length > 0 || isText ? stated : entries.filter((e) => e.value > 0).map((e) => e.key);
    return { cardinality: declaration?.attributes.get('cardinality') ?? 'single', values, entries };
  }

  private add(body: XmlElement, interaction: XmlElement, found: Pick<Found, 'kind'> & Partial<Found>): void {
    const stem = reduceElement(body, (child, parent) => {
      if (ASIDE.has(child.name)) return '';
      if (!isInteraction(child.name)) return null;
      return child.name === 'textEntryInteraction' && hasText(parent) ? BLANK : '';
    });
    const prompt = childNamed(interaction, 'prompt');
    this.book.add({
      place: this.place,
      stem: [this.told(stem), prompt === undefined ? '' : this.text(prompt)].join('\n'),
      explanation: this.explanation(),
      code: this.item.attributes.get('identifier'),
      tags: this.tags(),
      ...found,
    });
  }

  private explanation(): string {
    const feedbacks = childrenNamed(this.item, 'modalFeedback').map((f) => this.text(f));
    return [...new Set(feedbacks)].join('\n');
  }

  private tags(): string[] {
    const declaration = childrenNamed(this.item, 'outcomeDeclaration').find(
      (d) => d.attributes.get('identifier') === 'TAGS',
    );
    return declaration === undefined
      ? []
      : descendants(declaration, (name) => name === 'value').map((value) => textIn(value).trim());
  }

  private text(element: XmlElement): string {
    return this.told(reduceElement(element));
  }

  private told({ text, losses }: Reduced): string {
    tellLosses(this.book, this.place, losses);
    return text;
  }

  private skip(code: string, params: Readonly<Record<string, string | number>> = {}): void {
    const title = this.item.attributes.get('title') ?? this.item.attributes.get('identifier') ?? '';
    this.book.tell('skip', this.place, code, { ...params, text: title.slice(0, 80) });
  }
}

const isTrue = (text: string): boolean => /^(dung|true)$/.test(searchKey(text));

const hasText = (parent: XmlElement): boolean =>
  parent.name !== 'itemBody' &&
  (parent.children.some((c) => typeof c === 'string' && c.trim() !== '') ||
    elementsIn(parent).some((c) => !isInteraction(c.name) && textIn(c).trim() !== ''));
