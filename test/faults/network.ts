import type { Page } from 'playwright-core';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { Random } from '../../src/core/shared/random.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { PresenceService } from '../../src/delivery/presence.service.js';
import { CandidatePage } from '../support/candidate-page.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';
import { Hall, originOf } from '../support/hall.js';
import { newClosedBatch } from '../support/world.js';
import { chanceOf, type Fault, type FaultRun, Violation } from './fault.js';

/** Minutes; null: to the end, with the browser closed. */
const LENGTHS = [1, null, 5, 30];
/** So soon after the network is back everything is acknowledged. */
const SAVED_WITHIN_SECONDS = 10;
const TICK_SECONDS = 5;
/** What the display rounds, and the moment between two readings. */
const CLOCKS_AGREE_SECONDS = 3;

/** What the state line said, and what the page showed as answered at that moment. */
interface Claim {
  readonly line: string;
  readonly shown: Readonly<Record<string, string>>;
}

/** Tells `claim` of every change of the state line, with the answers that stand on the page at that moment. */
const LISTEN = `document.addEventListener('DOMContentLoaded', () => {
  const line = document.querySelector('#state');
  if (line === null) return;
  const shown = () => Object.fromEntries([...document.querySelectorAll('[data-item]')].map((item) =>
    [item.dataset.item, [...item.querySelectorAll('.opt input:checked')].map((o) => o.value).join('')]));
  const tell = () => claim({ line: line.textContent.trim(), shown: shown() });
  new MutationObserver(tell).observe(line, { subtree: true, childList: true, characterData: true });
});`;

/** The state line of one page, held against what the server has at that moment. */
class LineWatch {
  readonly faults: string[] = [];
  count = 0;
  private open = Promise.resolve();

  constructor(
    private readonly hall: Hall,
    private readonly entry: BatchEntry,
  ) {}

  async watch(page: Page): Promise<void> {
    await page.exposeFunction('claim', (claim: Claim) => {
      this.open = this.open.then(() => this.judge(claim));
    });
    await page.addInitScript(LISTEN);
  }

  /** All that was said has been judged. */
  async settled(): Promise<void> {
    await this.open;
  }

  private async judge({ line, shown }: Claim): Promise<void> {
    this.count += 1;
    const { id } = await this.hall.attempt(this.entry);
    const steps = await this.hall.house.app.get(AttemptService).findSteps(id);
    const isStored = (no: string, value: string): boolean =>
      value === '' || steps.some((s) => s.kind === 'answer' && s.itemNo === Number(no) && s.value === value);
    const missing = Object.entries(shown).filter(([no, value]) => !isStored(no, value));
    const said = /^Đã lưu \d\d:\d\d:\d\d$/.test(line) ? 0 : Number(/\((\d+) câu\)/.exec(line)?.[1] ?? Infinity);
    if (missing.length > said) this.faults.push(`'${line}' while the server lacks ${missing.map(([no]) => no).join()}`);
  }
}

/** One candidate behind a relay that can be cut; time passes for page and server alike, and nobody waits for it. */
class Outage {
  readonly watch: LineWatch;
  private realAt = performance.now();
  private noted = { above: 0, ahead: 0 };

  private constructor(
    private readonly hall: Hall,
    private readonly wire: CuttableProxy,
    readonly entry: BatchEntry,
    readonly candidate: CandidatePage,
  ) {
    this.watch = new LineWatch(hall, entry);
  }

  /** A person in a sitting of their own, begun just now: who comes late finds the door shut. */
  static async begin(hall: Hall, wire: CuttableProxy): Promise<Outage> {
    const closed = await newClosedBatch(hall.house, hall.committee, ['Nguyễn Thị Ánh']);
    await hall.start(closed);
    const entry = hall.person(0, closed);
    const candidate = new CandidatePage(await hall.visitor({ origin: originOf(wire.port) }));
    candidate.page.on('dialog', (dialog) => void dialog.dismiss());
    await candidate.page.clock.install();
    const outage = new Outage(hall, wire, entry, candidate);
    await outage.watch.watch(candidate.page);
    await candidate.signIn(hall, entry, closed);
    await candidate.page.click('form[action="/delivery/start"] button');
    await candidate.page.waitForURL('**/delivery/paper*');
    await candidate.ready();
    outage.realAt = performance.now();
    return outage;
  }

