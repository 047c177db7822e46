/** An interval of instants in epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Minutes given to the person, the room or the sitting; exam minutes, not multiplied by the person's factor. */
export interface Grant {
  readonly minutes: number;
  readonly at: number;
}

export interface DeadlineFacts {
  readonly startedAt: number;
  readonly planMinutes: number;
  /** 100 = the plan's minutes. */
  readonly factorPercent: number;
  readonly grants: readonly Grant[];
  /** Pauses and outages in which the attempt stood still. */
  readonly standstills: readonly Interval[];
  readonly now: number;
}

const MINUTE = 60_000;

/**
 * When the page locks, in epoch ms: start + plan minutes x factor (rounded up to a minute) + minutes granted since the
 * start + the length of the union of all standstills, cut to [start, now].
 */
export function deadline(facts: DeadlineFacts): number {
  const own = Math.ceil((facts.planMinutes * facts.factorPercent) / 100);
  const granted = facts.grants.filter((g) => g.at >= facts.startedAt).reduce((sum, g) => sum + g.minutes, 0);
  const stood = unionLength(facts.standstills, facts.startedAt, facts.now);
  return facts.startedAt + (own + granted) * MINUTE + stood;
}

/** Length of the union of intervals within [from, to], in ms. */
export function unionLength(intervals: readonly Interval[], from: number, to: number): number {
  const cut = intervals
    .map((i) => ({ from: Math.max(i.from, from), to: Math.min(i.to, to) }))
    .filter((i) => i.to > i.from)
    .sort((a, b) => a.from - b.from);
  let length = 0;
  let reached = from;
  for (const i of cut) {
    length += Math.max(0, i.to - Math.max(i.from, reached));
    reached = Math.max(reached, i.to);
  }
  return length;
}
