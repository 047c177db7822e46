import { ITEM_KINDS, type ItemContent, type ItemKind } from '../../item/item.js';
import { escapeXml } from '../html.js';
import { rubricText } from '../rubric-text.js';
import { tagsOf } from '../tags.js';
import { attributeName, DIALECTS, elementName, type QtiVersion } from './dialect.js';

export const QTI_KINDS: readonly ItemKind[] = ITEM_KINDS;

/**
 * The files of a package by name: a manifest and one file for each item.
 * @param mark lines that head every file as a comment
 */
export function writeQtiPackage(
  items: readonly ItemContent[],
  version: QtiVersion,
  mark: readonly string[] = [],
): Readonly<Record<string, string>> {
  const named = items.map((item, i) => ({ item, id: item.code || `ITEM${i + 1}` }));
  const files = named.map(({ item, id }) => [`items/${id}.xml`, writeQtiItem(item, version, mark, id)] as const);
  return {
    'imsmanifest.xml': manifest(
      named.map(({ id }) => id),
      version,
      mark,
    ),
    ...Object.fromEntries(files),
  };
}

const comment = (mark: readonly string[]): string =>
  mark.length === 0 ? '' : `<!-- ${mark.join(' | ').replace(/--+/g, '-')} -->\n`;

function manifest(ids: readonly string[], version: QtiVersion, mark: readonly string[]): string {
  const { manifestNamespace, resourceType, schema } = DIALECTS[version];
  const resources = ids.map(
    (id) =>
      `<resource identifier="R-${id}" type="${resourceType}" href="items/${id}.xml"><file href="items/${id}.xml"/></resource>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `${comment(mark)}<manifest xmlns="${manifestNamespace}" identifier="MANIFEST">`,
    `<metadata><schema>${schema[0]}</schema><schemaversion>${schema[1]}</schemaversion></metadata>`,
    '<organizations/>',
    `<resources>\n${resources.join('\n')}\n</resources>`,
    '</manifest>\n',
  ].join('\n');
}

/** One item as a file of its own. */
export const writeQtiItem = (
  item: ItemContent,
  version: QtiVersion,
  mark: readonly string[] = [],
  id = item.code || 'ITEM1',
): string => new ItemWriter(item, version).write(mark, id);

type Attributes = Readonly<Record<string, string | number | boolean>>;

class ItemWriter {
  constructor(
    private readonly item: ItemContent,
    private readonly version: QtiVersion,
  ) {}

  write(mark: readonly string[], id: string): string {
    const { itemNamespace } = DIALECTS[this.version];
    const parts = [
      this.response(),
      this.outcome('SCORE', 'single', 'float', []),
      this.outcome('FEEDBACK', 'single', 'identifier', []),
      this.outcome('TAGS', 'multiple', 'string', tagsOf(this.item)),
      this.el('itemBody', {}, this.stem() + this.rubric() + this.interaction()),
      this.el('responseProcessing', { template: DIALECTS[this.version].template(this.template()) }),
      this.feedback(),
    ];
    const title = id === this.item.code ? id : this.item.stem.slice(0, 80);
    const root = elementName(this.version, 'assessmentItem');
    const attributes = this.attributes({ identifier: id, title, adaptive: false, timeDependent: false });
    return `<?xml version="1.0" encoding="UTF-8"?>\n${comment(mark)}<${root} xmlns="${itemNamespace}"${attributes}>\n${parts.filter((p) => p !== '').join('\n')}\n</${root}>\n`;
  }

  private attributes(attributes: Attributes): string {
    return Object.entries(attributes)
      .map(([name, value]) => ` ${attributeName(this.version, name)}="${escapeXml(String(value))}"`)
      .join('');
  }

  private el(name: string, attributes: Attributes, content = ''): string {
    const tag = elementName(this.version, name);
    const head = `${tag}${this.attributes(attributes)}`;
    return content === '' ? `<${head}/>` : `<${head}>${content}</${tag}>`;
  }

  private outcome(identifier: string, cardinality: string, baseType: string, values: readonly string[]): string {
    const content = values.length === 0 ? '' : this.el('defaultValue', {}, this.values(values));
    return this.el('outcomeDeclaration', { identifier, cardinality, baseType }, content);
  }

  private values(values: readonly string[]): string {
    return values.map((value) => this.el('value', {}, escapeXml(value))).join('');
  }

  private response(): string {
    const { kind, key } = this.item;
    const declare = (cardinality: string, baseType: string, content: string): string =>
      this.el('responseDeclaration', { identifier: 'RESPONSE', cardinality, baseType }, content);
    const correct = (values: readonly string[]): string =>
      values.length === 0 ? '' : this.el('correctResponse', {}, this.values(values));
    switch (kind) {
      case 'single':
      case 'trueFalse':
        return declare('single', 'identifier', correct(key));
      case 'multiple':
        return declare('multiple', 'identifier', correct(key));
      case 'ordering':
        return declare('ordered', 'identifier', correct(key));
      case 'matching':
        return declare('multiple', 'directedPair', correct(key.map((k) => `P${k.slice(0, -1)} ${k.slice(-1)}`)));
      case 'shortText':
        return declare('single', 'string', correct(key.slice(0, 1)) + this.mapping());
      case 'essay':
      case 'oral':
        return declare('single', 'string', '');
    }
  }

  /** Every accepted answer; the correct response is but the first. */
  private mapping(): string {
    const caseSensitive = this.item.folding === 'exact';
    const entries = this.item.key.map((mapKey) => this.el('mapEntry', { mapKey, mappedValue: 1, caseSensitive }));
    return entries.length === 0 ? '' : this.el('mapping', { defaultValue: 0 }, entries.join(''));
  }

  private template(): string {
    return this.item.kind === 'shortText' ? 'map_response' : 'match_correct';
  }

  private stem(): string {
    return paragraphs(this.item.stem);
  }

  private rubric(): string {
    if (this.item.rubric === null) return '';
    const lines = paragraphs(rubricText(this.item.rubric));
    return this.version === '3.0'
      ? this.el('rubricBlock', { use: 'scoring', view: 'scorer' }, this.el('contentBody', {}, lines))
      : this.el('rubricBlock', { view: 'scorer' }, lines);
  }

  private interaction(): string {
    const { kind, options, prompts, shuffle } = this.item;
    const responseIdentifier = 'RESPONSE';
    const choices = options.map((o) => this.el('simpleChoice', { identifier: o.id }, escapeXml(o.text))).join('');
    switch (kind) {
      case 'single':
      case 'trueFalse':
        return this.el('choiceInteraction', { responseIdentifier, shuffle, maxChoices: 1 }, choices);
      case 'multiple':
        return this.el('choiceInteraction', { responseIdentifier, shuffle, maxChoices: 0 }, choices);
      case 'ordering':
        return this.el('orderInteraction', { responseIdentifier, shuffle: true }, choices);
      case 'matching': {
        const associable = (id: string, text: string, matchMax: number): string =>
          this.el('simpleAssociableChoice', { identifier: id, matchMax }, escapeXml(text));
        const left = prompts.map((p) => associable(`P${p.id}`, p.text, 1)).join('');
        const right = options.map((o) => associable(o.id, o.text, prompts.length)).join('');
        const sets = this.el('simpleMatchSet', {}, left) + this.el('simpleMatchSet', {}, right);
        return this.el('matchInteraction', { responseIdentifier, shuffle, maxAssociations: prompts.length }, sets);
      }
      case 'shortText':
        return `<p>${this.el('textEntryInteraction', { responseIdentifier, expectedLength: 40 })}</p>`;
      case 'essay':
      case 'oral':
        return this.el('extendedTextInteraction', { responseIdentifier, expectedLines: 15 });
    }
  }

  private feedback(): string {
    if (this.item.explanation === '') return '';
    const lines = paragraphs(this.item.explanation);
    return this.el(
      'modalFeedback',
      { outcomeIdentifier: 'FEEDBACK', identifier: 'EXPLANATION', showHide: 'show' },
      this.version === '3.0' ? this.el('contentBody', {}, lines) : lines,
    );
  }
}

const paragraphs = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<p>${escapeXml(line)}</p>`)
    .join('');
