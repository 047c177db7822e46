import type { Page } from 'playwright-core';
import { pageFaults, type Visitor } from './hall.js';
import { PASSWORD } from './world.js';

/** The narrowest phone that staff pages are made for. */
export const PHONE = 360;

/** A member of staff before a browser. */
export class StaffPage {
  readonly page: Page;

  constructor(readonly visitor: Visitor) {
    this.page = visitor.page;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.visitor.origin}${path}`);
  }

  async signIn(username: string): Promise<void> {
    await this.open('/identity/sign-in');
    await this.page.fill('#username', username);
    await this.page.fill('#password', PASSWORD);
    await this.page.click('main form button');
    await this.page.waitForURL('**/overview');
  }

  faults(): Promise<string[]> {
    return pageFaults(this.page, PHONE);
  }

  /** What the band above the page says has been done. */
  async done(): Promise<string> {
    return ((await this.page.locator('.flash .note--ok').textContent()) ?? '').trim();
  }

  /** Addresses within the house that the page leads to. */
  async links(): Promise<string[]> {
    const found = await this.page.evaluate(
      `[...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search)`,
    );
    return found as string[];
  }
}
