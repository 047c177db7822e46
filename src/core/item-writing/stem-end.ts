import type { ItemContent } from '../item/item.js';
import { isHumanMarked } from '../item/kinds.js';
import { eachItem } from './finding.js';

const CLOSED = String.raw`["”’»)\]]*$`;
const ENDS = {
  any: new RegExp(`[.?!:…]${CLOSED}`, 'u'),
  statement: new RegExp(`[.!…]${CLOSED}|(?:đúng hay sai|đúng không|phải không)\\?$`, 'u'),
  question: new RegExp(`[?:…]${CLOSED}|\\.{3}${CLOSED}`, 'u'),
};
/** Before a last sentence that only says what to do, or instead of a question. */
const ASKS =
  /[?:…_]|\.{3}|(?:^|[.;] )(?:Hãy|Chọn|Sắp xếp|Xếp|Nối|Ghép|Điền|Nêu|Trình bày|Phân tích|Cho biết|Giải thích|So sánh|Chứng minh|Xác định|Viết|Kể|Liên hệ|Đồng chí)(?!\p{L})/u;
/** A stray sign at the end; in the middle a gap to be filled may stand before any sign. */
const SPOILED = new RegExp(`(?:\\s(?!\\.{3})|[?!]|,\\s*)[.,;:?!]${CLOSED}`, 'u');

/** A stem ends as a question, an order or a sentence to be completed; a statement to be judged ends as a statement. */
export const stemEnd = eachItem((item) =>
  // a stem that is not written yet has no end; that it is missing is told elsewhere
  item.stem.trim() === '' || endsWell(item) ? [] : [{ end: item.stem.slice(-12) }],
);

function endsWell({ kind, stem }: ItemContent): boolean {
  if (SPOILED.test(stem)) return false;
  if (kind === 'trueFalse') return ENDS.statement.test(stem);
  if (isHumanMarked(kind)) return ENDS.any.test(stem);
  return ENDS.question.test(stem) || (ENDS.any.test(stem) && ASKS.test(stem));
}
