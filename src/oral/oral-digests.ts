import { canonicalJson } from '../core/ledger/canonical-json.js';
import { sha256Hex } from '../core/shared/digest.js';
import type { OralPanel, OralPanelMember, OralSession } from './entities/oral.entity.js';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** What the ledger keeps of a panel. */
export const panelDigest = ({ batchId, position, room }: Pick<OralPanel, 'batchId' | 'position' | 'room'>): string =>
  sha256Hex(canonicalJson({ batchId, position, room }));

/** Who examined where, and from when to when. */
export const memberDigest = (m: Omit<OralPanelMember, 'id' | 'leaveReason'>): string => {
  const { panelId, userId, fullName, unitId, seat } = m;
  return sha256Hex(
    canonicalJson({ panelId, userId, fullName, unitId, seat, fromAt: iso(m.fromAt), toAt: iso(m.toAt) }),
  );
};

/** Who is examined where, in which order. */
export const linesDigest = (sessions: readonly Pick<OralSession, 'entryId' | 'panelId' | 'position'>[]): string =>
  sha256Hex(
    canonicalJson(
      [...sessions]
        .sort((a, b) => (a.entryId < b.entryId ? -1 : 1))
        .map(({ entryId, panelId, position }) => ({ entryId, panelId, position })),
    ),
  );

/** The moments of an examination that is over, and whether it was missed. */
export const sessionDigest = (s: OralSession): string => {
  const { entryId, panelId, missed } = s;
  const moments = [s.drawnAt, s.thinkingAt, s.answeringAt, s.finishedAt].map(iso);
  return sha256Hex(canonicalJson({ entryId, panelId, missed, moments }));
};
