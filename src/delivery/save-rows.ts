import type { AttemptState, SaveEntry, Step } from '../core/attempt/attempt.js';

/** What a save needs to know of an attempt, read under its lock. */
export interface HotRow {
  readonly id: string;
  readonly state: AttemptState;
  readonly leaseNo: number;
  readonly leaseSessionId: string | null;
  readonly lastSeq: number;
  readonly lastClientSeq: number;
  /** As it is stored. */
  readonly deadlineAt: string;
  /** The sheet's text; null where the caller knows the sheet at this `lastSeq`. */
  readonly sheet: string | null;
}

/** Numbers of one attempt's entries that may be there already. */
export interface Repeated {
  readonly attemptId: string;
  readonly from: number;
  readonly to: number;
}

export interface WrittenRow {
  readonly id: string;
  readonly lastSeq: number;
  readonly lastClientSeq: number;
  readonly sheet: string;
  readonly answeredCount: number;
}

export interface Written {
  readonly steps: readonly { readonly attemptId: string; readonly step: Step }[];
  readonly rows: readonly WrittenRow[];
  /** epoch ms */
  readonly at: number;
}

/** A group of saves as the database goes through it, in one transaction. */
export interface SaveGroup {
  readonly ids: readonly string[];
  /** The step up to which the caller knows an attempt's sheet; 0 = not at all. */
  known(id: string): number;
  repeated(rows: ReadonlyMap<string, HotRow>): readonly Repeated[];
  decide(rows: ReadonlyMap<string, HotRow>, stored: ReadonlyMap<string, readonly SaveEntry[]>): Written;
}

export interface RawRow {
  readonly id: string;
  readonly state: AttemptState;
  readonly lease_no: number;
  readonly lease_session_id: string | null;
  readonly last_seq: number;
  readonly last_client_seq: number;
  readonly deadline_at: string;
  readonly sheet?: string | null;
}

export interface RawEntry {
  readonly kind: 'answer' | 'flag';
  readonly lease_no: number;
  readonly client_seq: number;
  readonly item_no: number;
  readonly value: string;
}

export const ROW = 'id, state, lease_no, lease_session_id, last_seq, last_client_seq, deadline_at';
export const ENTRY = 'kind, lease_no, client_seq, item_no, value';
export const STEP = 'attempt_id, seq, kind, at, source, lease_no, client_seq, item_no, value';

export const toHotRow = (raw: RawRow, sheet: string | null): HotRow => ({
  id: raw.id,
  state: raw.state,
  leaseNo: raw.lease_no,
  leaseSessionId: raw.lease_session_id,
  lastSeq: raw.last_seq,
  lastClientSeq: raw.last_client_seq,
  deadlineAt: raw.deadline_at,
  sheet,
});

export const toEntry = (raw: RawEntry): SaveEntry => ({
  kind: raw.kind,
  leaseNo: raw.lease_no,
  clientSeq: raw.client_seq,
  itemNo: raw.item_no,
  value: raw.value,
});
