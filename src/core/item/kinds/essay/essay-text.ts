/** Longest text of an essay, in characters as its page counts them (UTF-16 units of NFC). */
export const ESSAY_MAX = 8_000;

/** Controls that no keyboard writes; a tab and the end of a line stay. */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/**
 * An essay's text in the one form in which it is stored: NFC, lines end with \n, no control characters. What is nothing
 * but blanks is no answer. Blanks within and round a text stay as they were typed.
 */
export function essayText(raw: string): string {
  const text = raw.normalize('NFC').replace(/\r\n?/g, '\n').replace(CONTROLS, '');
  return text.trim() === '' ? '' : text;
}
