import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FormService } from '../../src/batch/form.service.js';
import type { FormItem } from '../../src/core/blueprint/form.js';
import type { ItemKind } from '../../src/core/item/item.js';
import { CandidatePage } from '../support/candidate-page.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';
import { Hall, originOf, pageFaults } from '../support/hall.js';
import { KINDS_BLUEPRINT, kindsBank, kindsRules } from '../support/kinds-bank.js';
import { until } from '../support/until.js';

describe('a paper of short texts, orderings and matchings', () => {
  let hall: Hall;
  let wire: CuttableProxy;

  beforeAll(async () => {
    hall = await Hall.open({ rules: kindsRules('perOption'), blueprint: KINDS_BLUEPRINT, bank: kindsBank() });
    wire = await cuttableProxy(hall.port);
    await hall.start();
    hall.house.clock.pass(60);
  });
  afterEach(async () => {
    wire.mend();
    await hall.clear();
    expect(hall.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await wire.close();
    await hall.close();
  });

  /** The first item of a kind on somebody's paper, and its key there. */
  async function asked(n: number, kind: ItemKind): Promise<{ item: FormItem; key: string }> {
    const forms = hall.house.app.get(FormService);
    const form = await forms.getForm(hall.person(n).id);
    const item = form.items.find((i) => i.kind === kind)!;
    return { item, key: (await forms.getKeys(form.id)).find((k) => k.no === item.no)!.key };
  }
  const begin = async (n: number, width = 360): Promise<CandidatePage> => {
    const candidate = new CandidatePage(await hall.visitor({ origin: originOf(wire.port), width }));
    await candidate.begin(hall, hall.person(n));
    return candidate;
  };
  const saved = async (n: number, no: number): Promise<string | undefined> => (await hall.answers(hall.person(n)))[no];
  const orderOf = ({ page }: CandidatePage, no: number): Promise<string> =>
    page.evaluate<string>(
      `[...document.querySelectorAll('#cau-${no} [data-line]')].map((line) => line.dataset.line).join('')`,
    );

  test('puts lines in order by buttons alone, tells where each now stands, and saves every step', async () => {
    const candidate = await begin(0);
    const { page } = candidate;
    const { item, key } = await asked(0, 'ordering');
    await candidate.goTo(item.no);
    expect(await pageFaults(page)).toEqual([]);
    const line = (letter: string) => page.locator(`#cau-${item.no} [data-line="${letter}"]`);
    const box = await line('A').locator('[data-move="1"]').boundingBox();
    expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(48);

    await line('A').locator('[data-move="1"]').press('Enter');
    expect(await orderOf(candidate, item.no)).toBe(`BA${[...key].sort().join('').slice(2)}`);
    const text = item.options[0]!.text;
    expect(await page.textContent('#live')).toBe(`${text}: vị trí 2 trong ${item.options.length}`);
    expect(await page.evaluate('document.activeElement.dataset.move')).toBe('1');
    await candidate.saved();
    expect(await saved(0, item.no)).toBe(await orderOf(candidate, item.no));

    for (const [place, letter] of [...key].entries())
      while ((await orderOf(candidate, item.no)).indexOf(letter) > place)
        await line(letter).locator('[data-move="-1"]').click();
    await candidate.saved();
    expect(await saved(0, item.no)).toBe(key);
    expect(await page.getAttribute(`[data-cell="${item.no}"]`, 'class')).toContain('cell--done');
    expect(await pageFaults(page)).toEqual([]);

    await page.reload();
    await candidate.ready();
    expect(await orderOf(candidate, item.no)).toBe(key);
    await page.click('[data-clear]');
    await candidate.saved();
    expect(await orderOf(candidate, item.no)).toBe([...key].sort().join(''));
    expect(await saved(0, item.no)).toBeUndefined();
  });

  test('counts the order that is shown only when somebody says so', async () => {
    const candidate = await begin(1);
    const { page } = candidate;
    const { item } = await asked(1, 'ordering');
    await candidate.goTo(item.no);
    expect(await page.getAttribute(`[data-cell="${item.no}"]`, 'class')).not.toContain('cell--done');
    await page.click(`#cau-${item.no} [data-keep]`);
    await candidate.saved();
    expect(await saved(1, item.no)).toBe(item.options.map((o) => o.letter).join(''));
    expect(await page.locator(`#cau-${item.no} [data-keep]`).isVisible()).toBe(false);
  });

  test('takes a pair at a time and a text as it is typed, also while the network is away', async () => {
    const candidate = await begin(2);
    const { page } = candidate;
    const matched = await asked(2, 'matching');
    const typed = await asked(2, 'shortText');
    const pairs = matched.key.match(/../g) ?? [];
    const select = (pair: string) => page.locator(`#a${matched.item.no}-${pair.charAt(0)}`);
    await candidate.goTo(matched.item.no);
    expect(await pageFaults(page)).toEqual([]);
    await select(pairs[0]!).selectOption(pairs[0]!);
    await candidate.saved();
    expect(await saved(2, matched.item.no)).toBe(pairs[0]);
    // arrows choose within a select; they do not turn the page
    await select(pairs[0]!).press('ArrowRight');
    expect(await candidate.here()).toBe(matched.item.no);
    await select(pairs[0]!).selectOption(pairs[0]!);

    wire.cut();
    for (const pair of pairs.slice(1)) await select(pair).selectOption(pair);
    await candidate.goTo(typed.item.no);
    expect(await pageFaults(page)).toEqual([]);
    await page.locator(`#a${typed.item.no}`).pressSequentially('  Fa hương  Cảng ');
    await page.keyboard.press('Enter');
    expect(await candidate.here()).toBe(typed.item.no);
    await page.locator('#state.state--warn').waitFor();
    wire.mend();
    await candidate.saved(20_000);
    expect([await saved(2, matched.item.no), await saved(2, typed.item.no)]).toEqual([matched.key, 'Fa hương Cảng']);

    await page.reload();
    await candidate.ready();
    expect(await page.inputValue(`#a${typed.item.no}`)).toBe('Fa hương Cảng');
    for (const pair of pairs) expect(await select(pair).inputValue()).toBe(pair);
    await page.fill(`#a${typed.item.no}`, 'x'.repeat(203));
    await page.locator(`#a${typed.item.no}-error`, { hasText: 'Dài quá 3 ký tự' }).waitFor();
    expect(await candidate.stateLine()).toBe('Chưa lưu – có câu viết quá dài');
    await page.fill(`#a${typed.item.no}`, 'Hương Cảng');
    await candidate.saved();

    await page.click('[data-overview]');
    await page.click('[data-review]');
    await page.waitForURL('**/delivery/review');
    expect(await page.textContent('main')).toContain('Đã trả lời 2 trong 6 câu');
    expect(await pageFaults(page)).toEqual([]);
  });

  test('goes on at another machine with the order of the first', async () => {
    const first = await begin(3);
    const { item } = await asked(3, 'ordering');
    await first.goTo(item.no);
    await first.page.locator(`#cau-${item.no} [data-move="-1"]`).last().click();
    await first.saved();
    const order = await orderOf(first, item.no);
    hall.house.clock.pass(70);
    const other = new CandidatePage(await hall.visitor({ width: 1280, height: 900 }));
    await other.signIn(hall, hall.person(3));
    await other.page.click('form[action="/delivery/take-over"] button');
    await other.ready();
    await other.goTo(item.no);
    expect(await orderOf(other, item.no)).toBe(order);
    expect(await pageFaults(other.page)).toEqual([]);
  });

  test('works whole without script: places and pairs are selects, and what is not finished comes back', async () => {
    // the browser can run what looks at the page, but the page gets no script of its own
    const visitor = await hall.visitor();
    const { page } = visitor;
    await page.route('**/*.js', (route) => route.fulfill({ body: '', contentType: 'text/javascript' }));
    await new CandidatePage(visitor).signIn(hall, hall.person(4));
    await page.click('form[action="/delivery/start"] button');
    expect(await pageFaults(page)).toEqual([]);
    const ordered = await asked(4, 'ordering');
    const matched = await asked(4, 'matching');
    const typed = await asked(4, 'shortText');
    const { no } = ordered.item;
    const place = (letter: string) => page.locator(`#a${no}-${letter}`);
    const save = async (): Promise<void> => {
      await page.click(`#cau-${no} button[value=save]`);
      await page.waitForLoadState();
    };
    await place('A').selectOption('A1');
    await place('B').selectOption('B1');
    for (const pair of matched.key.match(/../g) ?? [])
      await page.locator(`#a${matched.item.no}-${pair.charAt(0)}`).selectOption(pair);
    await page.fill(`#a${typed.item.no}`, 'Trần Phú');
    await save();
    await page.locator('#errors').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    expect([await place('A').inputValue(), await place('B').inputValue()]).toEqual(['A1', 'B1']);
    expect([await saved(4, no), await saved(4, matched.item.no)]).toEqual([undefined, matched.key]);
    for (const [i, letter] of [...ordered.key].entries()) await place(letter).selectOption(`${letter}${i + 1}`);
    await save();
    await until(
      'the order',
      () => saved(4, no),
      (value) => value === ordered.key,
    );
    expect(await orderOf(new CandidatePage(visitor), no)).toBe(ordered.key);
    await page.click('.run__end button[value=review]');
    await page.waitForURL('**/delivery/review');
    expect(await page.textContent('main')).toContain('Đã trả lời 3 trong 6 câu');
  });
});
