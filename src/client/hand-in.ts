import { byId, one, say, setText } from './dom.js';
import type { Journal } from './journal.js';
import { pause } from './lease.js';
import type { Rescue } from './rescue.js';
import type { Saver } from './saver.js';
import type { Server } from './server.js';
import { text } from './texts.js';

const FLUSH_MS = 4000;
const RETRY_MS = 3000;
/** Unsent for so long, the answers may be carried to the server in a file. */
const LONG_MS = 180_000;

/** What the page does about a paper that is waiting to be handed in. */
export interface HandInActs {
  /** nothing more is chosen, or again */
  lock(): void;
  toReceipt(): void;
}

/**
 * The way out without network: the candidate asks to hand in on the page itself, the wish is kept in the journal, and
 * it is tried for ever. While something waits, a code and a rescue file are offered.
 */
export class HandIn {
  isWished = false;
  private readonly root = byId('hand-in');
  private readonly ask = one(this.root, '[data-ask]', HTMLElement);
  private readonly wait = one(this.root, '[data-wait]', HTMLElement);
  private isTrying = false;
  private isEnded = false;
  private isLong = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** what the file holds that was saved last; null before */
  private savedCode: string | null = null;

  constructor(
    private readonly journal: Journal,
    private readonly server: Server,
    private readonly saver: Saver,
    private readonly rescue: Rescue,
    private readonly acts: HandInActs,
  ) {
    const press = (selector: string, act: () => void): void => {
      one(this.root, selector, HTMLElement).addEventListener('click', act);
    };
    press('[data-ask-go]', () => void this.confirm());
    press('[data-ask-back]', () => {
      this.ask.hidden = true;
      this.draw();
    });
    press('[data-undo]', () => void this.undo());
    press('[data-save-file]', () => void this.saveFile());
  }

  /** Goes on with what was asked for before the page was opened. */
  async resume(): Promise<void> {
    if (await this.journal.isHandInWished()) await this.wish();
  }

  /** Asks for the confirmation here, since the page that asks for it cannot be reached. @param counts n: not sent yet */
  offer(counts: { readonly n: number; readonly answered: number; readonly total: number }): void {
    const words = text(counts.n > 0 ? 'handInAsk' : 'handInAskSent', counts);
    setText(one(this.ask, '[data-ask-text]', HTMLElement), words);
    one(this.ask, '[data-confirm]', HTMLInputElement).checked = false;
    one(this.ask, '[data-confirm-missing]', HTMLElement).hidden = true;
    this.ask.hidden = false;
    this.draw();
    this.root.focus();
  }

  /** The time is over, or was given after all. */
  end(isEnded: boolean): void {
    this.isEnded = isEnded;
    if (isEnded) this.ask.hidden = true;
    this.draw();
  }

  /** What waits has changed. */
  changed(isWaiting: boolean): void {
    if (!isWaiting) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.isLong = false;
    } else
      this.timer ??= setTimeout(() => {
        this.isLong = true;
        this.draw();
      }, LONG_MS);
    this.draw();
  }

  /** Another page has taken over: what was asked here holds no longer. */
  async drop(): Promise<void> {
    if (this.isWished) await this.undo();
    this.ask.hidden = true;
    this.draw();
  }

  private async confirm(): Promise<void> {
    const isConfirmed = one(this.ask, '[data-confirm]', HTMLInputElement).checked;
    one(this.ask, '[data-confirm-missing]', HTMLElement).hidden = isConfirmed;
    if (!isConfirmed) return;
    await this.journal.wishHandIn(true);
    await this.wish();
    this.root.focus();
  }

  private async wish(): Promise<void> {
    this.isWished = true;
    this.ask.hidden = true;
    this.acts.lock();
    this.draw();
    await this.saver.whenKept();
    void this.keepTrying();
  }

  private async undo(): Promise<void> {
    this.isWished = false;
    this.savedCode = null;
    await this.journal.wishHandIn(false);
    this.acts.lock();
    this.draw();
  }

  /** All answers first, then the paper. */
  private async keepTrying(): Promise<void> {
    if (this.isTrying) return;
    this.isTrying = true;
    while (this.isWished && !(await this.isHandedIn())) await pause(RETRY_MS);
    this.isTrying = false;
  }

  private async isHandedIn(): Promise<boolean> {
    if (!(await this.saver.flush(FLUSH_MS)) || !this.isWished) return false;
    await this.server.submit();
    const reply = await this.server.state();
    if (!reply.ok || reply.body.state !== 'closed') return false;
    this.acts.toReceipt();
    return true;
  }

  private async saveFile(): Promise<void> {
    await this.saver.whenKept();
    await this.rescue.save(this.isWished, this.saver.place);
    this.savedCode = await this.rescue.code();
    await this.drawCode();
    say(one(this.wait, '[data-file-saved]', HTMLElement).textContent.trim());
  }

  private draw(): void {
    const isUnsent = this.saver.unsaved().size > 0;
    const head = this.isWished ? 'waitingHandIn' : this.isEnded ? 'waitingEnd' : 'waitingLong';
    const isWaiting = this.isWished || (isUnsent && (this.isEnded || this.isLong));
    const wasHidden = this.wait.hidden;
    this.wait.hidden = !isWaiting || !this.ask.hidden;
    this.root.hidden = this.wait.hidden && this.ask.hidden;
    one(this.wait, '[data-undo]', HTMLElement).hidden = !this.isWished || this.isEnded;
    if (this.wait.hidden) return;
    const words = text(head);
    setText(one(this.wait, '[data-wait-text]', HTMLElement), words);
    if (wasHidden) say(words);
    void this.drawCode();
  }

  private async drawCode(): Promise<void> {
    await this.saver.whenKept();
    const code = await this.rescue.code();
    setText(one(this.wait, '[data-code]', HTMLElement), code);
    // of a file that lacks what was chosen since nothing is said
    one(this.wait, '[data-file-saved]', HTMLElement).hidden = code !== this.savedCode;
  }
}