  /**
   * So much time for the server, and what has really gone by, which the page's clock counts too. The server is awake all the
   * while: else the time would count as an outage of its own.
   */
  private async serverPass(seconds: number): Promise<void> {
    const realAt = performance.now();
    this.hall.house.clock.pass(seconds + (realAt - this.realAt) / 1000);
    this.realAt = realAt;
    await this.hall.house.app.get(PresenceService).beat();
  }

  /** So much time for page and server, and for what the page's requests make of it. */
  async pass(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += TICK_SECONDS) {
      const step = Math.min(TICK_SECONDS, seconds - passed);
      await this.serverPass(step);
      await this.candidate.page.clock.runFor(step * 1000);
      await this.breathe();
    }
  }

  /** A request there and back, or refused: those before it have ended as well. */
  private breathe(): Promise<unknown> {
    return this.candidate.page.evaluate(`fetch('/health/live').catch(() => null)`);
  }

  /** Answers at random, so many questions. */
  async answer(chance: Random, count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const no = 1 + chance.nextInt(30);
      await this.candidate.goTo(no);
      const options = this.candidate.page.locator(`#cau-${no} .opt`);
      await options.nth(chance.nextInt(await options.count())).click();
      const seconds = 0.5 + chance.nextInt(2000) / 1000;
      await this.serverPass(seconds);
      await this.candidate.page.clock.runFor(seconds * 1000);
    }
  }

  async isAllSaved(): Promise<boolean> {
    const [held, shown] = [await this.hall.answers(this.entry), await this.candidate.shown()];
    const isSame = JSON.stringify(held) === JSON.stringify(shown);
    return isSame && (await this.candidate.page.locator('#state.state--ok').count()) === 1;
  }

  /** The network is back. @returns seconds of the page's time until all is saved and told, or null */
  async mend(): Promise<number | null> {
    this.wire.mend();
    for (let passed = 0; passed <= SAVED_WITHIN_SECONDS; passed += 1) {
      for (let look = 0; look < 20; look += 1) {
        await this.breathe();
        if (await this.isAllSaved()) return passed;
      }
      await this.serverPass(1);
      await this.candidate.page.clock.runFor(1000);
    }
    return null;
  }

  /** The two clocks as they stand now: what they part by from here on is this test's doing, not the page's. */
  async noteClocks(): Promise<void> {
    this.noted = await this.readClocks();
  }

  /** Seconds: by how much the countdown is above the server's, and the server's instants ahead of the page's own time. */
  private async readClocks(): Promise<{ above: number; ahead: number }> {
    await this.serverPass(0);
    const now = this.hall.house.clock.epochMs();
    const ahead = (now - Number(await this.candidate.page.evaluate('performance.now()'))) / 1000;
    const digits = (await this.candidate.page.textContent('[data-clock]')) ?? '';
    const [minutes = '', seconds = ''] = digits.split(':');
    const { deadlineAt } = await this.hall.attempt(this.entry);
    return { above: Number(minutes) * 60 + Number(seconds) - (deadlineAt.getTime() - now) / 1000, ahead };
  }

  /** How far the page's countdown has gone wrong since the clocks were noted, in seconds. */
  async clockError(): Promise<number> {
    const { above, ahead } = await this.readClocks();
    return Math.abs(above - this.noted.above - (ahead - this.noted.ahead));
  }
}

