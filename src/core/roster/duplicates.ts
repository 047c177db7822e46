import { searchKey } from '../text/vietnamese.js';
import type { Findings, Problem, RosterRow } from './problems.js';

/** Persons listed twice: each is found at the later row, which names the earlier one. */
export function findDuplicates(
  people: readonly RosterRow[],
  letterOf: (row: number, field: 'fullName' | 'idNumber') => string,
): Findings {
  const byPerson = new Map<string, RosterRow>();
  const byId = new Map<string, RosterRow>();
  const problems: Problem[] = [];
  const notices: Problem[] = [];
  for (const person of people) {
    const same = seen(byPerson, personKey(person), person);
    const sameId = seen(byId, person.idNumber ?? '', person);
    if (same !== undefined) {
      const isNamesake = same.idNumber !== null && person.idNumber !== null && same.idNumber !== person.idNumber;
      const params = { name: person.fullName, otherRow: same.row };
      const place = { row: person.row, column: letterOf(person.row, 'fullName'), field: 'fullName', params } as const;
      if (isNamesake) notices.push({ ...place, code: 'roster/namesake' });
      else problems.push({ ...place, code: 'roster/duplicate-person' });
    }
    if (sameId !== undefined && sameId !== same) {
      const params = { name: person.fullName, otherName: sameId.fullName, otherRow: sameId.row };
      const column = letterOf(person.row, 'idNumber');
      problems.push({ row: person.row, column, field: 'idNumber', code: 'roster/duplicate-id', params });
    }
  }
  return { problems, notices };
}

const personKey = ({ fullName, birth }: RosterRow): string =>
  fullName === '' || birth === '' ? '' : `${birth} ${searchKey(fullName)}`;

/** Who came first under a key; '' is no key. */
function seen(map: Map<string, RosterRow>, key: string, person: RosterRow): RosterRow | undefined {
  if (key === '') return undefined;
  const first = map.get(key);
  if (first === undefined) map.set(key, person);
  return first;
}
