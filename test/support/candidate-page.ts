import type { Locator, Page } from 'playwright-core';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { Hall, Visitor } from './hall.js';
import type { ClosedBatch } from './world.js';

/** A candidate before a browser: what they click, and what they see. */
export class CandidatePage {
  readonly page: Page;

  constructor(readonly visitor: Visitor) {
    this.page = visitor.page;
  }

  /** Comes in by number and code and says 'this is me'. */
  async signIn(hall: Hall, entry: BatchEntry, closed: ClosedBatch = hall.closed): Promise<void> {
    await this.open('/delivery/sign-in');
    await this.page.fill('#candidateNo', entry.candidateNo ?? '');
    await this.page.fill('#code', hall.codeOf(entry, closed));
    await this.page.click('main form button');
    await this.page.click('button[value=yes]');
    await this.page.waitForURL(/\/delivery\/(wait|paper|receipt)/);
  }

  /** Comes in and opens the form. */
  async begin(hall: Hall, entry: BatchEntry): Promise<void> {
    await this.signIn(hall, entry);
    await this.page.click('form[action="/delivery/start"] button');
    await this.page.waitForURL('**/delivery/paper*');
    await this.ready();
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.visitor.origin}${path}`);
  }

  /** The paper is alive: its script has a lease and says so. */
  async ready(): Promise<void> {
    await this.saved();
  }

  option(no: number, letter: string): Locator {
    return this.page.locator(`#cau-${no} .opt`, { has: this.page.locator(`input[value=${letter}]`) });
  }

  /** Goes to a question by the overview. */
  async goTo(no: number): Promise<void> {
    const opener = this.page.locator('[data-overview]');
    if (await opener.isVisible()) await opener.click();
    await this.page.click(`[data-cell="${no}"]`);
  }

  /** Leaves the question with this letter alone, whether one or several may be chosen. */
  async choose(no: number, letter: string): Promise<void> {
    if (!(await this.option(no, letter).locator('input').isChecked())) await this.option(no, letter).click();
    const others = this.page.locator(`#cau-${no} .opt:not(:has(input[value=${letter}])):has(input:checked)`);
    while ((await others.count()) > 0) await others.first().click();
  }

  /** Goes to a question and chooses. */
  async answer(no: number, letter: string): Promise<void> {
    await this.goTo(no);
    await this.choose(no, letter);
  }

  async stateLine(): Promise<string> {
    return ((await this.page.textContent('#state')) ?? '').trim();
  }

  /** Waits until the page's script says that all is saved. */
  async saved(timeout = 10_000): Promise<void> {
    await this.page.locator('#state.state--ok', { hasText: /^\s*Đã lưu \d\d:\d\d:\d\d\s*$/ }).waitFor({ timeout });
  }

  /** The answers as the page shows them, by number. */
  async shown(): Promise<Record<string, string>> {
    return this.page.evaluate<Record<string, string>>(`Object.fromEntries([...document.querySelectorAll('[data-item]')]
      .map((item) => [item.dataset.item, [...item.querySelectorAll('.opt input:checked')].map((o) => o.value).join('')])
      .filter(([, value]) => value !== ''))`);
  }

  /** The number of the question that is seen. */
  async here(): Promise<number> {
    const seen = await this.page.evaluate(
      `[...document.querySelectorAll('.item')].filter((i) => i.offsetHeight > 0).map((i) => i.dataset.item)`,
    );
    const [no, ...more] = seen as string[];
    if (no === undefined || more.length > 0) throw new Error('a paper shows one question at a time');
    return Number(no);
  }

  /** From the paper over the review to the receipt. */
  async handIn(): Promise<void> {
    await this.page.goto(`${this.visitor.origin}/delivery/review`);
    await this.page.check('#confirm');
    await this.page.click('form[action="/delivery/submit"] button');
    await this.page.waitForURL('**/delivery/receipt');
  }
}
