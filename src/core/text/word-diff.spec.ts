import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DiffPiece, wordDiff } from './word-diff.js';

const own = (pieces: readonly DiffPiece[]): string[] => pieces.filter((p) => p.own).map((p) => p.text.trim());
const joined = (pieces: readonly DiffPiece[]): string => pieces.map((p) => p.text).join('');

describe('the difference of two texts', () => {
  it('marks the words that only one of them has, a tone mark or a sign too', () => {
    const { left, right } = wordDiff('Nhiệm kỳ của Ban Chấp hành là 5 năm.', 'Nhiệm kì của chi bộ là năm năm.');
    expect(own(left)).toEqual(['kỳ', 'Ban Chấp hành', '5']);
    expect(own(right)).toEqual(['kì', 'chi bộ', 'năm']);
  });

  it('marks a word that moved, for the order of words says something', () => {
    const { left, right } = wordDiff('chi bộ quyết định', 'quyết định chi bộ');
    expect([own(left).length, own(right).length]).toEqual([1, 1]);
  });

  it('marks nothing in equal texts and everything beside an empty one', () => {
    expect(own(wordDiff('a b', 'a b').left)).toEqual([]);
    expect(wordDiff('', 'a b')).toEqual({ left: [], right: [{ text: 'a b', own: true }] });
  });

  it('loses no letter, and what is not marked is the same on both sides', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n', 'đ ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { left, right } = wordDiff(a, b);
        expect([joined(left), joined(right)]).toEqual([a, b]);
        const shared = (pieces: readonly DiffPiece[]) =>
          pieces
            .filter((p) => !p.own)
            .flatMap((p) => p.text.split(/\s+/))
            .filter((w) => w !== '');
        expect(shared(left)).toEqual(shared(right));
      }),
    );
  });

  it('of very long texts is told as a whole, and at once', () => {
    const long = 'chữ '.repeat(5000);
    expect(own(wordDiff(long, `${long}khác`).left).length).toBe(1);
  });
});
