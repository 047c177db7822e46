import type { Place, ReadingBook } from './draft.js';
import type { Loss } from './html.js';

/** Says what plain text does not show; of each kind once for a place. */
export function tellLosses(book: ReadingBook, place: Place, losses: readonly Loss[]): void {
  for (const loss of losses) book.tellOnce('warning', place, `format/lost-${loss}`);
}
