/** Who is to be examined, in the order of candidate numbers. */
export interface PanelCandidate {
  readonly id: string;
  readonly unitId: string;
}

/** Bàn hỏi: its members' own units, if they have one. */
export interface PanelFacts {
  readonly id: string;
  readonly unitIds: readonly string[];
}

export interface PanelPlace {
  readonly candidateId: string;
  readonly panelId: string;
  /** A member of the panel is of the candidate's own unit. */
  readonly sameUnit: boolean;
}

/**
 * Shares the candidates out in blocks whose sizes differ by one at most (44 on three panels: 15, 15, 14), then exchanges
 * people between panels where that keeps somebody from being examined by their own unit.
 */
export function assignPanels(candidates: readonly PanelCandidate[], panels: readonly PanelFacts[]): PanelPlace[] {
  if (panels.length === 0) return [];
  const small = Math.floor(candidates.length / panels.length);
  const larger = candidates.length % panels.length;
  const seats = panels.flatMap((panel, i) => Array.from({ length: small + (i < larger ? 1 : 0) }, () => panel));
  const places = candidates.map((candidate, i) => ({ candidate, panel: seats[i] as PanelFacts }));
  while (places.some((place) => clashes(place.candidate, place.panel) && exchange(place, places)));
  return places.map(({ candidate, panel }) => ({
    candidateId: candidate.id,
    panelId: panel.id,
    sameUnit: clashes(candidate, panel),
  }));
}

export const clashes = (candidate: PanelCandidate, panel: PanelFacts): boolean =>
  panel.unitIds.includes(candidate.unitId);

interface Place {
  readonly candidate: PanelCandidate;
  panel: PanelFacts;
}

/** Exchanges with somebody of another panel where that leaves fewer clashes; so it comes to an end. @returns whether */
function exchange(place: Place, places: readonly Place[]): boolean {
  const count = (pairs: readonly (readonly [Place, PanelFacts])[]): number =>
    pairs.filter(([p, panel]) => clashes(p.candidate, panel)).length;
  const other = places.find(
    (o) =>
      o.panel.id !== place.panel.id &&
      count([
        [place, o.panel],
        [o, place.panel],
      ]) <
        count([
          [place, place.panel],
          [o, o.panel],
        ]),
  );
  if (other === undefined) return false;
  [place.panel, other.panel] = [other.panel, place.panel];
  return true;
}
