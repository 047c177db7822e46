import { nfc } from '../text/vietnamese.js';

/** Halves of letters and code points that are none: no file of XML can hold them. */
const NO_LETTERS = /[\p{Cs}\ufffe\uffff]/gu;

/** One line as it is stored. */
export const inlineText = (text: string): string => nfc(text.replace(NO_LETTERS, ''));

/** Text of paragraphs: a line each, none empty, blanks as in one line. */
export const blockText = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u000b\u000c\u0085\u2028\u2029]/)
    .map(inlineText)
    .filter((line) => line !== '')
    .join('\n');
