import { byId, one, say, setText } from './dom.js';
import { Overview } from './overview.js';
import type { Saver, SaveState } from './saver.js';
import { timeOfDay } from './server-clock.js';
import type { Sheet } from './sheet.js';
import { text } from './texts.js';

/** What is seen round the questions: the bar at the foot, the overview, the line that says what is saved. */
export class PaperFace {
  private readonly overview = new Overview(byId('overview'));

  constructor(
    private readonly form: HTMLElement,
    private readonly sheet: Sheet,
    private readonly saver: Saver,
  ) {}

  draw(): void {
    const { form, sheet } = this;
    const { here } = sheet;
    this.drawOverview();
    const flag = one(form, '[data-flag]', HTMLElement);
    flag.setAttribute('aria-pressed', String(sheet.isFlagged(here.no)));
    flag.setAttribute('aria-disabled', String(here.fieldset.disabled));
    one(form, '[data-prev]', HTMLElement).setAttribute('aria-disabled', String(sheet.isFirst));
    setText(one(form, '[data-next-text]', HTMLElement), text(sheet.isLast ? 'toReview' : 'next'));
    setText(one(form, '[data-back-text]', HTMLElement), text('back', { no: here.no }));
    one(form, '[data-clear]', HTMLElement).classList.toggle(
      'is-off',
      !sheet.isAnswered(here) || here.fieldset.disabled || !here.answer.canClear,
    );
  }

  drawState(state: SaveState, isEnded: boolean): void {
    const { classList } = this.form;
    const isWaiting = state.kind === 'waiting';
    const wasWaiting = classList.contains('is-waiting');
    const line = byId('state');
    line.classList.toggle('state--warn', isWaiting || state.kind === 'held');
    line.classList.toggle('state--ok', state.kind === 'saved');
    classList.toggle('is-waiting', isWaiting);
    one(this.form, '[data-offline-hint]', HTMLElement).hidden = !isWaiting || isEnded;
    const words = wordsOf(state);
    setText(one(line, '[data-state-text]', HTMLElement), words);
    // only that the network went, and that all is safe again
    if (isWaiting !== wasWaiting) say(words);
    this.drawOverview();
  }

  /** Questions are marked as unsaved only while the network is away, else each answer would flicker. */
  private drawOverview(): void {
    this.overview.draw(this.sheet, this.form.classList.contains('is-waiting') ? this.saver.unsaved() : new Set());
  }
}

function wordsOf(state: SaveState): string {
  switch (state.kind) {
    case 'saved':
      return text('saved', { time: timeOfDay(state.at) });
    case 'saving':
    case 'held':
      return text(state.kind);
    case 'waiting':
      return text(byId('signed-out').hidden ? 'unsaved' : 'unsavedSignedOut', { n: state.items });
  }
}
