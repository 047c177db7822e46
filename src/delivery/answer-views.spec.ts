import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { projectRoot, ViewEngine } from '../common/http/view-engine.js';
import type { FormItem } from '../core/blueprint/form.js';
import { ITEM_KINDS, type ItemKind } from '../core/item/item.js';
import { answerPartial, answerView } from '../question-bank/answer-views.js';
import { paperItems } from './delivery.presenter.js';

const item = (kind: ItemKind): FormItem => ({
  no: 7,
  itemId: 'i',
  versionId: 'v',
  code: 'X007',
  topic: 't',
  level: 'recall',
  kind,
  points: 200,
  stem: 'Câu hỏi?',
  options: ['Một', 'Hai', 'Ba'].map((text, i) => ({ letter: 'ABC'.charAt(i), origin: 'CAB'.charAt(i), text })),
  ...(kind === 'matching' ? { prompts: ['Vế một', 'Vế hai'].map((text, i) => ({ id: String(i + 1), text })) } : {}),
});
const views = new ViewEngine(join(projectRoot, 'views'), {});

/** The part of a paper that holds the answer. */
function rendered(kind: ItemKind, value: string): string {
  const sheet = { answers: { 7: { value, leaseNo: 1, clientSeq: 1 } }, flags: {} };
  const form = { items: [item(kind)] } as Parameters<typeof paperItems>[0];
  const html = views.render('delivery/paper', 'plain', {
    lang: 'vi',
    items: paperItems(form, sheet, 'vi', new Map()),
    attempt: {},
    secrets: {},
    person: {},
  });
  return /<legend[\s\S]*?<\/fieldset>/.exec(html)?.[0] ?? '';
}

describe('the answer of an item on its paper', () => {
  it.each(ITEM_KINDS.filter((k) => k !== 'oral'))('of kind %s has a partial that shows it', (kind) => {
    expect(rendered(kind, '')).toContain('name="a7"');
    expect(answerView({ item: item(kind), value: '', lang: 'vi' })).toMatchObject({ partial: answerPartial(kind) });
  });

  it('never bears the author’s letters', () => {
    for (const kind of ITEM_KINDS.filter((k) => k !== 'oral'))
      expect(JSON.stringify(answerView({ item: item(kind), value: '', lang: 'vi' }))).not.toMatch(/origin|X007/);
  });

  it('shows lines in the order that was given, and as the paper has them before', () => {
    const order = (value: string): string =>
      [...rendered('ordering', value).matchAll(/data-line="(.)"/g)].map(([, letter]) => letter).join('');
    expect([order(''), order('CAB'), order('A1B1')]).toEqual(['ABC', 'CAB', 'ABC']);
  });

  it('shows places that make no order where they were put', () => {
    const page = rendered('ordering', 'A1B1');
    expect([...page.matchAll(/<option value="(..)" selected>/g)].map(([, place]) => place)).toEqual(['A1', 'B1']);
    expect(page).toContain('Câu này chưa lưu được');
  });

  it('shows the pairs that were chosen', () => {
    const page = rendered('matching', '2A');
    expect([...page.matchAll(/<option value="(..)" selected>/g)].map(([, pair]) => pair)).toEqual(['2A']);
  });

  it('shows a short text as it was typed, and by how much it is too long', () => {
    expect(rendered('shortText', 'Hương "Cảng"')).toContain('value="Hương &quot;Cảng&quot;"');
    expect(rendered('shortText', 'x'.repeat(203))).toContain('Dài quá 3 ký tự');
  });
});
