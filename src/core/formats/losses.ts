import type { Place, ReadingBook } from './draft.js';
import type { Loss } from './html.js';

const CODES: Readonly<Record<Loss, string>> = {
  script: 'format/lost-script',
  image: 'format/lost-image',
  emphasis: 'format/lost-emphasis',
  table: 'format/lost-table',
  media: 'format/lost-media',
  math: 'format/lost-math',
  link: 'format/lost-link',
};

/** Says what plain text does not show; of each kind once for a place. */
export function tellLosses(book: ReadingBook, place: Place, losses: readonly Loss[]): void {
  for (const loss of losses) book.tellOnce('warning', place, CODES[loss]);
}
