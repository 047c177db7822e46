import { clashes, type PanelCandidate, type PanelFacts, type PanelPlace } from './panels.js';

export interface PanelLoad extends PanelFacts {
  /** How many the panel has already. */
  readonly size: number;
}

/**
 * Places for people who come after the assignment: each goes to the panel with the shortest line, one that is not of
 * their own unit where there is such a one. Nobody who has a place is moved.
 */
export function placeLate(candidates: readonly PanelCandidate[], panels: readonly PanelLoad[]): PanelPlace[] {
  const sizes = new Map(panels.map((p) => [p.id, p.size]));
  const sizeOf = (p: PanelFacts): number => sizes.get(p.id) ?? 0;
  return candidates.flatMap((candidate) => {
    const free = panels.filter((p) => !clashes(candidate, p));
    const [panel] = [...(free.length > 0 ? free : panels)].sort((a, b) => sizeOf(a) - sizeOf(b));
    if (panel === undefined) return [];
    sizes.set(panel.id, sizeOf(panel) + 1);
    return [{ candidateId: candidate.id, panelId: panel.id, sameUnit: clashes(candidate, panel) }];
  });
}

/** A line with somebody put in at a place counted from 1; whoever was in it before leaves their old place. */
export function putAt(line: readonly string[], id: string, place: number): string[] {
  const others = line.filter((other) => other !== id);
  const at = Math.max(0, Math.min(place - 1, others.length));
  return [...others.slice(0, at), id, ...others.slice(at)];
}
