import { describe, expect, it } from '@jest/globals';
import { readCard, readIdNumber } from './id-number.js';

describe('an identity number', () => {
  it.each(['022091001234', '022 091 001 234', '022.091.001.234', "'022091001234"])('%p is its 12 digits', (text) => {
    expect(readIdNumber(text, '1991-09-05')).toEqual({ kind: 'number', value: '022091001234', zeros: 0 });
  });

  it('gets back the zero a spreadsheet dropped', () => {
    expect(readIdNumber('22091001234', '')).toEqual({ kind: 'number', value: '022091001234', zeros: 1 });
    expect(readIdNumber('12345678', '')).toEqual({ kind: 'number', value: '012345678', zeros: 1 });
  });

  it('gets back two zeros only where the birth year in it is the person’s', () => {
    expect(readIdNumber('1091001234', '1991')).toEqual({ kind: 'number', value: '001091001234', zeros: 2 });
    expect(readIdNumber('1091001234', '1992-01-01')).toEqual({ kind: 'wrong-length', digits: 10 });
    expect(readIdNumber('1091001234', '')).toEqual({ kind: 'wrong-length', digits: 10 });
  });

  it('of another length or with letters is refused, and blank is blank', () => {
    expect(readIdNumber('1234567', '')).toEqual({ kind: 'wrong-length', digits: 7 });
    expect(readIdNumber('0220910012345', '')).toEqual({ kind: 'wrong-length', digits: 13 });
    expect(readIdNumber('C1234567', '')).toEqual({ kind: 'not-digits' });
    expect(readIdNumber(' ', '')).toEqual({ kind: 'blank' });
  });

  it('tells sex and birth year, of this century too, and an old one tells nothing', () => {
    expect(readCard('022091001234')).toEqual({ sex: 'male', year: 1991 });
    expect(readCard('022191001234')).toEqual({ sex: 'female', year: 1991 });
    expect(readCard('022205001234')).toEqual({ sex: 'male', year: 2005 });
    expect(readCard('022305001234')).toEqual({ sex: 'female', year: 2005 });
    expect(readCard('012345678')).toBeNull();
  });
});
