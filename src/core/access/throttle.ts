/** How many wrong tries are free, and how long the next one waits. */
export interface ThrottleRule {
  readonly free: number;
  readonly baseSeconds: number;
  readonly maxSeconds: number;
  /** Failures older than this are forgotten. */
  readonly forgetSeconds: number;
}

/** One account or candidate number: guessing is slowed at once. */
export const SUBJECT_RULE: ThrottleRule = { free: 5, baseSeconds: 2, maxSeconds: 300, forgetSeconds: 3600 };

/** One address from which staff sign in. */
export const STAFF_ADDRESS_RULE: ThrottleRule = { free: 100, baseSeconds: 1, maxSeconds: 60, forgetSeconds: 900 };

/** One address from which candidates come in: a computer room sits behind a single one, so only a flood counts. */
export const ROOM_ADDRESS_RULE: ThrottleRule = { free: 3000, baseSeconds: 1, maxSeconds: 30, forgetSeconds: 900 };

/** One address from which programs come with wrong tokens; a token cannot be guessed, so this only keeps noise down. */
export const API_ADDRESS_RULE: ThrottleRule = { free: 20, baseSeconds: 1, maxSeconds: 60, forgetSeconds: 900 };

export interface Failures {
  readonly count: number;
  /** Epoch ms. */
  readonly lastAt: number;
}

/** Seconds to wait before another try is looked at; 0 = now. */
export function waitSeconds(failures: Failures | null, rule: ThrottleRule, now: number): number {
  if (failures === null) return 0;
  const age = (now - failures.lastAt) / 1000;
  if (age > rule.forgetSeconds || failures.count < rule.free) return 0;
  const delay = Math.min(rule.maxSeconds, rule.baseSeconds * 2 ** Math.min(20, failures.count - rule.free));
  return Math.max(0, Math.ceil(delay - age));
}

/** The count after one more failure. */
export const afterFailure = (failures: Failures | null, rule: ThrottleRule, now: number): Failures => {
  const fresh = failures === null || (now - failures.lastAt) / 1000 > rule.forgetSeconds;
  return { count: fresh ? 1 : failures.count + 1, lastAt: now };
};
