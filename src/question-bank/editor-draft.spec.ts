import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ITEM_KINDS, type ItemContent } from '../core/item/item.js';
import { itemFaults } from '../core/item/kinds.js';
import { readBankFolder } from './bank-files.js';
import {
  contentOfDraft,
  draftOf,
  type EditorDraft,
  emptyDraft,
  isBlank,
  pressRow,
  ROW_LIST_NAMES,
  withRoom,
} from './editor-draft.js';

const banks = ['question-banks/kien-thuc-chung', 'test/fixtures/kinds-bank'].flatMap(
  (folder) => readBankFolder(folder).bank?.items.map((i) => i.content) ?? [],
);
const of = (kind: string): ItemContent => banks.find((i) => i.kind === kind)!;

describe('the editor’s draft', () => {
  it('gives back every item of the shipped banks untouched', () => {
    expect(new Set(banks.map((i) => i.kind)).size).toBeGreaterThanOrEqual(7);
    for (const content of banks) expect(contentOfDraft(withRoom(draftOf(content)))).toEqual(content);
  });

  it('is blank until something is written, whatever kind and topic are chosen', () => {
    for (const kind of ITEM_KINDS) expect(isBlank(withRoom(emptyDraft(kind, 'charter')))).toBe(true);
    const blank = withRoom(emptyDraft('essay', 'charter'));
    for (const written of [
      { stem: 'Hỏi' },
      { truth: 'T' },
      { ideas: ['', 'ý'] },
      { options: [{ text: 'một', letter: '', right: false }] },
      { criteria: [{ title: '', guide: '', points: '1' }] },
    ])
      expect(isBlank({ ...blank, ...written })).toBe(false);
  });

  it('leaves out rows without a word, and keeps one that is said to be right', () => {
    const draft: EditorDraft = {
      ...emptyDraft('single', 'charter'),
      options: ['một', '', 'hai', ''].map((text, i) => ({ text, letter: '', right: i === 3 })),
    };
    const { options, key } = contentOfDraft(draft);
    expect([options, key]).toEqual([
      [
        { id: 'A', text: 'một' },
        { id: 'B', text: 'hai' },
        { id: 'C', text: '' },
      ],
      ['C'],
    ]);
  });

  it('keeps the pairs of a matching when its options move, and forgets a pair whose option is gone', () => {
    const draft = draftOf(of('matching'));
    const pairsOf = (d: EditorDraft) => d.prompts.map((p) => d.options[p.match - 1]?.text);
    const moved = pressRow(draft, 'down:option:1')!;
    expect(pairsOf(moved.draft)).toEqual(pairsOf(draft));
    expect(moved.focus).toEqual({ list: 'option', at: 1 });
    const gone = draft.options[0]!.text;
    expect(pairsOf(pressRow(draft, 'remove:option:1')!.draft)).toEqual(
      pairsOf(draft).map((text) => (text === gone ? undefined : text)),
    );
  });

  it('takes the order of an ordering from its rows', () => {
    const turned = pressRow(draftOf(of('ordering')), 'up:option:2')!.draft;
    const { options, key } = contentOfDraft(turned);
    expect(key.map((id) => options.find((o) => o.id === id)?.text)).toEqual(turned.options.map((o) => o.text));
    expect(itemFaults(contentOfDraft(turned))).toEqual([]);
  });

  it('has points that are the sum of its criteria', () => {
    const draft = draftOf(of('essay'));
    const more = { ...draft, criteria: [...draft.criteria, { title: 'Trình bày', guide: 'Rõ ràng', points: '1,5' }] };
    expect(contentOfDraft(more).rubric!.points).toBe(of('essay').rubric!.points + 150);
    expect(itemFaults(contentOfDraft(more))).toEqual([]);
    const unread = { ...draft, criteria: draft.criteria.map((c) => ({ ...c, points: 'mười' })) };
    expect(itemFaults(contentOfDraft(unread)).map((f) => f.code)).toContain('rubric/not-in-steps');
  });

  it('loses nothing when its kind is changed and changed back, and no row by any button but remove', () => {
    for (const content of banks) {
      const draft = draftOf(content);
      expect(withRoom({ ...withRoom({ ...draft, kind: 'essay' }), kind: draft.kind })).toMatchObject({
        options: draft.options,
        accepted: draft.accepted,
      });
    }
    const press = fc.tuple(
      fc.constantFrom('add', 'up', 'down'),
      fc.constantFrom(...ROW_LIST_NAMES),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...banks), fc.array(press), (content, presses) => {
        let draft = draftOf(content);
        for (const [act, list, no] of presses) draft = pressRow(draft, `${act}:${list}:${no}`)?.draft ?? draft;
        const words = (d: EditorDraft) =>
          [...d.options, ...d.prompts]
            .map((r) => r.text)
            .filter((t) => t !== '')
            .sort();
        expect(words(draft)).toEqual(words(draftOf(content)));
      }),
    );
  });
});
