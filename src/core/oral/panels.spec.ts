import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignPanels, clashes, type PanelCandidate, type PanelFacts } from './panels.js';

const unit = fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5');
const world = fc.record({
  units: fc.array(unit, { maxLength: 40 }),
  panels: fc.array(fc.array(unit, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
});
const candidatesOf = (units: readonly string[]): PanelCandidate[] =>
  units.map((unitId, i) => ({ id: `c${String(i).padStart(2, '0')}`, unitId }));
const panelsOf = (units: readonly (readonly string[])[]): PanelFacts[] =>
  units.map((unitIds, i) => ({ id: `p${i}`, unitIds }));

describe('assigning people to panels', () => {
  it('shares 44 on three panels as 15, 15, 14, in the order of their numbers', () => {
    const places = assignPanels(candidatesOf(Array(44).fill('u1')), panelsOf([[], [], []]));
    const size = (id: string): number => places.filter((p) => p.panelId === id).length;
    expect([size('p0'), size('p1'), size('p2')]).toEqual([15, 15, 14]);
    expect(places.map((p) => p.panelId)).toEqual([...places.map((p) => p.panelId)].sort());
  });

  it('assigns nobody where there is no panel', () => {
    expect(assignPanels(candidatesOf(['u1']), [])).toEqual([]);
  });

  it('gives everybody exactly one place, in panels whose sizes differ by one at most', () => {
    fc.assert(
      fc.property(world, ({ units, panels }) => {
        const candidates = candidatesOf(units);
        const places = assignPanels(candidates, panelsOf(panels));
        expect(places.map((p) => p.candidateId)).toEqual(candidates.map((c) => c.id));
        const sizes = panels.map((_, i) => places.filter((p) => p.panelId === `p${i}`).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves somebody with their own unit only where no exchange of two people would help, and says so', () => {
    fc.assert(
      fc.property(world, ({ units, panels: memberUnits }) => {
        const panels = panelsOf(memberUnits);
        const candidates = candidatesOf(units);
        const places = assignPanels(candidates, panels).map((p) => ({
          ...p,
          candidate: candidates.find((c) => c.id === p.candidateId)!,
          panel: panels.find((x) => x.id === p.panelId)!,
        }));
        for (const p of places) expect(p.sameUnit).toBe(clashes(p.candidate, p.panel));
        for (const a of places.filter((p) => p.sameUnit)) {
          for (const b of places.filter((p) => p.panelId !== a.panelId)) {
            const before = 1 + Number(b.sameUnit);
            const after = Number(clashes(a.candidate, b.panel)) + Number(clashes(b.candidate, a.panel));
            expect(after).toBeGreaterThanOrEqual(before);
          }
        }
      }),
    );
  });
});
