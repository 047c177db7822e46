import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '../../src/core/access/access-matrix.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { Hall } from '../support/hall.js';
import { StaffPage } from '../support/staff-page.js';
import { newBatch, signInCandidate } from '../support/world.js';

const ROLES: readonly Role[] = ['secretary', 'chair', 'invigilator', 'administrator', 'inspector'];

/** A page by its kind: two batches are the same page. */
const kindOf = (path: string): string => path.replace(/\?.*$/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');

describe('every page that the links of the house lead to', () => {
  let hall: Hall;
  const seen = new Set<string>();

  beforeAll(async () => {
    hall = await Hall.open({ roles: ROLES });
    await newBatch(hall.house, hall.committee, ['Phạm Thị Lý', 'Hồ Văn Minh']);
    await hall.start();
    const candidate = await signInCandidate(hall.house, hall.closed, hall.person(0));
    await candidate.submit('/delivery/start', {});
    await candidate.submit('/delivery/submit', { confirm: 'yes' });
    await hall.house.app.get(MarkingService).scoreClosed();
  });
  afterAll(() => hall.close());

  test.each(ROLES)('for a %s is accessible, fits a phone, and breaks no rule of its own policy', async (role) => {
    const staff = new StaffPage(await hall.visitor({ width: 1280, height: 800 }));
    await staff.signIn(hall.committee.usernameOf(role));
    const due = ['/overview'];
    const faults: string[] = [];
    for (const path of due) {
      await staff.open(path);
      faults.push(...(await staff.faults()).map((fault) => `${path}: ${fault}`));
      for (const link of await staff.links()) {
        const kind = kindOf(link);
        if (seen.has(kind) || /\.xlsx$|^\/lang/.test(kind)) continue;
        seen.add(kind);
        due.push(link);
      }
    }
    expect(faults).toEqual([]);
    expect(hall.complaints.splice(0)).toEqual([]);
    await hall.clear();
  });

  test('has been visited: the links lead to every kind of page that there is', () => {
    expect([...seen].sort()).toEqual([]);
  });
});
