import { all, byId } from './dom.js';
import { listenForKeys } from './keys.js';
import type { Place } from './place.js';
import type { Sheet } from './sheet.js';

/** A pause in typing so long is a rest: then what was typed is saved. */
const TYPING_MS = 2000;

/** What becomes of what the hand does. */
export interface HandActs {
  /** A question has another answer. @param restMs it is sent after a rest so long; at once without */
  answered(no: number, restMs?: number): void;
  flip(): void;
  review(): Promise<void>;
  takeLease(): Promise<void>;
}

/** Hears what the candidate's hand does on the form: options, typing, buttons, cells of the overview, keys. */
export function listenToHand(form: HTMLElement, sheet: Sheet, place: Place, acts: HandActs): void {
  const noteAt = (target: EventTarget | null, restMs?: number): void => {
    const section = target instanceof Element ? target.closest('[data-item]') : null;
    if (section instanceof HTMLElement) acts.answered(Number(section.dataset['item']), restMs);
  };
  form.addEventListener('change', ({ target }) => {
    noteAt(target);
  });
  // Every keystroke goes to the journal; to the server it goes at rest, and not in the middle of composing a letter.
  form.addEventListener('input', (event) => {
    const isComposing = event instanceof InputEvent && event.isComposing;
    if (isTyped(event.target)) noteAt(event.target, isComposing ? Infinity : TYPING_MS);
  });
  form.addEventListener('compositionend', ({ target }) => {
    if (isTyped(target)) noteAt(target, TYPING_MS);
  });
  // Enter on an option must not send the form; the way out is the review button alone
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  const press = (selector: string, act: () => void): void => {
    for (const button of all(form, selector, HTMLElement)) button.addEventListener('click', act);
  };
  press('[data-prev]', () => {
    place.step(-1);
  });
  press('[data-next]', () => {
    if (sheet.isLast) void acts.review();
    else place.step(1);
  });
  press('[data-flag]', () => {
    acts.flip();
  });
  press('[data-clear]', () => {
    const { no, answer } = sheet.here;
    answer.value = '';
    acts.answered(no);
    answer.focus();
  });
  press('[data-review]', () => void acts.review());
  press('[data-take-over]', () => void acts.takeLease());
  press('[data-overview]', () => {
    place.openOverview(true);
  });
  press('[data-back]', () => {
    place.openOverview(false);
  });
  byId('overview').addEventListener('click', (event) => {
    const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
    if (!(cell instanceof HTMLElement)) return;
    event.preventDefault();
    place.show(Number(cell.dataset['cell']), 'push');
  });
  listenForKeys(form, () => sheet.here.answer.letters, {
    choose: (letter) => {
      sheet.here.answer.press(letter);
    },
    flag: () => {
      acts.flip();
    },
    step: (by) => {
      place.step(by);
    },
  });
}

const isTyped = (target: EventTarget | null): boolean => target instanceof Element && target.matches('[data-typed]');
