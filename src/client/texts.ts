import { byId } from './dom.js';

/** The page's texts. The script has none of its own: the server writes them, translated, into #texts. */
export type TextName =
  | 'saving'
  | 'saved'
  | 'unsaved'
  | 'unsavedSignedOut'
  | 'held'
  | 'item'
  | 'answered'
  | 'blank'
  | 'flagged'
  | 'unsavedItem'
  | 'here'
  | 'back'
  | 'next'
  | 'toReview'
  | 'hideClock'
  | 'showClock'
  | 'keysOff'
  | 'keysOn'
  | 'minutesLeft'
  | 'moreTime'
  | 'returned'
  | 'seconds'
  | 'minutes'
  | 'stands'
  | 'soon'
  | 'over'
  | 'ended'
  | 'endedUnsaved'
  | 'handInAsk'
  | 'handInAskSent'
  | 'waitingHandIn'
  | 'waitingEnd'
  | 'waitingLong';

/** A text of the page with its {places} filled. */
export function text(name: TextName, values: Readonly<Record<string, string | number>> = {}): string {
  const pattern = byId('texts').dataset[`text${name.charAt(0).toUpperCase()}${name.slice(1)}`] ?? '';
  return pattern.replace(/\{(\w+)\}/g, (place, key: string) => String(values[key] ?? place));
}
