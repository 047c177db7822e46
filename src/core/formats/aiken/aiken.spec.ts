import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftItem } from '../../../../test/support/draft-items.js';
import { readAiken, writeAiken } from './aiken.js';

describe('Aiken', () => {
  it('keeps stem, options and key of a single-choice item of one line, and names what it cannot hold', () => {
    fc.assert(
      fc.property(draftItem('single'), (item) => {
        const { items, problems } = readAiken(writeAiken([item, item]));
        expect(problems).toEqual([]);
        const { options, key } = item;
        const expected = { stem: item.stem.replaceAll('\n', ' '), options, key, kind: 'single' };
        expect(items.map((i) => i.content)).toMatchObject([expected, expected]);
        expect(items[0]?.missing).toEqual(['code', 'topic', 'level', 'explanation', 'citation', 'verifiedAgainst']);
      }),
    );
  });

  it('reads stems of several lines and both signs after a letter', () => {
    const { items } = readAiken('Câu này\ncó hai dòng?\nA) một\nB) hai\nANSWER: b\n');
    expect(items[0]?.content).toMatchObject({ stem: 'Câu này\ncó hai dòng?', key: ['B'] });
  });

  it('names the line of an answer that is no option, of a stray line, and of a question without an end', () => {
    const text = 'Một?\nA. a\nB. b\nANSWER: C\n\nHai?\nA. a\nlạc\nB. b\nANSWER: A\n\nBa?\nA. a\nB. b\n';
    expect(readAiken(text).problems.map((p) => [p.place.line, p.code])).toEqual([
      [4, 'format/aiken-answer'],
      [8, 'format/aiken-line'],
      [8, 'format/aiken-unfinished'],
    ]);
  });
});
