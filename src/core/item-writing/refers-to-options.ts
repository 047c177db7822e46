import { wordsIn } from '../text/words.js';
import { eachItem, isChoice } from './finding.js';

const THINGS = '(?:phương án|đáp án|câu trả lời|ý|câu|nội dung|trường hợp|lựa chọn)';
const PLACE = '(?:trên|nêu trên|ở trên|kể trên|dưới|còn lại|khác|đã cho)';

/** Ways in which an option speaks of others by their place, over words as `wordsIn` gives them. */
const REFERENCES = [
  `^(?:tất cả|cả|gồm cả)(?: các| những)? (?:\\d )?${THINGS}(?: đều)?(?: ${PLACE})?(?: đều)?(?: đúng| sai)?$`,
  '^(?:tất cả|cả \\d)(?: đều)?(?: đúng| sai)$',
  `^(?:không|chẳng)(?: có| phải)? ${THINGS} nào(?: .*)?(?: đúng| sai| ${PLACE})?$`,
  `^(?:các|những|\\d) ${THINGS} ${PLACE}(?: đều)?(?: đúng| sai)?$`,
  `^(?:chỉ |cả |gồm )?(?:${THINGS} )?[a-h](?: (?:và |hoặc |${THINGS} )*[a-h])+(?: đều)?(?: đúng| sai)?$`,
].map((pattern) => new RegExp(pattern, 'u'));

/** Where options are shuffled, none speaks of the others by place or letter: 'tất cả các phương án trên', 'cả A và B'. */
export const refersToOptions = eachItem((item) => {
  if (!isChoice(item) || !item.shuffle) return [];
  return item.options.filter(({ text }) => refers(text)).map(({ id }) => ({ option: id }));
});

function refers(text: string): boolean {
  const words = wordsIn(text).join(' ');
  return REFERENCES.some((pattern) => pattern.test(words));
}
