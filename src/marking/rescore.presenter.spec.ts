import { describe, expect, it } from '@jest/globals';
import type { FormItem } from '../core/blueprint/form.js';
import { checkRuling, type RulingKind } from '../core/scoring/item-ruling.js';
import type { RulingDto } from './dto/rescore.dto.js';
import type { Rescore } from './entities/rescore.entity.js';
import { rescoreLines, rulingOf } from './rescore.presenter.js';

const item = (kind: FormItem['kind']): FormItem => ({
  no: 1,
  itemId: 'i',
  versionId: 'v',
  code: 'X1',
  topic: 't',
  level: 'recall',
  kind,
  points: 200,
  stem: '?',
  options: ['A', 'B', 'C', 'D'].map((letter) => ({ letter, origin: letter, text: letter })),
});
const form = (kind: RulingKind, letters: string): RulingDto => ({
  itemId: 'i',
  kind,
  reason: 'vì sao',
  ...Object.fromEntries([...letters].map((l) => [`key${l}`, 'yes'])),
});
const keys = (kind: RulingKind, letters: string, of: FormItem['kind']): string[] =>
  rulingOf(form(kind, letters), { item: item(of), key: ['A', 'B'] }).keys.map((k) => k.join(''));

describe('the ruling that a form means', () => {
  it.each([
    ['newKey', 'C', 'single', ['C']],
    ['newKey', '', 'single', []],
    ['newKey', 'BC', 'single', ['B', 'C']],
    ['bothKeys', 'AC', 'single', ['A', 'C']],
    ['newKey', 'BC', 'multiple', ['BC']],
    ['bothKeys', 'BC', 'multiple', ['AB', 'BC']],
    ['fullMarks', 'A', 'single', []],
    ['drop', 'A', 'multiple', []],
  ] as const)('%s with %s ticked, of an item of kind %s: %j', (kind, letters, of, expected) => {
    expect(keys(kind, letters, of)).toEqual(expected);
  });

  it('of an item with several right answers needs another key than the one as drawn', () => {
    const same = rulingOf(form('bothKeys', 'AB'), { item: item('multiple'), key: ['A', 'B'] });
    expect(checkRuling(item('multiple'), same)).toMatchObject({ ok: false, error: { code: 'rescore/two-keys' } });
  });
});

describe('the list of past rulings', () => {
  const ruling = { itemId: 'i', kind: 'newKey', keys: [['F']] } as unknown as Rescore;
  const texts = (items: ReadonlyMap<string, FormItem>): unknown[] =>
    rescoreLines([ruling], items, 'vi').map((line) => (line as { text: string }).text);

  it('names true and false in words, not by the letters of the bank, and other options by their letters', () => {
    const options = [
      { letter: 'A', origin: 'T', text: 'Đúng' },
      { letter: 'B', origin: 'F', text: 'Sai' },
    ];
    expect(texts(new Map([['i', { ...item('trueFalse'), options }]]))).toEqual(['đáp án mới Sai']);
    expect(texts(new Map([['i', item('single')]]))).toEqual(['đáp án mới F']);
  });
});
