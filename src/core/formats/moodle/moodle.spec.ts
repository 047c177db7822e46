import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem, draftItems } from '../../../../test/support/draft-items.js';
import { readXml } from '../../../documents/xml/read-xml.js';
import type { Reading } from '../draft.js';
import { MoodleReader } from './read.js';
import { MOODLE_KINDS, writeMoodleXml } from './write.js';

function read(text: string): Reading {
  const reader = new MoodleReader();
  const result = readXml(text, (child) => {
    reader.take(child);
  });
  expect(result).toMatchObject({ ok: true });
  return reader.book;
}
const quiz = (...questions: string[]): Reading => read(`<?xml version="1.0"?>\n<quiz>\n${questions.join('\n')}</quiz>`);
const question = (type: string, body: string): string =>
  `<question type="${type}"><name><text>Q</text></name><questiontext format="html"><text><![CDATA[<p>Hỏi</p>]]></text></questiontext>${body}</question>`;

describe('Moodle XML round trip', () => {
  it.each(MOODLE_KINDS)('%s comes back as it went out', (kind) => {
    fc.assert(
      fc.property(draftItem(kind), (item) => {
        const { items, problems } = read(writeMoodleXml([item]));
        expect(problems).toEqual([]);
        expect(items.map((i) => i.content)).toEqual([item]);
        expect(items[0]?.missing).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('several items keep their order and their topics', () => {
    fc.assert(
      fc.property(draftItems(), (items) => {
        expect(read(writeMoodleXml(items, ['Xuất bởi Lan -- 12/3'])).items.map((i) => i.content)).toEqual(items);
      }),
    );
  });
});

describe('Moodle XML as Moodle writes it', () => {
  it('reads right answers by their fractions, and the topic from the category', () => {
    const { items } = quiz(
      '<question type="category"><category><text>$course$/top/Điều lệ</text></category></question>',
      question(
        'multichoice',
        '<single>true</single><answer fraction="0"><text>a</text></answer><answer fraction="100"><text>b</text></answer>',
      ),
      question(
        'multichoice',
        '<single>false</single><answer fraction="50"><text>a</text></answer><answer fraction="-50"><text>b</text></answer><answer fraction="50"><text>c</text></answer>',
      ),
    );
    expect(items.map(({ content: c }) => [c.kind, c.key, c.topic])).toEqual([
      ['single', ['B'], 'Điều lệ'],
      ['multiple', ['A', 'C'], 'Điều lệ'],
    ]);
  });

  it('reads an ordering by the places that the fractions give', () => {
    const answer = (n: number, text: string): string => `<answer fraction="${n}.0000000"><text>${text}</text></answer>`;
    const { items } = quiz(question('ordering', answer(2, 'hai') + answer(3, 'ba') + answer(1, 'một')));
    expect(items[0]?.content).toMatchObject({
      kind: 'ordering',
      options: [
        { id: 'A', text: 'một' },
        { id: 'B', text: 'hai' },
        { id: 'C', text: 'ba' },
      ],
      key: ['A', 'B', 'C'],
    });
  });

  it('names each question that it cannot take, with its line', () => {
    const { items, problems } = quiz(
      question('calculated', ''),
      question('essay', ''),
      question('ddwtos', ''),
      question('description', ''),
    );
    expect(items).toHaveLength(1);
    expect(problems.map((p) => [p.severity, p.place.line, p.params['kind'], p.params['text']])).toEqual([
      ['skip', 3, 'calculated', 'Hỏi'],
      ['skip', 5, 'ddwtos', 'Hỏi'],
      ['skip', 6, 'description', 'Hỏi'],
    ]);
  });

  it('takes scripts, handlers and pictures out of a stem and says so once', () => {
    const stem =
      '<question type="essay"><questiontext format="html"><text><![CDATA[<p onclick="x()">Xem <img src="a.png" alt="bản đồ"/></p><script>alert("</p>")</script><script>b</script><p>rồi trả lời.</p>]]></text></questiontext></question>';
    const { items, problems } = quiz(stem);
    expect(items[0]?.content.stem).toBe('Xem bản đồ\nrồi trả lời.');
    expect(problems.map((p) => p.code)).toEqual(['format/lost-script', 'format/lost-image']);
  });

  it('names an accepted answer that stands for anything', () => {
    const { items, problems } = quiz(
      question(
        'shortanswer',
        '<answer fraction="100"><text>1930*</text></answer><answer fraction="100"><text>5\\*3</text></answer>',
      ),
    );
    expect(items[0]?.content.key).toEqual(['5*3']);
    expect(problems.map((p) => p.code)).toEqual(['format/wildcard']);
  });
});
