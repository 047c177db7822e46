import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { essayText } from './essay-text.js';

describe('essayText', () => {
  it.each([
    ['marks that stand apart', 'Đảng ta vĩ đại'.normalize('NFD'), 'Đảng ta vĩ đại'],
    ['line ends of other machines', 'một\r\nhai\rba', 'một\nhai\nba'],
    ['control characters', 'a\u0000b\u007Fc', 'abc'],
    ['nothing but blanks', ' \n\t ', ''],
    ['blanks within and at the ends, which stay', '  một  hai\n', '  một  hai\n'],
  ])('settles %s', (_, raw, stored) => {
    expect(essayText(raw)).toBe(stored);
  });

  it('changes nothing that it has settled, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (raw) => essayText(essayText(raw)) === essayText(raw)));
  });
});
