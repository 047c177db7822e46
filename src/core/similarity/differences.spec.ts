import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differences } from './differences.js';

const own = (text: string, other: string): string[] =>
  differences(text, other).flatMap((p) => (p.own ? [p.text.trim()] : []));

it('marks what the other text does not say, wherever it stands there', () => {
  expect(own('Đại hội VI họp năm 1986?', 'Năm 1991, Đại hội VII họp?')).toEqual(['VI', '1986?']);
  expect(own('Hoà bình và thống nhất', 'thong nhat va HÒA BÌNH')).toEqual([]);
  expect(own('một một', 'một')).toEqual(['một']);
});

it('loses nothing of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, other) => {
      const pieces = differences(text, other);
      expect(pieces.map((p) => p.text).join('')).toBe(text);
      expect(pieces.some((p, i) => p.own === pieces[i + 1]?.own)).toBe(false);
    }),
  );
});
