import type { ItemContent } from '../../src/core/item/item.js';
import type { BankContent } from '../../src/question-bank/bank-files.js';
import { shippedBank } from './world.js';

/** The shipped bank, whose first item asks for what is not so in small letters, and whose second one stands in it twice. */
export function faultyBank(): BankContent {
  const shipped = shippedBank();
  const [first, second, ...rest] = shipped.items;
  if (first === undefined || second === undefined) throw new Error('the shipped bank has no items');
  const negative: ItemContent = {
    ...first.content,
    stem: 'Nội dung nào dưới đây không phải là ý nghĩa của việc Nguyễn Ái Quốc gia nhập Quốc tế Cộng sản?',
  };
  const copy: ItemContent = { ...second.content, code: 'LS901', stem: second.content.stem.toUpperCase() };
  return { ...shipped, items: [{ ...first, content: negative }, second, ...rest, { ...second, content: copy }] };
}
