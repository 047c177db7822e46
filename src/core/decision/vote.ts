import { refuse, ok, type Result } from '../shared/result.js';
import type { CouncilRules } from '../scoring/rule-set.js';

/** Members that must be there: two thirds of five are four. */
export const quorumOf = (members: number, { quorum }: CouncilRules): number =>
  Math.ceil((members * quorum.part) / quorum.of);

/** Votes for a motion that adopt it: more than half of five members are three, of four three. */
export const votesNeeded = (members: number, { adoptOverPercent }: CouncilRules): number =>
  Math.floor((members * adoptOverPercent) / 100) + 1;

export interface Votes {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
}

/** A vote as it was counted: everybody present once, the majority of ALL members decides. */
export function adoption(votes: Votes, present: number, members: number, rules: CouncilRules): Result<boolean> {
  const cast = votes.for + votes.against + votes.abstain;
  const isCount = [votes.for, votes.against, votes.abstain].every((n) => Number.isInteger(n) && n >= 0);
  if (!isCount || cast !== present) return refuse('council/votes-not-present', { votes: cast, present });
  return ok(votes.for >= votesNeeded(members, rules));
}
