/** A piece of a text; `own` when the other text does not have it there. */
export interface DiffPiece {
  readonly text: string;
  readonly own: boolean;
}

/** Two texts of more words than this in product are told as different as a whole: no page waits for more. */
const MOST_CELLS = 4_000_000;

/**
 * Two texts in pieces, word by word in their order: what both have (a longest common subsequence), and what only one has.
 * Every sign counts, tone marks too. The pieces joined are the texts.
 */
export function wordDiff(left: string, right: string): { left: DiffPiece[]; right: DiffPiece[] } {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  const common = a.length * b.length > MOST_CELLS ? [] : commonWords(a, b);
  return {
    left: pieces(a, new Set(common.map(([i]) => i))),
    right: pieces(b, new Set(common.map(([, j]) => j))),
  };
}

/** Each word with the blanks behind it. */
const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/gu) ?? [];

/** Pairs of places where both have the same word. */
function commonWords(a: readonly string[], b: readonly string[]): [number, number][] {
  const [x, y] = [a.map((w) => w.trim()), b.map((w) => w.trim())];
  const width = b.length + 1;
  // longest[i * width + j]: of what is left of a from i on and of b from j on.
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (x[i] === y[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

function pieces(words: readonly string[], shared: ReadonlySet<number>): DiffPiece[] {
  const found: DiffPiece[] = [];
  for (const [n, text] of words.entries()) {
    const own = !shared.has(n);
    const last = found.at(-1);
    if (last?.own === own) found[found.length - 1] = { text: last.text + text, own };
    else found.push({ text, own });
  }
  return found;
}
