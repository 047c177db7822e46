import { describe, expect, it } from '@jest/globals';
import type { ItemContent } from '../item/item.js';
import { obstaclesOf, problemsOf } from './problems.js';

const REGISTER = [
  { code: 'dieu-le', status: 'inForce' },
  { code: 'dieu-le-cu', status: 'superseded' },
] as const;
const SOUND: ItemContent = {
  ...{ code: 'CH001', topic: 'charter', kind: 'single', level: 'recall', prompts: [], folding: null, shuffle: true },
  ...{ verifiedAgainst: 'fullText', rubric: null, citation: { document: 'dieu-le', article: '5' } },
  stem: 'Thời gian dự bị của đảng viên là bao lâu?',
  options: ['Sáu tháng', 'Mười hai tháng', 'Hai năm', 'Ba năm'].map((text, i) => ({ id: 'ABCD'.charAt(i), text })),
  key: ['B'],
  explanation: 'Điều 5 quy định người được kết nạp phải trải qua thời kỳ dự bị mười hai tháng.',
};
const said = (content: Partial<ItemContent>) =>
  problemsOf({ ...SOUND, ...content }, REGISTER).map(
    (p) => `${p.severity} ${p.part} ${p.fault?.code ?? p.finding?.rule ?? ''}`,
  );

describe('what stands against an item by itself', () => {
  it('is nothing where it is sound', () => {
    expect(said({})).toEqual([]);
  });

  it('names the part, the worst first, and says nothing twice', () => {
    expect(said({ key: [], explanation: '', stem: 'Thời gian dự bị là bao lâu' })).toEqual([
      'warning stem stemEnd',
      'error key item/one-key',
      'error explanation explanationPresent',
    ]);
  });

  it.each<[string, Partial<ItemContent>, string]>([
    ['has no source', { citation: { document: '' } }, 'error citation citationKnown'],
    ['has one that was replaced', { citation: { document: 'dieu-le-cu' } }, 'error citation citationCurrent'],
    [
      'has two options that say the same',
      { options: [...SOUND.options.slice(0, 3), { id: 'D', text: '12 tháng' }] },
      'error options sameOptions',
    ],
    [
      'is an essay without a rubric',
      { kind: 'essay', options: [], key: [], shuffle: false },
      'error rubric item/no-rubric',
    ],
  ])('keeps an item out of use that %s', (_, content, line) => {
    expect(said(content)).toContain(line);
    expect(obstaclesOf({ ...SOUND, ...content }, REGISTER)).not.toEqual([]);
  });

  it('does not keep it out where a machine may be wrong', () => {
    expect(said({ stem: 'Điều nào không phải là nhiệm vụ của đảng viên?' })).toEqual(['warning stem unmarkedNegation']);
    expect(obstaclesOf({ ...SOUND, stem: 'Điều nào không phải là nhiệm vụ của đảng viên?' }, REGISTER)).toEqual([]);
  });
});
