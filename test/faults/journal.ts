/** One change as a device numbered and sent it. */
export interface SentEntry {
  readonly lease: number;
  readonly seq: number;
  readonly item: number;
  readonly kind: 'answer' | 'flag';
  readonly value: string;
  acknowledged: boolean;
  /** When the device heard so, on the monotonic clock in nanoseconds. */
  heardAt: bigint;
}

/** Everything that one candidate's devices know for themselves: what the server is held against. */
export interface Journal {
  readonly entryId: string;
  /** By `lease/seq`. */
  readonly sent: Map<string, SentEntry>;
  isStarted: boolean;
  isHandedIn: boolean;
  /** Codes that a receipt page has shown. */
  readonly receipts: Set<string>;
  /** Answers that no rule allows for. */
  readonly odd: string[];
}

export const newJournal = (entryId: string): Journal => ({
  entryId,
  sent: new Map(),
  isStarted: false,
  isHandedIn: false,
  receipts: new Set(),
  odd: [],
});

export const acknowledgedIn = (journals: Iterable<Journal>): number =>
  [...journals].reduce((sum, j) => sum + [...j.sent.values()].filter((e) => e.acknowledged).length, 0);
