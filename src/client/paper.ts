import { ClockFace } from './clock-face.js';
import { all, byId, numberOf, one, say, setText } from './dom.js';
import { HandIn } from './hand-in.js';
import { Journal, type Change } from './journal.js';
import { listenForKeys } from './keys.js';
import { pause, takeLease } from './lease.js';
import { showNews, timeNotices } from './notices.js';
import { Overview } from './overview.js';
import { Touch } from './push.js';
import { Rescue } from './rescue.js';
import { Saver, type SaveState } from './saver.js';
import { type AttemptState, isReachable, Server, type LeaseGrant } from './server.js';
import { ServerClock, timeOfDay } from './server-clock.js';
import { Sheet } from './sheet.js';
import { text } from './texts.js';
import { ToldTime } from './told-time.js';

const POLL_MS = 10_000;
const POLL_FAST_MS = 2600;
const POLL_AT_END_MS = 3000;
const FLUSH_MS = 4000;
/** A pause in typing so long is a rest: then what was typed is saved. */
const TYPING_MS = 2000;

/** The paper: the form of the server, one item at a time, saving by itself. */
class Paper {
  private readonly sheet: Sheet;
  private readonly overview: Overview;
  private readonly server: Server;
  private readonly clock: ServerClock;
  private readonly face: ClockFace;
  private readonly saver: Saver;
  private readonly handIn: HandIn;
  private readonly graceMs: number;
  /** the address names a question */
  private readonly isNamed = location.hash !== '';
  private readonly time: ToldTime;
  private readonly touch: Touch;
  private leaseNo = 0;
  private isStale = false;
  private isEnded = false;
  private isGoing = false;
  private isLeaving = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly journal: Journal,
  ) {
    const { now, deadline, stood, grace, seq, here } = form.dataset;
    this.sheet = new Sheet(form);
    this.sheet.show(numberOf(here));
    this.overview = new Overview(byId('overview'));
    this.server = new Server(one(form, '[name=_csrf]', HTMLInputElement).value);
    this.clock = new ServerClock(numberOf(now));
    this.graceMs = 1000 * (numberOf(grace) || 0);
    this.saver = new Saver(
      this.server,
      journal,
      {
        changed: (state) => {
          this.drawState(state);
        },
        received: (receipt, sentAt) => {
          // the deadline was read when it was saved
          this.hear(receipt, sentAt, receipt.savedAt);
        },
        stale: () => {
          this.goStale();
        },
        refused: (code) => {
          void this.goTo(code === 'attempt/closed' ? '/delivery/receipt' : '/delivery/paper');
        },
        setAside: () => {
          void this.goTo('/delivery/receipt');
        },
        signedOut: () => {
          byId('signed-out').hidden = false;
        },
      },
      0,
      numberOf(seq) || 1,
      numberOf(now),
      false,
    );
    this.handIn = new HandIn(journal, this.server, this.saver, new Rescue(form, journal), {
      lock: () => {
        this.lock();
      },
      toReceipt: () => void this.goTo('/delivery/receipt'),
    });
    this.listen();
    this.show(this.wanted(), 'replace');
    this.face = new ClockFace(this.clock, numberOf(deadline), () => {
      this.end();
    });
    const facts = { serverNow: numberOf(now), deadlineAt: numberOf(deadline), stoodMs: numberOf(stood) || 0 };
    this.time = new ToldTime(this.clock, this.face, facts, timeNotices);
    this.touch = new Touch({
      ask: () => this.askState(),
      told: (state) => void this.learn(state, null),
      slowMs: POLL_MS,
      fastMs: POLL_FAST_MS,
    });
  }

  /** Takes a lease, merges what this machine still holds over the server's answers, and keeps in touch from then on. */
  async begin(): Promise<void> {
    await this.showKept();
    await this.takeLease();
    await this.handIn.resume();
    this.touch.start();
  }

  /** What this machine has kept shows at once: nobody shall type on top of an older text while the lease is asked for. */
  private async showKept(): Promise<void> {
    const kept = (await this.journal.pages()).flatMap((page) => page.entries);
    for (const { item, value } of kept)
      if (value !== undefined && this.sheet.byNo(item)?.answer.goesOn) this.sheet.setValue(item, value);
    // newer than what the server knows of; a reload names its question itself
    const last = kept[kept.length - 1];
    if (last !== undefined && !this.isNamed) this.show(last.item, 'replace');
  }

  // --- lease and merging ----------------------------------------------------------------------------------------

  private async takeLease(): Promise<void> {
    const taken = await takeLease(this.server, this.journal, {
      heard: (grant, sentAt) => {
        this.hear(grant, sentAt, grant.serverNow);
      },
      signedOut: () => {
        byId('signed-out').hidden = false;
      },
    });
    if (taken === null) {
      // a breath first: should page and lease ever disagree, they must not chase each other
      await pause(1000);
      await this.goTo('/delivery/paper');
      return;
    }
    const { grant, left, pages } = taken;
    this.merge(grant, left);
    await this.saver.adopt(grant.leaseNo, grant.clientSeq, grant.serverNow, left);
    for (const page of pages) if (page.lease !== grant.leaseNo) await this.journal.forget(page.lease);
    this.leaseNo = grant.leaseNo;
    this.isStale = false;
    byId('stale').hidden = true;
    byId('signed-out').hidden = true;
    this.lock();
  }

  /** Whether anything may be chosen here. */
  private get isLocked(): boolean {
    return this.isStale || this.isEnded || this.handIn.isWished;
  }

  private lock(): void {
    this.sheet.lock(this.isLocked);
    this.draw();
  }

  /** The server's answers first, then what this page or this machine knows better. */
  private merge(grant: LeaseGrant, left: readonly Change[]): void {
    const unsaved = this.isStale ? new Set<number>() : this.saver.unsaved();
    for (const item of this.sheet.items) {
      if (unsaved.has(item.no)) continue;
      this.sheet.setValue(item.no, grant.answers[String(item.no)] ?? '');
      this.sheet.setFlag(item.no, grant.flags.includes(item.no));
    }
    for (const { item, value, flag } of left) {
      // typed here meanwhile, over what this machine had kept
      if (unsaved.has(item)) continue;
      if (value !== undefined) this.sheet.setValue(item, value);
      if (flag !== undefined) this.sheet.setFlag(item, flag);
    }
  }

  // --- what the candidate does ------------------------------------------------------------------------------------

  private listen(): void {
    const { form, sheet } = this;
    form.addEventListener('change', (event) => {
      const section = event.target instanceof Element ? event.target.closest('[data-item]') : null;
      if (section instanceof HTMLElement) this.noteValue(Number(section.dataset['item']));
    });
    form.addEventListener('input', (event) => {
      if (isTyped(event.target)) this.noteTyping(event.target, isComposing(event));
    });
    form.addEventListener('compositionend', (event) => {
      if (isTyped(event.target)) this.noteTyping(event.target, false);
    });
    // Enter on an option must not send the form; the way out is the review button alone
    form.addEventListener('submit', (event) => {
      event.preventDefault();
    });
    const press = (selector: string, act: () => void): void => {
      for (const button of all(form, selector, HTMLElement)) button.addEventListener('click', act);
    };
    press('[data-prev]', () => {
      this.step(-1);
    });
    press('[data-next]', () => {
      if (sheet.isLast) void this.review();
      else this.step(1);
    });
    press('[data-flag]', () => {
      this.flip();
    });
    press('[data-clear]', () => {
      const { no, answer } = sheet.here;
      answer.value = '';
      this.noteValue(no);
      answer.focus();
    });
    press('[data-review]', () => void this.review());
    press('[data-take-over]', () => void this.takeLease());
    press('[data-overview]', () => {
      this.openOverview(true);
    });
    press('[data-back]', () => {
      this.openOverview(false);
    });
    byId('overview').addEventListener('click', (event) => {
      const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
      if (!(cell instanceof HTMLElement)) return;
      event.preventDefault();
      this.show(Number(cell.dataset['cell']), 'push');
    });
    listenForKeys(form, () => sheet.here.answer.letters, {
      choose: (letter) => {
        sheet.here.answer.press(letter);
      },
      flag: () => {
        this.flip();
      },
      step: (by) => {
        this.step(by);
      },
    });
    window.addEventListener('popstate', () => {
      this.show(this.wanted(), 'none');
    });
    window.addEventListener('online', () => {
      this.saver.hurry();
    });
    window.addEventListener('pagehide', () => {
      this.saver.leave();
    });
    window.addEventListener('beforeunload', (event) => {
      if (!this.isLeaving && (this.saver.unsaved().size > 0 || this.handIn.isWished)) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      // phones end a hidden page without a word
      if (document.hidden) this.saver.leave();
      else void this.touch.askNow();
    });
  }

  private noteValue(no: number, restMs?: number): void {
    const item = this.sheet.byNo(no);
    if (item === undefined || this.isLocked) return;
    const { answer } = item;
    const held = answer.isTooLong;
    this.saver.note({ item: no, value: answer.value, ...(held ? { held } : {}) }, restMs);
    answer.draw();
    this.draw();
  }

  /** Every keystroke goes to the journal; to the server it goes at rest, and not in the middle of composing a letter. */
  private noteTyping(box: Element, isInComposition: boolean): void {
    const section = box.closest('[data-item]');
    if (section instanceof HTMLElement)
      this.noteValue(Number(section.dataset['item']), isInComposition ? Infinity : TYPING_MS);
  }

  private flip(): void {
    if (this.isLocked) return;
    const { no } = this.sheet.here;
    const flag = !this.sheet.isFlagged(no);
    this.sheet.setFlag(no, flag);
    this.saver.note({ item: no, flag });
    this.draw();
  }

  private step(by: 1 | -1): void {
    const no = this.sheet.neighbour(by);
    if (no !== undefined) this.show(no, 'push');
  }

  /**
   * The item that the address names, so that a reload or the back button comes to the same one; else the one that was worked
   * on last, on whatever device.
   */
  private wanted(): number {
    const no = Number(/^#cau-(\d+)$/.exec(location.hash)?.[1]);
    return this.sheet.byNo(no)?.no ?? this.sheet.here.no;
  }

  private show(no: number, way: 'push' | 'replace' | 'none'): void {
    const isMove = way !== 'replace';
    this.openOverview(false, false);
    this.sheet.show(no);
    const hash = `#cau-${String(no)}`;
    if (way === 'push' && location.hash !== hash) history.pushState(null, '', hash);
    else if (way === 'replace') history.replaceState(null, '', hash);
    this.draw();
    if (!isMove) return;
    window.scrollTo(0, 0);
    // a reader starts at the new question; for the eye nothing changes
    this.sheet.here.heading.focus({ preventScroll: true });
  }

  private openOverview(open: boolean, moveFocus = true): void {
    this.form.classList.toggle('is-overview', open);
    if (!moveFocus) return;
    window.scrollTo(0, 0);
    if (open) byId('overview-title').focus({ preventScroll: true });
    else one(this.form, '[data-overview]', HTMLElement).focus({ preventScroll: true });
  }

  /** To the review page once all is saved; without network the candidate is asked here. */
  private async review(): Promise<void> {
    const button = one(this.form, '[data-review]', HTMLElement);
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const isSaved = (await this.saver.flush(FLUSH_MS)) && (await isReachable('/delivery/state'));
    button.removeAttribute('aria-disabled');
    if (isSaved) await this.goTo('/delivery/review');
    else if (this.sheet.isHeld) {
      showNews(text('held'));
      // the answer to a press must be seen, however far down the button was
      window.scrollTo(0, 0);
    } else if (!this.isLocked) {
      const { items } = this.sheet;
      const answered = items.filter((item) => this.sheet.isAnswered(item)).length;
      this.handIn.offer({ n: this.saver.unsaved().size, answered, total: items.length });
    }
  }

  // --- what is seen ---------------------------------------------------------------------------------------------

  /** Questions to mark as unsaved: only while the network is away, else each answer would flicker. */
  private waiting(): ReadonlySet<number> {
    return this.form.classList.contains('is-waiting') ? this.saver.unsaved() : new Set();
  }

  private draw(): void {
    const { form, sheet } = this;
    const { no } = sheet.here;
    this.overview.draw(sheet, this.waiting());
    const flag = one(form, '[data-flag]', HTMLElement);
    flag.setAttribute('aria-pressed', String(sheet.isFlagged(no)));
    flag.setAttribute('aria-disabled', String(this.isLocked));
    one(form, '[data-prev]', HTMLElement).setAttribute('aria-disabled', String(sheet.isFirst));
    setText(one(form, '[data-next-text]', HTMLElement), text(sheet.isLast ? 'toReview' : 'next'));
    setText(one(form, '[data-back-text]', HTMLElement), text('back', { no }));
    one(form, '[data-clear]', HTMLElement).classList.toggle(
      'is-off',
      !sheet.isAnswered(sheet.here) || sheet.here.fieldset.disabled || !sheet.here.answer.canClear,
    );
  }

  private drawState(state: SaveState): void {
    const isWaiting = state.kind === 'waiting';
    const isHeld = state.kind === 'held';
    const wasWaiting = this.form.classList.contains('is-waiting');
    const line = byId('state');
    line.classList.toggle('state--warn', isWaiting || isHeld);
    line.classList.toggle('state--ok', state.kind === 'saved');
    this.form.classList.toggle('is-waiting', isWaiting);
    one(this.form, '[data-offline-hint]', HTMLElement).hidden = !isWaiting || this.isEnded;
    const words =
      state.kind === 'saved'
        ? text('saved', { time: timeOfDay(state.at) })
        : state.kind === 'saving'
          ? text('saving')
          : isHeld
            ? text('held')
            : text(byId('signed-out').hidden ? 'unsaved' : 'unsavedSignedOut', { n: state.items });
    setText(one(line, '[data-state-text]', HTMLElement), words);
    this.handIn.changed(isWaiting);
    // only that the network went, and that all is safe again
    if (isWaiting !== wasWaiting) say(words);
    this.overview.draw(this.sheet, this.waiting());
  }

  // --- what the server says -----------------------------------------------------------------------------------------

  private hear(answer: { serverNow: number; deadlineAt: number }, sentAt: number, asOf: number): void {
    this.touch.heard();
    this.clock.learn(answer.serverNow, sentAt);
    if (this.time.passing(asOf, answer.deadlineAt)) void this.touch.askNow();
    this.resume();
  }

  private async askState(): Promise<boolean> {
    const reply = await this.server.state();
    if (!reply.ok) {
      if (reply.status === 401) byId('signed-out').hidden = false;
      return reply.status !== 0;
    }
    await this.learn(reply.body, reply.sentAt);
    return true;
  }

  private async learn(state: AttemptState, sentAt: number | null): Promise<void> {
    if (this.isGoing || state.state === 'waiting') return;
    if (state.state === 'closed') {
      await this.goTo('/delivery/receipt');
      return;
    }
    this.time.state(state, sentAt);
    this.resume();
    if (state.leaseNo > this.leaseNo && this.leaseNo > 0 && !this.isStale) this.goStale();
  }

  /** Another page writes now: this one shows, but takes no answer. */
  private goStale(): void {
    this.isStale = true;
    this.saver.supersede();
    void this.handIn.drop();
    this.lock();
    byId('stale').hidden = false;
    // why nothing can be chosen any more must be seen, however far down the page stands
    window.scrollTo(0, 0);
  }

  /** The deadline has come: nothing more is chosen, what is left is sent, then the server has the word. */
  private end(): void {
    if (this.isEnded) {
      this.tellEnd();
      return;
    }
    this.isEnded = true;
    this.lock();
    this.handIn.end(true);
    this.saver.hurry();
    byId('ended').hidden = false;
    byId('news').hidden = true;
    this.tellEnd();
    window.scrollTo(0, 0);
    setTimeout(() => void this.touch.askNow(), 1000);
    setTimeout(() => void this.leaveAtEnd(), this.graceMs + 1000);
  }

  private tellEnd(): void {
    const n = this.saver.unsaved().size;
    const words = n === 0 ? text('ended') : text('endedUnsaved', { n });
    setText(one(byId('ended'), '[data-ended-text]', HTMLElement), words);
  }

  /** Time was given after all. */
  private resume(): void {
    if (!this.isEnded || this.face.leftMs() <= 0) return;
    this.isEnded = false;
    this.lock();
    this.handIn.end(false);
    byId('ended').hidden = true;
  }

  /** After the grace; while the server cannot be reached the page stays, since it holds the work. */
  private async leaveAtEnd(): Promise<void> {
    while (this.isEnded && !this.isGoing) {
      if (await isReachable('/delivery/state')) await this.goTo('/delivery/receipt');
      else await pause(POLL_AT_END_MS);
    }
  }

  private async goTo(path: string): Promise<void> {
    if (this.isGoing) return;
    this.isGoing = true;
    // whoever said so may be out of reach again, and the browser's own error page would stand where the work was
    while (!(await isReachable('/health/live'))) await pause(POLL_AT_END_MS);
    this.isLeaving = true;
    this.saver.leave();
    location.assign(path);
    // should the way be barred, the page goes on living
    await pause(15_000);
    this.isLeaving = false;
    this.isGoing = false;
  }
}

const isTyped = (target: EventTarget | null): target is Element =>
  target instanceof Element && target.matches('[data-typed]');

const isComposing = (event: Event): boolean => event instanceof InputEvent && event.isComposing;

/** Brings the page of the paper to life. @throws Error when the page lacks a part; then it works without script. */
export async function openPaper(page: HTMLElement): Promise<void> {
  if (!(page instanceof HTMLFormElement)) throw new Error('the paper is a form');
  const journal = await Journal.open(page);
  await new Paper(page, journal).begin();
}
