import type { BatchEntry, Form } from '../batch/entities/batch-entry.entity.js';
import type { FormItem, FormKeyItem } from '../core/blueprint/form.js';
import { PROFILES, type Profile } from './profiles.js';

/** A paper with its keys: the driver answers as the plot asks, and the product computes what comes of it. */
export interface Paper {
  readonly entry: BatchEntry;
  readonly form: Form;
  readonly keys: readonly FormKeyItem[];
}

/** The item that the council will find to have two right options. Letters are the author's. */
export interface TwistItem {
  readonly itemId: string;
  readonly code: string;
  readonly key: string;
  readonly second: string;
}

export interface Cast {
  readonly profileOf: ReadonlyMap<string, Profile>;
  readonly twist: TwistItem;
}

/** So many papers hold the twist's item, and so many of them answer with its second option. */
const HOLDERS = 6;

/**
 * Who plays whom: profiles in the order of candidate numbers, then those that need a certain place are exchanged into it.
 * The same papers always give the same cast, so that a demo that was cut off goes on as it began.
 */
export function castOf(papers: readonly Paper[], phoneName: string, delayedName: string): Cast {
  const named = (name: string): number => papers.findIndex((p) => p.entry.fullName === name);
  const kept = new Set([named(phoneName), named(delayedName)]);
  const { twist, holders } = findTwist(papers, kept);
  const profiles = [...PROFILES];
  const placed = new Set<number>();
  const place = (tag: Profile['tag'], at: number): void => {
    const from = profiles.findIndex((p, i) => p.tag === tag && !placed.has(i));
    [profiles[from], profiles[at]] = [profiles[at] as Profile, profiles[from] as Profile];
    placed.add(at);
  };
  place('phone', named(phoneName));
  for (const at of holders.slice(0, PROFILES.filter((p) => p.tag === 'rescored').length)) place('rescored', at);
  return { twist, profileOf: new Map(papers.map((p, i) => [p.entry.id, profiles[i] as Profile])) };
}

/** Whether the drawn papers can play the plot: an item stands on just so many of them. */
export const fitsThePlot = (papers: readonly Paper[]): boolean => {
  const counts = new Map<string, number>();
  for (const item of papers.flatMap((p) => p.form.items.filter((i) => i.kind === 'single')))
    counts.set(item.itemId, (counts.get(item.itemId) ?? 0) + 1);
  return [...counts.values()].includes(HOLDERS);
};

function findTwist(papers: readonly Paper[], kept: ReadonlySet<number>): { twist: TwistItem; holders: number[] } {
  const holdersOf = new Map<string, number[]>();
  const items = new Map<string, { item: FormItem; key: string }>();
  papers.forEach(({ form, keys }, i) => {
    for (const item of form.items.filter((it) => it.kind === 'single')) {
      holdersOf.set(item.itemId, [...(holdersOf.get(item.itemId) ?? []), i]);
      const letter = keys.find((k) => k.no === item.no)?.key ?? '';
      items.set(item.itemId, { item, key: item.options.find((o) => o.letter === letter)?.origin ?? '' });
    }
  });
  const off = (ids: readonly number[]): number => Math.abs(ids.length - HOLDERS);
  const [best] = [...holdersOf]
    .map(([itemId, all]) => ({ itemId, all, free: all.filter((i) => !kept.has(i)) }))
    .filter((c) => c.free.length >= 3)
    .sort((a, b) => off(a.all) - off(b.all) || (codeOf(items, a.itemId) < codeOf(items, b.itemId) ? -1 : 1));
  const found = best === undefined ? undefined : items.get(best.itemId);
  if (best === undefined || found === undefined) throw new Error('demo: no item stands on three papers');
  const second =
    found.item.options
      .map((o) => o.origin)
      .sort()
      .find((o) => o !== found.key) ?? '';
  return { twist: { itemId: best.itemId, code: found.item.code, key: found.key, second }, holders: best.free };
}

const codeOf = (items: ReadonlyMap<string, { item: FormItem }>, itemId: string): string =>
  items.get(itemId)?.item.code ?? '';

/** What one person writes: so many right answers, spread over the paper; the twist's item as the plot asks. */
export function answersOf({ entry, form, keys }: Paper, cast: Cast): { item: number; value: string }[] {
  const profile = cast.profileOf.get(entry.id);
  if (profile === undefined) throw new Error(`demo: ${entry.fullName} has no part`);
  const keyOf = new Map(keys.map((k) => [k.no, k.key]));
  const { twist } = cast;
  const isTwist = (item: FormItem): boolean => item.itemId === twist.itemId;
  const spread = form.items
    .filter((item) => !(isTwist(item) && profile.tag === 'rescored'))
    .sort((a, b) => ((a.no * 7) % 31) - ((b.no * 7) % 31));
  const right = new Set(spread.slice(0, profile.right).map((item) => item.no));
  return form.items.map((item) => {
    const key = keyOf.get(item.no) ?? '';
    if (right.has(item.no)) return { item: item.no, value: key };
    const second = item.options.find((o) => o.origin === twist.second)?.letter ?? '';
    if (isTwist(item) && profile.tag === 'rescored') return { item: item.no, value: second };
    const wrong = item.options.map((o) => o.letter).find((l) => !key.includes(l) && !(isTwist(item) && l === second));
    return { item: item.no, value: wrong ?? '' };
  });
}
