import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { Clock } from '../../src/common/clock.js';
import type { Random } from '../../src/core/shared/random.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { CandidatePage } from '../support/candidate-page.js';
import { ESSAY_BLUEPRINT, ESSAY_NO, WRITTEN_ONLY } from '../support/essay-plan.js';
import { originOf } from '../support/hall.js';
import { type House, openHouse } from '../support/house.js';
import { KillableBrowser } from '../support/killable-browser.js';
import { type ClosedBatch, newClosedBatch, newCommittee, sampleBank, startSitting } from '../support/world.js';
import { chanceOf, type Fault, type FaultRun, Violation } from './fault.js';

/** What is older than this when the browser dies must not be lost. */
const KEPT_AFTER_MS = 2000;
const WORDS = 'Tôi tự thấy mình cần rèn luyện thêm về tác phong, lề lối làm việc và tinh thần tự phê bình. '.split('');
const NAMES = ['Nguyễn Thị Ánh', 'Trần Văn Bách', 'Đỗ Thị Cúc', 'Lê Văn Đạt', 'Vũ Thị Hà'];

/** One value that a question was given: asked for at `from`, seen on the page at `until` (infinite: the browser died). */
interface Given {
  readonly no: number;
  readonly value: string;
  readonly from: number;
  until: number;
}

/** Everything that a candidate has done, in order. */
class Diary {
  readonly given: Given[] = [];

  of(no: number): Given[] {
    return this.given.filter((g) => g.no === no);
  }

  get numbers(): number[] {
    return [...new Set(this.given.map((g) => g.no))];
  }

  async note(no: number, value: string, act: () => Promise<void>): Promise<void> {
    const given: Given = { no, value, from: performance.now(), until: Infinity };
    this.given.push(given);
    await act();
    given.until = performance.now();
  }

  /** Ways in which what is there now contradicts what was done: values older than allowed, or never given. */
  faults(now: Readonly<Record<string, string>>, notOlderThan: number): string[] {
    return this.numbers.flatMap((no) => {
      const all = this.of(no);
      const kept = now[String(no)] ?? '';
      const least = all.findLastIndex((g) => g.until <= notOlderThan);
      const index = all.findLastIndex((g) => g.value === kept);
      if (index >= least && (index >= 0 || kept === '')) return [];
      return [`question ${no} holds '${kept.slice(-20)}', had '${(all[least]?.value ?? '').slice(-20)}' in time`];
    });
  }

  /** Goes on from what holds now: values that died with the browser were never given. */
  settle(now: Readonly<Record<string, string>>): void {
    for (const no of this.numbers) {
      const all = this.of(no);
      const held = all.findLastIndex((g) => g.value === (now[String(no)] ?? ''));
      for (const lost of all.slice(held + 1)) this.given.splice(this.given.indexOf(lost), 1);
    }
    for (const g of this.given) g.until = Math.min(g.until, performance.now());
  }

  /** The questions that may have been the last one when the browser died. */
  lastTouched(diedAt: number): Set<number> {
    const before = this.given.filter((g) => g.until <= diedAt - KEPT_AFTER_MS).at(-1);
    const after = this.given.filter((g) => g.until > diedAt - KEPT_AFTER_MS);
    return new Set([...(before === undefined ? [] : [before]), ...after].map((g) => g.no));
  }
}

/** A candidate, their machine and what they did on it. */
class Sufferer {
  readonly diary = new Diary();
  readonly profile = mkdtempSync(join(tmpdir(), 'nhan-thuc-profile-'));
  private readonly origin: string;
  private cookies: Parameters<KillableBrowser['context']['addCookies']>[0] = [];
  /** where the page stood when the browser died */
  private address = '';
  private text = '';

  constructor(
    private readonly house: House,
    private readonly closed: ClosedBatch,
    private readonly invigilator: HttpBrowser,
    readonly entry: BatchEntry,
  ) {
    this.origin = originOf(Number(new URL(house.url).port));
  }

