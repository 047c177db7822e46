import { canonicalJson } from '../ledger/canonical-json.js';
import { sha256Hex } from '../shared/digest.js';

export interface Seat {
  readonly role: string;
  readonly userId: string | null;
}

/** Fewer cannot deliberate: a chair, a secretary and somebody who is neither. */
export const LEAST_MEMBERS = 3;

/** What is wrong with a council as a whole; the place of the member at whom it shows. */
export interface CouncilFault {
  readonly code: 'council/few-members' | 'council/one-chair' | 'council/one-secretary' | 'council/same-account';
  readonly at: number;
}

export function councilFaults(seats: readonly Seat[]): CouncilFault[] {
  const faults: CouncilFault[] = [];
  if (seats.length < LEAST_MEMBERS) faults.push({ code: 'council/few-members', at: seats.length });
  for (const [role, code] of [
    ['chair', 'council/one-chair'],
    ['secretary', 'council/one-secretary'],
  ] as const) {
    const places = seats.flatMap((s, i) => (s.role === role ? [i] : []));
    if (places.length !== 1) faults.push({ code, at: places[1] ?? 0 });
  }
  const accounts = seats.map((s) => s.userId);
  const twin = accounts.findIndex((id, i) => id !== null && accounts.indexOf(id) < i);
  if (twin >= 0) faults.push({ code: 'council/same-account', at: twin });
  return faults;
}

export interface CouncilContent {
  readonly title: string;
  readonly decisionNo: string | null;
  readonly decisionOn: string | null;
  readonly term: string | null;
  readonly members: readonly {
    readonly id: string;
    readonly userId: string | null;
    readonly fullName: string;
    readonly role: string;
    readonly office: string;
    readonly position: number;
  }[];
}

/** What the ledger keeps of a council and its members. */
export function councilDigest(council: CouncilContent): string {
  const { title, decisionNo, decisionOn, term } = council;
  const members = [...council.members]
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .map(({ id, userId, fullName, role, office, position }) => ({ id, userId, fullName, role, office, position }));
  return sha256Hex(canonicalJson({ title, decisionNo, decisionOn, term, members }));
}
