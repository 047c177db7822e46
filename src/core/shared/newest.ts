/** The row in force of each subject: of several versions the highest. */
export function newestBy<T extends { readonly version: number }>(
  rows: readonly T[],
  subject: (row: T) => string,
): Map<string, T> {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const known = newest.get(subject(row));
    if (known === undefined || known.version < row.version) newest.set(subject(row), row);
  }
  return newest;
}