  /** The answers that the server holds. */
  async held(): Promise<Record<string, string>> {
    const { attempt } = await this.house.app.get(AttemptService).standing(this.entry.id);
    return Object.fromEntries(Object.entries(attempt?.sheet.answers ?? {}).map(([no, { value }]) => [no, value]));
  }

  private async signIn(page: Page): Promise<void> {
    await page.goto(`${this.origin}/delivery/sign-in`);
    await page.fill('#candidateNo', this.entry.candidateNo ?? '');
    await page.fill('#code', this.closed.codes.get(this.entry.id) ?? '');
    await page.click('main form button');
    await page.click('button[value=yes]');
  }

  private paperOf({ context, page }: KillableBrowser): CandidatePage {
    return new CandidatePage({ context, page, origin: this.origin });
  }

  /** Opens the browser on the paper: the first time, as a browser that restores its tab, or by number and code. */
  async open(browser: KillableBrowser, isRestored: boolean): Promise<CandidatePage> {
    const { page, context } = browser;
    if (this.address === '') {
      await this.signIn(page);
      await page.click('form[action="/delivery/start"] button');
    } else if (isRestored) {
      await context.addCookies(this.cookies);
      await page.goto(this.address);
    } else {
      await this.signIn(page);
      const seat = `/invigilation/${this.closed.sitting.id}/seats/${this.entry.id}`;
      await this.invigilator.open(seat);
      await this.invigilator.submit(`${seat}/device`, {});
      await page.goto(`${this.origin}/delivery/paper`);
      await page.click('form[action="/delivery/take-over"] button');
    }
    await page.waitForURL('**/delivery/paper*');
    const paper = this.paperOf(browser);
    await paper.ready();
    this.cookies = await context.cookies();
    return paper;
  }

  /** Chooses and types until the browser is gone. */
  async work(paper: CandidatePage, chance: Random): Promise<void> {
    const { page } = paper;
    page.on('framenavigated', (frame) => (this.address = frame.url()));
    this.address = page.url();
    const single = await page.evaluate<number[]>(
      `[...document.querySelectorAll('[data-kind=single]')].map((item) => Number(item.dataset.item))`,
    );
    this.text = await page.inputValue(`#a${ESSAY_NO}`);
    for (;;) {
      if (chance.nextInt(2) === 0) await this.type(paper, 5 + chance.nextInt(40));
      else {
        const no = single[chance.nextInt(single.length)] ?? 1;
        await paper.goTo(no);
        const letter = 'ABCD'[chance.nextInt(4)] ?? 'A';
        await this.diary.note(no, letter, () => paper.option(no, letter).click({ noWaitAfter: true }));
      }
    }
  }

  private async type(paper: CandidatePage, letters: number): Promise<void> {
    await paper.goTo(ESSAY_NO);
    const box = paper.page.locator(`#a${ESSAY_NO}`);
    await box.press('Control+End');
    for (let i = 0; i < letters; i += 1) {
      const letter = WORDS[this.text.length % WORDS.length] ?? ' ';
      this.text += letter;
      await this.diary.note(ESSAY_NO, this.text, () => paper.page.keyboard.insertText(letter));
      await pause(15);
    }
  }

  /** Ways in which what came back after the death at that time falls short. */
  async faultsAfter(paper: CandidatePage, diedAt: number, acknowledged: Record<string, string>): Promise<string[]> {
    const held = await this.held();
    const shown: Record<string, string> = {
      ...(await paper.shown()),
      [ESSAY_NO]: await paper.page.inputValue(`#a${ESSAY_NO}`),
    };
    const differing = this.diary.numbers.filter((no) => (held[no] ?? '') !== (shown[no] ?? ''));
    const overtaken = Object.entries(acknowledged).filter(([no, value]) => {
      const all = this.diary.of(Number(no));
      const now = all.findLastIndex((g) => g.value === held[no]);
      return now < all.findLastIndex((g) => g.value === value);
    });
    return [
      ...this.diary.faults(held, diedAt - KEPT_AFTER_MS),
      ...differing.map((no) => `question ${no} is shown otherwise than it is held`),
      ...overtaken.map(([no]) => `question ${no} fell back behind what was acknowledged`),
    ];
  }

