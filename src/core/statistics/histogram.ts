export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts of values in equal bins from 0 to `max` (the last bin includes it). @param values in the unit of `max` */
export function histogram(values: readonly number[], max: number, bins: number): Bin[] {
  const width = max / bins;
  return Array.from({ length: bins }, (_, i) => {
    const from = i * width;
    const to = from + width;
    const last = i === bins - 1;
    return { from, to, count: values.filter((v) => v >= from && (v < to || (last && v <= to))).length };
  });
}

/** Null where there is nothing to average. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
