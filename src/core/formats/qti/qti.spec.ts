import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem, draftItems } from '../../../../test/support/draft-items.js';
import { readXml } from '../../../documents/xml/read-xml.js';
import { ReadingBook, type Reading } from '../draft.js';
import type { XmlElement } from '../xml.js';
import { QTI_VERSIONS, type QtiVersion } from './dialect.js';
import { itemFilesOf, readQtiItem } from './read.js';
import { QTI_KINDS, writeQtiItem, writeQtiPackage } from './write.js';

function rootOf(text: string): XmlElement {
  const root = readXml(text);
  if (!root.ok) throw new Error(`${root.error.reason} at line ${root.error.line}`);
  return root.value;
}
function read(...texts: string[]): Reading {
  const book = new ReadingBook();
  for (const text of texts) readQtiItem(book, rootOf(text), null);
  return book;
}

const cases = QTI_VERSIONS.flatMap((version) => QTI_KINDS.map((kind) => [version, kind] as const));

describe('QTI round trip', () => {
  it.each(cases)('%s: %s comes back as it went out', (version, kind) => {
    fc.assert(
      fc.property(draftItem(kind), (item) => {
        const { items, problems } = read(writeQtiItem(item, version, ['Xuất -- bởi']));
        expect(problems).toEqual([]);
        expect(items.map((i) => i.content)).toEqual([item]);
        expect(items[0]?.missing).toEqual([]);
      }),
    );
  });

  it.each(QTI_VERSIONS)('%s: a package has its items in their order', (version) => {
    fc.assert(
      fc.property(draftItems(), (items) => {
        const files = writeQtiPackage(items, version);
        const paths = itemFilesOf(rootOf(files['imsmanifest.xml'] ?? ''));
        expect(read(...paths.map((path) => files[path] ?? '')).items.map((i) => i.content)).toEqual(items);
      }),
      { numRuns: 30 },
    );
  });
});

const item = (version: QtiVersion, declaration: string, body: string): string =>
  version === '3.0'
    ? `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q1" title="Câu một">${declaration}<qti-item-body>${body}</qti-item-body></qti-assessment-item>`
    : `<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="Câu một">${declaration}<itemBody>${body}</itemBody></assessmentItem>`;

describe('QTI as other programs write it', () => {
  it('reads prompts, identifiers of any form, and points by mapping', () => {
    const declaration =
      '<responseDeclaration identifier="R1" cardinality="multiple" baseType="identifier"><mapping defaultValue="0"><mapEntry mapKey="choice_x" mappedValue="1"/><mapEntry mapKey="choice_y" mappedValue="-1"/></mapping></responseDeclaration>';
    const body =
      '<choiceInteraction responseIdentifier="R1" shuffle="true" maxChoices="0"><prompt>Chọn <strong>mọi</strong> ý đúng</prompt><simpleChoice identifier="choice_y">sai</simpleChoice><simpleChoice identifier="choice_x"><p>đúng rồi</p></simpleChoice></choiceInteraction>';
    const { items, problems } = read(item('2.1', declaration, body));
    expect(items[0]?.content).toMatchObject({ kind: 'multiple', stem: 'Chọn mọi ý đúng', key: ['B'], shuffle: true });
    expect(problems.map((p) => p.code)).toEqual(['format/lost-emphasis']);
  });

  it('puts a blank where the answer is entered amid a sentence', () => {
    const declaration =
      '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"><qti-correct-response><qti-value>1930</qti-value></qti-correct-response></qti-response-declaration>';
    const body = '<p>Đảng ra đời năm <qti-text-entry-interaction response-identifier="RESPONSE"/>.</p>';
    expect(read(item('3.0', declaration, body)).items[0]?.content).toMatchObject({
      kind: 'shortText',
      stem: 'Đảng ra đời năm _____.',
      key: ['1930'],
    });
  });

  it('takes two options true and false for a statement', () => {
    const declaration =
      '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>x</value></correctResponse></responseDeclaration>';
    const body =
      '<p>Phải không?</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><simpleChoice identifier="x">True</simpleChoice><simpleChoice identifier="y">False</simpleChoice></choiceInteraction>';
    expect(read(item('2.2', declaration, body)).items[0]?.content).toMatchObject({ kind: 'trueFalse', key: ['T'] });
  });

  it.each([
    ['an interaction it does not know', '<p>a</p><hotspotInteraction responseIdentifier="R"/>', 'format/kind-unknown'],
    ['no interaction', '<p>Chỉ đọc</p>', 'format/qti-no-interaction'],
    [
      'several interactions',
      '<p><textEntryInteraction responseIdentifier="A"/><textEntryInteraction responseIdentifier="B"/></p>',
      'format/qti-several',
    ],
  ])('names an item with %s', (_, body, code) => {
    const { items, problems } = read(item('2.1', '', body));
    expect(items).toEqual([]);
    expect(problems.map((p) => [p.severity, p.code, p.params['text']])).toEqual([['skip', code, 'Câu một']]);
  });

  it('leaves scripts out and says so', () => {
    const { items, problems } = read(
      item('2.1', '', '<p>Nêu<script>x</script></p><extendedTextInteraction responseIdentifier="R"/>'),
    );
    expect(items[0]?.content.stem).toBe('Nêu');
    expect(problems.map((p) => p.code)).toEqual(['format/lost-script']);
  });
});
