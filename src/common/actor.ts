import type { Role } from '../core/access/access-matrix.js';

/** A signed-in member of staff, acting for one owner (the committee whose council it is). */
export interface StaffActor {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly roles: readonly Role[];
  /** Nodes on which the person is the unit's officer: they see these and what lies below, nothing else. */
  readonly unitIds: readonly string[];
  readonly sessionId: string;
}

/** A candidate signed in with number and access code. */
export interface CandidateActor {
  readonly entryId: string;
  readonly sessionId: string;
  readonly confirmed: boolean;
}

/** Another program of a committee, by a token with a scope. */
export interface ApiActor {
  readonly ownerId: string;
  readonly scope: string;
}

/** Who the ledger names: a person in a role, a candidate by entry, or the system itself. */
export interface LedgerActor {
  readonly id: string | null;
  readonly role: string;
}

export const SYSTEM_ACTOR: LedgerActor = { id: null, role: 'system' };

export const asLedgerActor = (staff: StaffActor): LedgerActor => ({
  id: staff.id,
  role: staff.roles.join('+').slice(0, 160),
});

export const candidateLedgerActor = (entryId: string): LedgerActor => ({ id: entryId, role: 'candidate' });
