import type { BatchEntry } from '../batch/entities/batch-entry.entity.js';
import type { Sitting } from '../batch/entities/batch.entity.js';
import { type RuleSet, violationRules } from '../core/scoring/rule-set.js';
import type { ViolationDto } from './dto/violation.dto.js';
import type { NewViolation } from './violation.service.js';
import type { Incident } from './entities/incident.entity.js';
import type { Violation } from './entities/violation.entity.js';

/** The form as the minute that it means. */
export const minuteOf = ({ entryId, component, degree, happened }: ViolationDto): NewViolation => ({
  entryId,
  component,
  degree,
  text: happened,
});

/** Parts and degrees to choose from, each degree with what it takes off. */
export function violationChoices(
  rules: RuleSet | null,
  values: Readonly<Record<string, unknown>>,
): { components: object[]; degrees: object[] } {
  const components = (rules?.components ?? []).map((c) => ({
    value: c.kind,
    checked: values['component'] === c.kind || rules?.components.length === 1,
  }));
  const degrees = (rules === null ? [] : violationRules(rules)).map((r) => ({
    ...r,
    checked: values['degree'] === r.degree,
  }));
  return { components, degrees };
}

/** Minutes and incidents of a batch with the people and rooms they are about. */
export function roomLog(
  violations: readonly Violation[],
  incidents: readonly Incident[],
  entries: readonly BatchEntry[],
  sittings: readonly Sitting[],
): { violations: object[]; incidents: object[] } {
  const entryOf = new Map(entries.map((e) => [e.id, e]));
  const roomOf = new Map(sittings.map((s) => [s.id, s.room]));
  return {
    violations: violations.map((v) => {
      const entry = entryOf.get(v.entryId);
      return { ...v, entry, room: roomOf.get(entry?.sittingId ?? '') ?? '' };
    }),
    incidents: incidents.map((i) => ({
      ...i,
      room: roomOf.get(i.sittingId) ?? '',
      entry: i.entryId === null ? null : entryOf.get(i.entryId),
    })),
  };
}
