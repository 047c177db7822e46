import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/common/actor.js';
import { BankImportService } from '../../src/question-bank/bank-import.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import {
  type ClosedBatch,
  type Committee,
  newClosedBatch,
  newCommittee,
  sampleBank,
  signInCandidate,
  signInStaff,
  startSitting,
} from '../support/world.js';

const NEW = 'theo bản sửa năm nay';

describe.each(ENGINES)('a changed item (%s)', (engine) => {
  let house: House;
  let committee: Committee;
  let closed: ClosedBatch;
  const shipped = sampleBank();
  const changed = shipped.items.find((i) => i.content.kind === 'single')!.content;

  beforeAll(async () => {
    house = await openHouse({ engine });
    committee = await newCommittee(house, 'Đảng ủy Một', ['itemWriter', 'invigilator']);
    closed = await newClosedBatch(house, committee);
    const items = shipped.items.map((read) => {
      const { stem, options, key } = read.content;
      if (read.content.kind !== 'single') return read;
      const next = options.find((o) => !key.includes(o.id))!.id;
      return { ...read, content: { ...read.content, stem: `${stem} ${NEW}`, key: [next] } };
    });
    await house.app.get(BankImportService).import(committee.ownerId, { ...shipped, items }, SYSTEM_ACTOR);
  }, 120_000);

  afterAll(() => house.close());

  it('keeps its old text on papers that were drawn before', async () => {
    await startSitting(house, committee, closed);
    const candidate = await signInCandidate(house, closed, closed.entries[0]!);
    await candidate.open('/delivery/wait');
    await candidate.submit('/delivery/start', {});
    const paper = await candidate.open('/delivery/paper');
    expect(paper).toMatch(/<fieldset/);
    expect(paper).not.toContain(NEW);
  });

  it('shows two versions side by side, with the words that only one of them has', async () => {
    const writer = await signInStaff(house, committee.usernameOf('itemWriter'));
    const item = `/question-bank/${committee.bankId}/items/${changed.code}`;
    expect(await writer.open(item)).toContain(`${item}/versions`);
    const page = await writer.open(`${item}/versions`);
    expect(page).toContain(`<ins>${NEW}</ins>`);
    expect(page).toContain('2 phần khác nhau.');
    expect(page.match(/<del>/g)?.length).toBe(1);
    const turned = await writer.open(`${item}/versions?left=2&right=1`);
    expect(turned).toContain(`<del>${NEW}</del>`);
    expect(await writer.open(`${item}/versions?left=1&right=1`)).toContain('Hai bản giống nhau.');
    expect(await writer.open(`${item}/versions?left=7&right=x`)).toContain('2 phần khác nhau.');
  });
});
