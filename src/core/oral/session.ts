/** The moments of one candidate's oral examination. */
export interface SessionMoments {
  readonly drawnAt: Date | null;
  readonly thinkingAt: Date | null;
  readonly answeringAt: Date | null;
  readonly finishedAt: Date | null;
  readonly missed: 'withLeave' | 'withoutLeave' | null;
}

export type SessionPhase = 'waiting' | 'drawn' | 'thinking' | 'answering' | 'finished' | 'missed';

/** Where an examination stands, from its moments alone. */
export function sessionPhase(m: SessionMoments): SessionPhase {
  if (m.missed !== null) return 'missed';
  if (m.finishedAt !== null) return 'finished';
  if (m.answeringAt !== null) return 'answering';
  if (m.thinkingAt !== null) return 'thinking';
  return m.drawnAt === null ? 'waiting' : 'drawn';
}

/** Until when the candidate may think or answer; it only tells: nobody is cut off. Null: no clock runs. */
export function phaseDueAt(m: SessionMoments, minutes: { thinkMinutes: number; answerMinutes: number }): Date | null {
  const phase = sessionPhase(m);
  if (phase === 'thinking' && m.thinkingAt !== null) return later(m.thinkingAt, minutes.thinkMinutes);
  if (phase === 'answering' && m.answeringAt !== null) return later(m.answeringAt, minutes.answerMinutes);
  return null;
}

const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

/** An examiner at a panel, as far as the equal unit goes. */
export interface SeatedExaminer {
  readonly unitId: string | null;
  readonly fromAt: Date;
}

/**
 * Whether somebody of the candidate's own unit examines without a recorded waiver. A waiver holds for who sat at the panel
 * when it was given: whoever comes later needs a new one.
 */
export const needsWaiver = (unitId: string, waivedAt: Date | null, examiners: readonly SeatedExaminer[]): boolean =>
  examiners.some((e) => e.unitId === unitId && (waivedAt === null || waivedAt.getTime() < e.fromAt.getTime()));