  whereFaults(here: number, isRestored: boolean, diedAt: number): string[] {
    const named = Number(/#cau-(\d+)/.exec(this.address)?.[1]);
    const wanted = isRestored ? new Set([named]) : this.diary.lastTouched(diedAt);
    return wanted.size === 0 || wanted.has(here)
      ? []
      : [`came back to question ${here}, not ${[...wanted].join(' or ')}`];
  }

  discard(): void {
    // The killed browser's helpers may still be writing there.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** One life of the browser, from its start to its death at a moment of chance. @returns what was wrong when it came back */
async function oneLife(who: Sufferer, round: number, run: FaultRun): Promise<string[]> {
  const chance = chanceOf(run.seed, round);
  const browser = await KillableBrowser.start(who.profile);
  const diedAt = await (async () => {
    try {
      const paper = await who.open(browser, true);
      const work = who.work(paper, chance).catch(() => undefined); // ends as the browser does
      await pause(300 + chance.nextInt(2700));
      const at = performance.now();
      await browser.kill();
      await work;
      return at;
    } finally {
      await browser.kill();
    }
  })();
  // what was on its way has arrived by now
  await pause(50);
  const acknowledged = await who.held();

  const isRestored = chance.nextInt(2) === 0;
  const again = await KillableBrowser.start(who.profile);
  try {
    const paper = await who.open(again, isRestored);
    const where = who.whereFaults(await paper.here(), isRestored, diedAt);
    await paper.saved();
    const faults = [...where, ...(await who.faultsAfter(paper, diedAt, acknowledged))];
    who.diary.settle(await who.held());
    run.progress.add(isRestored ? 'restored' : 'signed in anew');
    return faults;
  } finally {
    await again.kill();
  }
}

/**
 * A cycle: the browser's process is killed while its candidate types an essay and chooses, then opened again on the same
 * profile, in turns by chance as one that restores its tab or by number and code. It must come back to the question, with
 * everything acknowledged and everything that was older than 2 s.
 * @throws Violation that names each thing lost
 */
async function browserKills(run: FaultRun): Promise<void> {
  const house = await openHouse({ clock: new Clock() });
  const sufferers: Sufferer[] = [];
  const faults: string[] = [];
  try {
    const roles = ['invigilator'] as const;
    const name = 'Đảng ủy phường Hạ Long';
    const committee = await newCommittee(house, name, roles, WRITTEN_ONLY, sampleBank(), ESSAY_BLUEPRINT);
    const closed = await newClosedBatch(house, committee, NAMES.slice(0, Math.min(NAMES.length, run.cycles)));
    const invigilator = await startSitting(house, committee, closed);
    for (const entry of closed.entries) sufferers.push(new Sufferer(house, closed, invigilator, entry));
    for (let round = run.progress.get('killed'); round < run.cycles && !run.isTimeUp(); round += 1) {
      const who = sufferers[round % sufferers.length];
      if (who === undefined) break;
      const found = await oneLife(who, round, run);
      faults.push(...found.map((fault) => `cycle ${round}: ${fault}`));
      run.progress.add('killed');
      run.progress.save();
      run.say(`killed ${round + 1} times, ${faults.length} faults`);
    }
    run.progress.add(
      'values given',
      sufferers.reduce((sum, { diary }) => sum + diary.given.length, 0),
    );
  } finally {
    for (const who of sufferers) who.discard();
    await house.close();
  }
  if (faults.length > 0) throw new Violation(faults);
}

export const browser: Fault = {
  name: 'browser',
  what: 'the browser killed while its candidate types and chooses; a cycle is one kill',
  engines: ['sqlite'],
  cycles: 50,
  run: browserKills,
};