/** The network is away for so long, cleanly cut or answering into nothing; the candidate goes on answering. */
async function lose(
  outage: Outage,
  wire: CuttableProxy,
  minutes: number,
  chance: Random,
  run: FaultRun,
): Promise<string[]> {
  const what = `${minutes} min without network`;
  await outage.answer(chance, 3);
  await outage.pass(5);
  await outage.noteClocks();
  const isDeaf = chance.nextInt(2) === 0;
  if (isDeaf) wire.deafen();
  else wire.cut();
  for (let part = 0; part < 4; part += 1) {
    await outage.answer(chance, 2);
    await outage.pass((minutes * 60) / 4);
    if (isDeaf && part === 1) wire.cut();
  }
  const faults: string[] = [];
  const error = await outage.clockError();
  if (error > CLOCKS_AGREE_SECONDS) faults.push(`${what}: the countdown is ${error} s off`);
  const seconds = await outage.mend();
  if (seconds === null) faults.push(`${what}: not all saved ${SAVED_WITHIN_SECONDS} s after it was back`);
  else run.progress.most(`seconds to saved after ${minutes} min`, seconds);
  return faults;
}

/** To the very end, with the browser closed: what was acknowledged is what is handed in. */
async function loseToTheEnd(hall: Hall, outage: Outage, wire: CuttableProxy, chance: Random): Promise<string[]> {
  await outage.answer(chance, 4);
  await outage.pass(5);
  const acknowledged = await hall.answers(outage.entry);
  wire.cut();
  await outage.answer(chance, 2);
  const { page } = outage.candidate;
  await page.close({ runBeforeUnload: false });
  const presence = hall.house.app.get(PresenceService);
  const { deadlineAt } = await hall.attempt(outage.entry);
  while (hall.house.clock.epochMs() < deadlineAt.getTime() + 31_000) {
    hall.house.clock.pass(10);
    await presence.beat();
  }
  await hall.house.app.get(AttemptService).expireDue();
  wire.mend();
  const { state, closeReason } = await hall.attempt(outage.entry);
  const held = await hall.answers(outage.entry);
  const faults: string[] = [];
  if (state !== 'closed' || closeReason !== 'expired') faults.push(`to the end: the attempt is ${state}`);
  for (const [no, value] of Object.entries(acknowledged))
    if (held[no] !== value)
      faults.push(`to the end: question ${no} had ${value} acknowledged and holds ${held[no] ?? ''}`);
  const back = new CandidatePage({
    ...outage.candidate.visitor,
    page: await outage.candidate.visitor.context.newPage(),
  });
  await back.open('/delivery/paper');
  await back.page.waitForURL('**/delivery/receipt*');
  return faults;
}

/**
 * A cycle: the network of a candidate who goes on answering is away for 1, 5 and 30 minutes and once to the end of the time
 * with the browser closed. All this while every word of the state line is held against the database.
 * @throws Violation that names each promise that did not hold
 */
async function networkLoss(run: FaultRun): Promise<void> {
  const hall = await Hall.open();
  const wire = await cuttableProxy(hall.port);
  const faults: string[] = [];
  try {
    const rounds = run.cycles * LENGTHS.length;
    for (let round = run.progress.get('outages'); round < rounds && !run.isTimeUp(); round += 1) {
      const chance = chanceOf(run.seed, round);
      const minutes = LENGTHS[round % LENGTHS.length] ?? null;
      const outage = await Outage.begin(hall, wire);
      const found =
        minutes === null
          ? await loseToTheEnd(hall, outage, wire, chance)
          : await lose(outage, wire, minutes, chance, run);
      await outage.watch.settled();
      found.push(...outage.watch.faults, ...hall.complaints.splice(0));
      run.progress.add('words of the state line', outage.watch.count);
      run.progress.add('outages');
      run.progress.save();
      faults.push(...found.map((fault) => `round ${round}: ${fault}`));
      run.say(`${minutes === null ? 'to the end' : `${minutes} min`}: ${found.length} faults`);
      await hall.clear();
    }
  } finally {
    await wire.close();
    await hall.close();
  }
  if (faults.length > 0) throw new Violation(faults);
}

export const network: Fault = {
  name: 'network',
  what: 'no network for 1, 5 and 30 minutes and to the end; a cycle is all four, by a clock that nobody waits for',
  engines: ['sqlite'],
  cycles: 3,
  run: networkLoss,
};
