import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TEXT_FOLDINGS, type TextFolding } from '../../item.js';
import { foldedText } from './folded-text.js';
import { shortText, SHORT_TEXT_MAX } from './short-text.js';

const isRight = (response: string, folding: TextFolding, key = 'Hòa bình\nĐộc lập'): boolean =>
  shortText.grade(key, response, { credit: 'allOrNothing', folding }).right === 1;

const ALPHABET = [...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộúùủũụứừửữựýỳỷỹỵ '];
const words = fc.array(fc.constantFrom(...ALPHABET), { minLength: 1, maxLength: 30 }).map((l) => l.join(''));

describe('a short text', () => {
  it.each([
    ['Hòa bình', 'exact', true],
    ['  Hoà   bình ', 'exact', true],
    ['Hòa bình'.normalize('NFD'), 'exact', true],
    ['hòa bình', 'exact', false],
    ['hòa BÌNH', 'case', true],
    ['độc LẬP', 'case', true],
    ['doc lap', 'case', false],
    ['DOC LAP', 'marks', true],
    ['hoa binh', 'marks', true],
    ['Hoa bin', 'marks', false],
    ['', 'marks', false],
  ] as const)('%j with folding %s is right: %s', (response, folding, expected) => {
    expect(isRight(response, folding)).toBe(expected);
  });

  it('is right however its Unicode form and its blanks are, in every folding', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...TEXT_FOLDINGS), (text, folding) => {
        fc.pre(text.trim() !== '');
        expect(isRight(`  ${text.normalize('NFD').replaceAll(' ', '  ')} `, folding, text)).toBe(true);
      }),
    );
  });

  it('each folding forgives what the one before forgives, and a folded text stays as it is', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [exact, byCase, marks] = TEXT_FOLDINGS.map((f) => foldedText(a, f) === foldedText(b, f));
        expect(!exact || byCase).toBe(true);
        expect(!byCase || marks).toBe(true);
        for (const f of TEXT_FOLDINGS) expect(foldedText(foldedText(a, f), f)).toBe(foldedText(a, f));
      }),
    );
  });

  it('is stored as one line in NFC, and takes no longer one than the page says', () => {
    const field = shortText.field({ options: [], prompts: [] });
    expect(field.settle(' Hòa\n bình\u200b '.normalize('NFD'))).toBe('Hòa bình');
    expect(field.read(['  Độc  lập '])).toBe('Độc lập');
    expect(field.accepts('Độc  lập')).toBe(false);
    expect(field.max).toBe(SHORT_TEXT_MAX);
  });
});
