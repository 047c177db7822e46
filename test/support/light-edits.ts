import type { ItemContent } from '../../src/core/item/item.js';
import type { Random } from '../../src/core/shared/random.js';
import { searchKey } from '../../src/core/text/vietnamese.js';

type Edit = (item: ItemContent, random: Random, words: readonly string[]) => ItemContent;

const split = (text: string): string[] => text.split(/\s+/u);
const eachText = (item: ItemContent, change: (text: string) => string): ItemContent => ({
  ...item,
  stem: change(item.stem),
  options: item.options.map(({ id, text }) => ({ id, text: change(text) })),
});

/** How somebody may write an item of the bank a second time without asking for anything else. */
export const LIGHT_EDITS = {
  'tone marks dropped': (item) => eachText(item, searchKey),
  'written in decomposed letters and capitals': (item) => eachText(item, (text) => text.toUpperCase().normalize('NFD')),
  'two words swapped': (item, random) => {
    const words = split(item.stem);
    const [i, j] = [random.nextInt(words.length), random.nextInt(words.length)];
    [words[i], words[j]] = [words[j] ?? '', words[i] ?? ''];
    return { ...item, stem: words.join(' ') };
  },
  'another order of words and options': (item, random) => ({
    ...item,
    stem: random.shuffle(split(item.stem)).join(' '),
    options: random
      .shuffle(item.options.map((o) => o.text))
      .map((text, i) => ({ id: item.options[i]?.id ?? '', text })),
  }),
  'one word replaced': (item, random, vocabulary) => {
    const words = split(item.stem);
    words[random.nextInt(words.length)] = vocabulary[random.nextInt(vocabulary.length)] ?? '';
    return { ...item, stem: words.join(' ') };
  },
} satisfies Readonly<Record<string, Edit>>;

/** Words to put in place of others, each as often as the items say it. */
export const vocabularyOf = (items: readonly ItemContent[]): string[] =>
  items.flatMap((item) => [item.stem, ...item.options.map((o) => o.text)].flatMap(split));
