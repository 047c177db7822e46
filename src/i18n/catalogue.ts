/** Texts of one feature in both languages; the type makes a key that one of them lacks a compile error. */
export interface Catalogue<K extends string> {
  readonly vi: Readonly<Record<K, string>>;
  readonly en: Readonly<Record<K, string>>;
}

export const catalogue = <const K extends string>(texts: {
  readonly vi: Readonly<Record<K, string>>;
  readonly en: Readonly<Record<NoInfer<K>, string>>;
}): Catalogue<K> => texts;
