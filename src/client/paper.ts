import { ClockFace } from './clock-face.js';
import { Departure } from './departure.js';
import { byId, numberOf, one } from './dom.js';
import { Ending } from './ending.js';
import { HandIn } from './hand-in.js';
import { Journal, type Change } from './journal.js';
import { pause, takeLease } from './lease.js';
import { showNews, timeNotices } from './notices.js';
import { PaperFace } from './paper-face.js';
import { type HandActs, listenToHand } from './paper-hand.js';
import { Place } from './place.js';
import { Touch } from './push.js';
import { Rescue } from './rescue.js';
import { Saver } from './saver.js';
import { type AttemptState, isReachable, Server, type LeaseGrant } from './server.js';
import { ServerClock } from './server-clock.js';
import { Sheet } from './sheet.js';
import { text } from './texts.js';
import { ToldTime } from './told-time.js';

const POLL_MS = 10_000;
const POLL_FAST_MS = 2600;
const FLUSH_MS = 4000;

/** The paper: the form of the server, one item at a time, saving by itself. Its parts, and what one tells the other. */
class Paper implements HandActs {
  private readonly sheet: Sheet;
  private readonly face: PaperFace;
  private readonly place: Place;
  private readonly server: Server;
  private readonly clock: ServerClock;
  private readonly clockFace: ClockFace;
  private readonly saver: Saver;
  private readonly handIn: HandIn;
  private readonly ending: Ending;
  private readonly departure: Departure;
  private readonly time: ToldTime;
  private readonly touch: Touch;
  private leaseNo = 0;
  private isStale = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly journal: Journal,
  ) {
    const { now, deadline, stood, grace, seq, here } = form.dataset;
    this.sheet = new Sheet(form);
    this.sheet.show(numberOf(here));
    this.server = new Server(one(form, '[name=_csrf]', HTMLInputElement).value);
    this.clock = new ServerClock(numberOf(now));
    const toReceipt = (): void => void this.departure.to('/delivery/receipt');
    this.saver = new Saver(
      this.server,
      journal,
      {
        changed: (state) => {
          this.handIn.changed(state.kind === 'waiting');
          this.face.drawState(state, this.ending.isEnded);
        },
        received: (receipt, sentAt) => {
          // the deadline was read when it was saved
          this.hear(receipt, sentAt, receipt.savedAt);
        },
        stale: () => {
          this.goStale();
        },
        refused: (code) => void this.departure.to(code === 'attempt/closed' ? '/delivery/receipt' : '/delivery/paper'),
        setAside: toReceipt,
        signedOut,
      },
      0,
      numberOf(seq) || 1,
      numberOf(now),
      false,
    );
    this.face = new PaperFace(form, this.sheet, this.saver);
    this.departure = new Departure(this.saver);
    this.touch = new Touch({
      ask: () => this.askState(),
      told: (state) => void this.learn(state, null),
      slowMs: POLL_MS,
      fastMs: POLL_FAST_MS,
    });
    this.handIn = new HandIn(journal, this.server, this.saver, new Rescue(form, journal), {
      lock: () => {
        this.lock();
      },
      toReceipt,
    });
    this.ending = new Ending(1000 * (numberOf(grace) || 0), this.saver, this.touch, this.departure, (isEnded) => {
      this.lock();
      this.handIn.end(isEnded);
    });
    this.place = new Place(form, this.sheet, this.face);
    listenToHand(form, this.sheet, this.place, this);
    this.listen();
    this.clockFace = new ClockFace(this.clock, numberOf(deadline), () => {
      this.ending.end();
    });
    const facts = { serverNow: numberOf(now), deadlineAt: numberOf(deadline), stoodMs: numberOf(stood) || 0 };
    this.time = new ToldTime(this.clock, this.clockFace, facts, timeNotices);
  }

  /** Takes a lease, merges what this machine still holds over the server's answers, and keeps in touch from then on. */
  async begin(): Promise<void> {
    await this.showKept();
    await this.takeLease();
    await this.handIn.resume();
    this.touch.start();
  }

  // --- lease and merging ----------------------------------------------------------------------------------------

  /** What this machine has kept shows at once: nobody shall type on top of an older text while the lease is asked for. */
  private async showKept(): Promise<void> {
    const kept = (await this.journal.pages()).flatMap((page) => page.entries);
    for (const { item, value } of kept)
      if (value !== undefined && this.sheet.byNo(item)?.answer.goesOn) this.sheet.setValue(item, value);
    // newer than what the server knows of; a reload names its question itself
    const last = kept[kept.length - 1];
    if (last !== undefined && !this.place.isNamed) this.place.show(last.item, 'replace');
  }

  async takeLease(): Promise<void> {
    const taken = await takeLease(this.server, this.journal, {
      heard: (grant, sentAt) => {
        this.hear(grant, sentAt, grant.serverNow);
      },
      signedOut,
    });
    if (taken === null) {
      // a breath first: should page and lease ever disagree, they must not chase each other
      await pause(1000);
      await this.departure.to('/delivery/paper');
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

  /** Whether anything may be chosen here. */
  private get isLocked(): boolean {
    return this.isStale || this.ending.isEnded || this.handIn.isWished;
  }

  private lock(): void {
    this.sheet.lock(this.isLocked);
    this.face.draw();
  }

  // --- what the candidate does ------------------------------------------------------------------------------------

  private listen(): void {
    window.addEventListener('online', () => {
      this.saver.hurry();
    });
    window.addEventListener('pagehide', () => {
      this.saver.leave();
    });
    window.addEventListener('beforeunload', (event) => {
      if (!this.departure.isLeaving && (this.saver.unsaved().size > 0 || this.handIn.isWished)) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      // phones end a hidden page without a word
      if (document.hidden) this.saver.leave();
      else void this.touch.askNow();
    });
  }

  answered(no: number, restMs?: number): void {
    const item = this.sheet.byNo(no);
    if (item === undefined || this.isLocked) return;
    const { answer } = item;
    const held = answer.isTooLong;
    this.saver.note({ item: no, value: answer.value, ...(held ? { held } : {}) }, restMs);
    answer.draw();
    this.face.draw();
  }

  flip(): void {
    if (this.isLocked) return;
    const { no } = this.sheet.here;
    const flag = !this.sheet.isFlagged(no);
    this.sheet.setFlag(no, flag);
    this.saver.note({ item: no, flag });
    this.face.draw();
  }

  /** To the review page once all is saved; without network the candidate is asked here. */
  async review(): Promise<void> {
    const button = one(this.form, '[data-review]', HTMLElement);
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const isSaved = (await this.saver.flush(FLUSH_MS)) && (await isReachable('/delivery/state'));
    button.removeAttribute('aria-disabled');
    if (isSaved) await this.departure.to('/delivery/review');
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

  // --- what the server says -----------------------------------------------------------------------------------------

  private hear(answer: { serverNow: number; deadlineAt: number }, sentAt: number, asOf: number): void {
    this.touch.heard();
    this.clock.learn(answer.serverNow, sentAt);
    if (this.time.passing(asOf, answer.deadlineAt)) void this.touch.askNow();
    this.ending.look(this.clockFace.leftMs());
  }

  private async askState(): Promise<boolean> {
    const reply = await this.server.state();
    if (!reply.ok) {
      if (reply.status === 401) signedOut();
      return reply.status !== 0;
    }
    await this.learn(reply.body, reply.sentAt);
    return true;
  }

  private async learn(state: AttemptState, sentAt: number | null): Promise<void> {
    if (this.departure.isGoing || state.state === 'waiting') return;
    if (state.state === 'closed') {
      await this.departure.to('/delivery/receipt');
      return;
    }
    this.time.state(state, sentAt);
    this.ending.look(this.clockFace.leftMs());
    if (state.leaseNo > this.leaseNo && this.leaseNo > 0 && !this.isStale) this.goStale();
  }
}

/** The session has ended: the work stays here until somebody signs in again. */
function signedOut(): void {
  byId('signed-out').hidden = false;
}

/** Brings the page of the paper to life. @throws Error when the page lacks a part; then it works without script. */
export async function openPaper(page: HTMLElement): Promise<void> {
  if (!(page instanceof HTMLFormElement)) throw new Error('the paper is a form');
  const journal = await Journal.open(page);
  await new Paper(page, journal).begin();
}
