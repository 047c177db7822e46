import { ITEM_KINDS, type ItemContent, type ItemKind } from '../../item/item.js';
import { escapeXml } from '../html.js';
import { rubricText } from '../rubric-text.js';
import { tagsOf } from '../tags.js';
import { LABEL, OWN } from './own.js';

export const WORD_KINDS: readonly ItemKind[] = ITEM_KINDS;

/**
 * The parts of a document by name, to be zipped.
 * @param title its first line
 * @param mark lines for the foot of every page
 */
export function writeWordParts(
  items: readonly ItemContent[],
  title: string,
  mark: readonly string[] = [],
): Readonly<Record<string, string>> {
  const body = [paragraph(OWN.mark, run(title, 'b')), ...items.map(question)].join('');
  const section =
    '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>';
  return {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${['document.main', 'styles', 'footer'].map(override).join('')}</Types>`,
    '_rels/.rels': relations(`${OFFICE}/officeDocument`, 'word/document.xml'),
    'word/document.xml': `${HEAD}<w:document ${NAMESPACES}><w:body>${body}${section}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(`${OFFICE}/styles`, 'styles.xml', `${OFFICE}/footer`, 'footer.xml'),
    'word/styles.xml': `${HEAD}<w:styles ${NAMESPACES}>${STYLES}</w:styles>`,
    'word/footer.xml': `${HEAD}<w:ftr ${NAMESPACES}>${mark.map((line) => paragraph(OWN.mark, run(line))).join('') || '<w:p/>'}</w:ftr>`,
  };
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const NAMESPACES = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}"`;

const override = (part: string): string =>
  `<Override PartName="/word/${part.replace('.main', '')}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${part}+xml"/>`;

function relations(...pairs: string[]): string {
  const items = pairs.flatMap((type, i) =>
    i % 2 === 0 ? [`<Relationship Id="rId${i / 2 + 1}" Type="${type}" Target="${pairs[i + 1] ?? ''}"/>`] : [],
  );
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

const style = (id: string, paragraphProperties: string, runProperties = ''): string =>
  `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="Normal"/><w:pPr>${paragraphProperties}</w:pPr><w:rPr>${runProperties}</w:rPr></w:style>`;
const indent = '<w:ind w:left="425"/>';

const STYLES = [
  '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>',
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="60"/></w:pPr></w:style>',
  `<w:style w:type="character" w:customStyle="1" w:styleId="${LABEL}"><w:name w:val="${LABEL}"/><w:rPr><w:b/></w:rPr></w:style>`,
  style(OWN.stem, '<w:keepNext/><w:spacing w:before="200" w:after="60"/>'),
  style(OWN.tags, indent, '<w:color w:val="595959"/><w:sz w:val="20"/>'),
  ...[OWN.prompt, OWN.option, OWN.key, OWN.explanation, OWN.rubric].map((id) => style(id, indent)),
  style(OWN.mark, '<w:jc w:val="center"/>'),
].join('');

const text = (content: string): string =>
  content
    .split('\n')
    .map((line) => `<w:t xml:space="preserve">${escapeXml(line)}</w:t>`)
    .join('<w:br/>');

const run = (content: string, ...marks: string[]): string =>
  `<w:r>${marks.length === 0 ? '' : `<w:rPr>${marks.map((m) => (m === 'u' ? '<w:u w:val="single"/>' : `<w:${m}/>`)).join('')}</w:rPr>`}${text(content)}</w:r>`;
const label = (content: string): string => `<w:r><w:rPr><w:rStyle w:val="${LABEL}"/></w:rPr>${text(content)}</w:r>`;
const paragraph = (id: string, content: string): string =>
  `<w:p><w:pPr><w:pStyle w:val="${id}"/></w:pPr>${content}</w:p>`;
const values = (id: string, name: string, list: readonly string[]): string =>
  paragraph(id, list.map((value, i) => label(i === 0 ? name : '; ') + run(value)).join(''));

function question(item: ItemContent, index: number): string {
  const options = item.kind === 'trueFalse' ? [] : item.options;
  const isChosen = (id: string): boolean =>
    (item.kind === 'single' || item.kind === 'multiple') && item.key.includes(id);
  return [
    paragraph(OWN.stem, label(`Câu ${index + 1}. `) + run(item.stem)),
    ...item.prompts.map((p) => paragraph(OWN.prompt, label(`${p.id}) `) + run(p.text))),
    ...options.map((o) =>
      paragraph(OWN.option, label(`${o.id}. `) + (isChosen(o.id) ? run(o.text, 'b', 'u') : run(o.text))),
    ),
    item.key.length === 0 ? '' : values(OWN.key, 'Đáp án: ', keyWords(item)),
    item.explanation === '' ? '' : paragraph(OWN.explanation, label('Giải thích: ') + run(item.explanation)),
    item.rubric === null ? '' : paragraph(OWN.rubric, run(rubricText(item.rubric))),
    values(OWN.tags, '', tagsOf(item)),
  ].join('');
}

const keyWords = ({ kind, key }: ItemContent): readonly string[] => (kind === 'trueFalse' ? key.slice(0, 1) : key);
