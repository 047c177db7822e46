/** A text as the bag of its words, numbered from the rarest to the most common; a word said twice is two. */
export interface Bag {
  /** Ascending. */
  readonly words: readonly number[];
  /** What all of them weigh together. */
  readonly total: number;
  readonly weights: WordWeights;
}

export interface WordWeights {
  readonly numberOf: ReadonlyMap<string, number>;
  /** By number, descending. */
  readonly weight: readonly number[];
}

/** The weight of each word of these texts: the fewer of them say it, the more it tells. */
export function wordWeights(texts: readonly (readonly string[])[]): WordWeights {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of counted(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  return {
    numberOf: new Map(sorted.map(([word], i) => [word, i])),
    weight: sorted.map(([, n]) => Math.log(1 + texts.length / n)),
  };
}

export function bagOf(words: readonly string[], weights: WordWeights): Bag {
  const numbers = counted(words).flatMap((word) => weights.numberOf.get(word) ?? []);
  numbers.sort((a, b) => a - b);
  return { words: numbers, total: numbers.reduce((sum, n) => sum + (weights.weight[n] ?? 0), 0), weights };
}

/** What two bags of the same weights share, of what either holds (weighted Jaccard), 0..1; empty ones share nothing. */
export function likeness(a: Bag, b: Bag): number {
  const { weight } = a.weights;
  let shared = 0;
  for (let i = 0, j = 0; i < a.words.length && j < b.words.length;) {
    const [x, y] = [a.words[i] ?? 0, b.words[j] ?? 0];
    if (x === y) shared += weight[x] ?? 0;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  const either = a.total + b.total - shared;
  return either === 0 ? 0 : shared / either;
}

/** A word's second occurrence is a word of its own. */
function counted(words: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return words.map((word) => {
    const n = (seen.get(word) ?? 0) + 1;
    seen.set(word, n);
    return n === 1 ? word : `${word} ${n}`;
  });
}
