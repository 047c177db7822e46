import type { ItemContent } from '../item/item.js';
import { containsWords, wordsIn } from '../text/words.js';
import type { Found, Lot } from './finding.js';

/** A phrase of so many words stands in another stem for its own sake. */
const SPECIFIC = 2;
/** What a key begins with and another stem may leave out. */
const TITLE = /^(?:đồng chí|là|tại|ở) /u;
/** The key's words stand in so many stems of the topic when they belong to its common language. */
const COMMON = 3;
/** The other stem speaks of the same when it holds so much of what this stem says, rare words weighing more. */
const SAME_MATTER = 0.55;

/** 'Chọn các phương án đúng.' */
const ORDER = /(?:Hãy )?[Cc]họn [^.?!]*\.?$/u;
/** Words in which anything can be asked. */
const ASKING = new Set('những các nào gì ai đâu dưới sau đây là của có được theo và về'.split(' '));

/**
 * The stem of no item of the topic gives the key of another one away: it says the key's words, none of the other options, and
 * most of what is asked there. Oral questions are in nobody's paper, and a false statement tells nothing.
 */
export function giveaway({ items }: Lot): Found[] {
  const stems = new Stems(items);
  return items.flatMap((item) => {
    if (item.kind !== 'single' && item.kind !== 'multiple') return [];
    const wrong = item.options.filter((o) => !item.key.includes(o.id)).map((o) => untitled(o.text));
    return item.options
      .filter((o) => item.key.includes(o.id))
      .flatMap(({ text }) => {
        const key = untitled(text);
        const telling = isSpecific(key) ? stems.saying(key, item) : [];
        return (telling.length < COMMON ? telling : [])
          .filter(({ words }) => !wrong.some((option) => containsWords(words, option)))
          .filter((stem) => stems.sameMatter(item, stem))
          .map((stem) => ({ item: item.code, params: { other: stem.item.code, key: text } }));
      });
  });
}

const untitled = (text: string): string[] => wordsIn(text.toLowerCase().replace(TITLE, ''));

/** A year, or a phrase. */
const isSpecific = (key: readonly string[]): boolean =>
  key.length >= SPECIFIC || key.some((word) => /^\d{4}$/u.test(word));

interface Stem {
  readonly item: ItemContent;
  readonly words: readonly string[];
}

/** Stems that a candidate may read in the paper, by their words. */
class Stems {
  private readonly holders = new Map<string, Stem[]>();
  private readonly count: number;

  constructor(items: readonly ItemContent[]) {
    const shown = items.filter(({ kind, key }) => kind !== 'oral' && !(kind === 'trueFalse' && key.includes('F')));
    this.count = shown.length;
    for (const item of shown) {
      const stem = { item, words: wordsIn(item.stem) };
      for (const word of new Set(stem.words)) {
        const list = this.holders.get(word);
        if (list === undefined) this.holders.set(word, [stem]);
        else list.push(stem);
      }
    }
  }

  /** Stems of the item's topic, its own left out, in which these words stand side by side. */
  saying(words: readonly string[], { topic, code }: ItemContent): Stem[] {
    const lists = words.map((word) => this.holders.get(word) ?? []);
    const shortest = lists.reduce((a, b) => (b.length < a.length ? b : a));
    return shortest.filter(
      (stem) => stem.item.topic === topic && stem.item.code !== code && containsWords(stem.words, words),
    );
  }

  sameMatter({ stem }: ItemContent, other: Stem): boolean {
    const said = new Set(other.words);
    const words = [...new Set(wordsIn(stem.replace(ORDER, '')))].filter((word) => !ASKING.has(word));
    return this.weigh(words.filter((word) => said.has(word))) >= SAME_MATTER * this.weigh(words);
  }

  private weigh(words: readonly string[]): number {
    return words.reduce((sum, word) => sum + Math.log(1 + this.count / (this.holders.get(word)?.length ?? 1)), 0);
  }
}
