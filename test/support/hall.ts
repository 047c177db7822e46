import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { Clock } from '../../src/common/clock.js';
import type { Blueprint } from '../../src/core/blueprint/blueprint.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import type { Attempt } from '../../src/delivery/entities/attempt.entity.js';
import type { BankContent } from '../../src/question-bank/bank-files.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { axe, HOST, launchBrowser, overflows } from './browser.js';
import { type House, openHouse } from './house.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, sampleBank, startSitting } from './world.js';

export interface HallOptions {
  readonly clock?: Clock;
  readonly rules?: RuleSet;
  readonly roles?: readonly Role[];
  readonly names?: readonly string[];
  readonly blueprint?: Blueprint;
  readonly bank?: BankContent;
}

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly script?: boolean;
  /** Where the browser comes to, when that is not the house itself. */
  readonly origin?: string;
}

/** One browser on one machine: cookies and storage of its own. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly origin: string;
}

/** A house with a committee and a closed batch, and browsers that come in to it as in a village hall: plain HTTP. */
export class Hall {
  /** What browsers said on their consoles: nothing, if all is well. */
  readonly complaints: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    public house: House,
    readonly committee: Committee,
    readonly closed: ClosedBatch,
    private readonly browser: Browser,
  ) {}

  static async open({
    clock,
    rules,
    roles = ['invigilator'],
    names,
    blueprint,
    bank,
  }: HallOptions = {}): Promise<Hall> {
    const house = await openHouse(clock === undefined ? {} : { clock });
    try {
      const committee = await newCommittee(
        house,
        'Đảng ủy phường Hạ Long',
        roles,
        rules ?? DEFAULT_RULES,
        bank ?? sampleBank(),
        blueprint,
      );
      return new Hall(house, committee, await newClosedBatch(house, committee, names), await launchBrowser());
    } catch (error) {
      await house.close();
      throw error;
    }
  }

  get port(): number {
    return Number(new URL(this.house.url).port);
  }

  get origin(): string {
    return originOf(this.port);
  }

  /** A new machine; what its pages complain about is collected. */
  async visitor({ width = 360, height = 740, script = true, origin }: VisitorOptions = {}): Promise<Visitor> {
    // A zone far away: what pages say of time must come from the server's side.
    const context = await this.browser.newContext({
      viewport: { width, height },
      javaScriptEnabled: script,
      timezoneId: 'America/New_York',
    });
    this.contexts.push(context);
    context.setDefaultTimeout(15_000);
    context.on('page', (page) => {
      this.listen(page);
    });
    return { context, page: await context.newPage(), origin: origin ?? this.origin };
  }

  /** Everybody present, the start signal given. */
  start(closed: ClosedBatch = this.closed): Promise<HttpBrowser> {
    return startSitting(this.house, this.committee, closed);
  }

  /** The nth person of the batch. */
  person(n: number, closed: ClosedBatch = this.closed): BatchEntry {
    const entry = closed.entries[n];
    if (entry === undefined) throw new Error(`nobody has place ${n}`);
    return entry;
  }

  codeOf(entry: BatchEntry, closed: ClosedBatch = this.closed): string {
    return closed.codes.get(entry.id) ?? '';
  }

  /** What the database holds. */
  async attempt(entry: BatchEntry): Promise<Attempt> {
    const { attempt } = await this.house.app.get(AttemptService).standing(entry.id);
    if (attempt === null) throw new Error(`${entry.fullName} has no attempt`);
    return attempt;
  }

  /** The answers that the database holds, by number; cleared ones left out. */
  async answers(entry: BatchEntry): Promise<Record<string, string>> {
    const { sheet } = await this.attempt(entry);
    const marks = Object.entries(sheet.answers).map(([no, { value }]) => [no, value] as const);
    return Object.fromEntries(marks.filter(([, value]) => value !== ''));
  }

  async restart(): Promise<void> {
    this.house = await this.house.restart();
  }

  /** Sends all machines home. */
  async clear(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.house.close();
  }

  private listen(page: Page): void {
    page.on('console', (message) => {
      // A request that failed is the test's to judge; everything else on the console is a fault of the page.
      const isRequest = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isRequest) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('response', (response) => {
      const isPart = response.request().resourceType() !== 'document';
      if (isPart && response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`);
    });
  }
}

export const originOf = (port: number): string => `http://${HOST}:${port}`;

/** What a machine finds wrong with the page as it stands: accessibility, and sideways scrolling on the narrowest screen. */
export async function pageFaults(page: Page, narrow = 320): Promise<string[]> {
  const size = page.viewportSize();
  if (size === null) return axe(page);
  // So high that the bar at the foot covers nothing: what it happens to cut in half would count as too small to be hit.
  await page.setViewportSize({ width: size.width, height: 3000 });
  const faults = await axe(page);
  await page.setViewportSize({ width: narrow, height: size.height });
  if (await overflows(page)) faults.push(`overflows at ${narrow}`);
  await page.setViewportSize(size);
  return faults;
}
