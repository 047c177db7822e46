import type { BatchStage } from '../core/batch/stage.js';
import type { MissingCode, MissingWork } from '../marking/missing-work.js';

export const STATIONS = [
  'plan',
  'roster',
  'close',
  'cards',
  'unseal',
  'attendance',
  'written',
  'oral',
  'marking',
  'council',
  'lock',
  'publish',
  'admission',
] as const;
export type StationCode = (typeof STATIONS)[number];

export interface StationFacts {
  readonly stage: BatchStage;
  readonly accepted: number;
  readonly cardsIssued: boolean;
  /** What the closing drew is encrypted, or was and has been opened; null for a batch that was never sealed. */
  readonly seal: 'sealed' | 'opened' | null;
  readonly hasWritten: boolean;
  readonly hasOral: boolean;
  readonly sittingsOver: boolean;
  /** What keeps results from being complete; empty where nobody has begun. */
  readonly missing: readonly MissingWork[];
  /** The council has met and concluded, its minutes are confirmed. */
  readonly councilDone: boolean;
  readonly addendumOpen: boolean;
  /** How many of those who passed the standing committee has not decided on; null before the lock. */
  readonly undecided: number | null;
  /** Why closeRoster would be refused now, or null. */
  readonly closeRefusal: string | null;
}

export interface Station {
  readonly code: StationCode;
  readonly state: 'done' | 'here' | 'ahead' | 'blocked';
  /** Key of the sentence that says what blocks it and who can mend it. */
  readonly why: string | null;
  /** What is still to be done at it. */
  readonly jobs: readonly MissingWork[];
}

/** Whose gaps belong to which station; the rest is marking. */
const JOBS: Readonly<Partial<Record<StationCode, readonly MissingCode[]>>> = {
  attendance: ['attendance'],
  written: ['attendance', 'notStarted', 'running'],
  oral: ['panel', 'oral'],
  marking: ['scoring', 'essays', 'sheets', 'apart', 'late'],
};

/** Where a batch stands on its road, and what blocks the next station. */
export function stations(f: StationFacts): Station[] {
  const road = roadOf(f);
  const here = road.find((code) => !isDone(code, f));
  return road.map((code) => {
    if (isDone(code, f)) return { code, state: 'done', why: null, jobs: [] };
    const jobs = code === 'lock' ? f.missing : f.missing.filter((m) => JOBS[code]?.includes(m.code) === true);
    const why = code === 'close' ? f.closeRefusal : null;
    if (code === here) return { code, state: why === null ? 'here' : 'blocked', why, jobs };
    const isNear = code === 'lock' && (here === 'marking' || here === 'council');
    if (isNear && jobs.length > 0) return { code, state: 'blocked', why: 'overview.why.jobs', jobs };
    return { code, state: 'ahead', why: null, jobs: [] };
  });
}

/** A plan without a part has no station for it; everybody is ticked all the same. */
const roadOf = (f: StationFacts): StationCode[] =>
  STATIONS.filter((code) => {
    if (code === 'written') return f.hasWritten;
    if (code === 'attendance') return !f.hasWritten;
    if (code === 'unseal') return f.seal !== null;
    return code !== 'oral' || f.hasOral;
  });

function isDone(code: StationCode, f: StationFacts): boolean {
  const isLocked = f.stage === 'resultsLocked' || f.stage === 'published';
  const begun = f.stage !== 'rosterOpen' && f.stage !== 'rosterClosed';
  const none = (codes: readonly MissingCode[] = []): boolean => !f.missing.some((m) => codes.includes(m.code));
  switch (code) {
    case 'plan':
      return true;
    case 'roster':
      return f.accepted > 0;
    case 'close':
      return f.stage !== 'rosterOpen';
    case 'cards':
      return f.cardsIssued;
    case 'unseal':
      return f.seal === 'opened';
    case 'attendance':
    case 'written':
      return f.sittingsOver;
    case 'oral':
      return isLocked || (begun && f.sittingsOver && none(JOBS.oral));
    case 'marking':
      return isLocked || (begun && f.sittingsOver && f.missing.length === 0);
    case 'council':
      return isLocked || f.councilDone;
    case 'lock':
      return isLocked && !f.addendumOpen;
    case 'publish':
      return f.stage === 'published';
    case 'admission':
      return f.undecided === 0;
  }
}
