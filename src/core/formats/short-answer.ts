import type { Place, ReadingBook } from './draft.js';

/** In Moodle's short answers * stands for anything, unless a backslash stands before it. */
export const withoutWildcards = (text: string): string => text.replaceAll('*', '\\*');

/** The answers as texts to compare with; one that means 'anything here' cannot be kept and is named. */
export function acceptedAnswers(book: ReadingBook, place: Place, answers: readonly string[]): string[] {
  return answers.flatMap((answer) => {
    if (/(^|[^\\])\*/.test(answer)) {
      book.tell('warning', place, 'format/wildcard', { text: answer.slice(0, 80) });
      return [];
    }
    return [answer.replaceAll('\\*', '*')];
  });
}
