import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { OralPlay } from '../../src/demo/oral-play.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { OralService } from '../../src/oral/oral.service.js';
import { ENGINES, type House, openHouse } from '../support/house.js';
import { Road } from '../support/road.js';

const ORAL_ONLY: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === 'oral'),
  pass: 2000,
  bands: [
    { code: 'excellent', from: 3400 },
    { code: 'good', from: 2800 },
    { code: 'pass', from: 2000 },
  ],
};
const ROOMS = [
  { room: 'Phòng 2', usernames: ['giamkhao-a', 'giamkhao-b'] },
  { room: 'Phòng 3', usernames: ['giamkhao-c', 'giamkhao-d'] },
];

describe.each(ENGINES)('outcomes of a batch with both parts on %s', (engine) => {
  let house: House;
  let road: Road;
  let play: OralPlay;

  beforeAll(async () => {
    house = await openHouse({ engine, background: false });
    road = await Road.open(house, { right: [26, 26, 26, 26, 20, 14] });
    play = new OralPlay(house.app);
  }, 60_000);

  afterAll(() => house.close());

  const outcomes = () => house.app.get(OutcomeService).outcomes(road.committee.ownerId, road.batchId);
  const missing = async () => (await outcomes()).missing.map((m) => `${m.code} ${m.n} ${m.who}`);
  const row = async (place: number) => (await outcomes()).rows[place]!;
  const sessionOf = async (place: number) =>
    (await house.app.get(OralService).findSessions(road.batchId)).find(
      (s) => s.entryId === road.closed.entries[place]!.id,
    )!;
  /** Both raters of the panel, or the first alone, give each question of a person these totals. */
  async function examine(place: number, totals: readonly (readonly number[])[], raters = 2): Promise<void> {
    const session = await sessionOf(place);
    const panels = await house.app.get(OralService).findPanels(road.batchId);
    const pair = await road.examiners(panels.findIndex((p) => p.panel.id === session.panelId));
    await play.examine(session, pair.slice(0, raters), totals);
  }

  it('name who is missing at each step of the oral part, and whose work it is', async () => {
    await road.sit();
    expect(await missing()).toEqual(['panel 6 secretary']);
    await play.setUp(await road.staff('secretary'), await road.batch(), ROOMS);
    expect(await missing()).toEqual(['oral 6 examiner']);
    await examine(0, [
      [1500, 1600],
      [1400, 1400],
    ]);
    expect(await missing()).toEqual(['oral 5 examiner']);
    await examine(
      1,
      [
        [1500, 1500],
        [1500, 1500],
      ],
      1,
    );
    const [, sheets] = (await outcomes()).missing;
    // Of the two raters of panel 1 the second has not locked; no mark of the first is to be seen.
    expect(sheets).toMatchObject({ code: 'sheets', n: 1, who: 'examiner', names: ['Trần Thị Giám Khảo 2'] });
    expect((await row(1)).oral).toMatchObject({ points: null });
    expect((await row(1)).oral!.questions.map((q) => [q.sheets.length, q.lockedCount])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    await examine(1, [
      [1500, 1500],
      [1500, 1500],
    ]);
    await examine(2, [
      [1000, 1500],
      [1500, 1500],
    ]);
    expect(await missing()).toEqual(['oral 3 examiner', 'apart 1 chair']);
    expect((await row(2)).outcome).toMatchObject({ status: 'pending', total: null });
  });

  it('join means and settlements with the written part, and tell how each came about', async () => {
    expect((await row(0)).outcome).toMatchObject({ status: 'graded', total: 8150, band: 'good' });
    expect(await play.settle(await road.staff('chair'), await road.batch(), () => 1200)).toBe(1);
    expect((await row(2)).outcome).toMatchObject({ total: 5200 + 2700, band: 'good' });
    const member = await road.staff('councilMember');
    const page = (await member.open(`/marking/${road.batchId}/entries/${road.closed.entries[2]!.id}`)).replace(
      /<[^>]+>/g,
      ' ',
    );
    for (const text of ['10,00', '15,00', '12,00', 'thống nhất mức điểm', 'Trần Thị Giám Khảo'])
      expect(page).toContain(text);
    expect(await missing()).toEqual(['oral 3 examiner']);
  });

  it('who missed the oral part with leave is incomplete, without leave gets 0 for it and fails', async () => {
    const miss = async (place: number, missed: string): Promise<void> => {
      const session = await sessionOf(place);
      const panels = await house.app.get(OralService).findPanels(road.batchId);
      const [rater] = await road.examiners(panels.findIndex((p) => p.panel.id === session.panelId));
      await rater!.open(`/oral/sessions/${session.id}`);
      await rater!.submit(`/oral/sessions/${session.id}/missed`, { missed, reason: 'Không có mặt khi gọi' });
    };
    await miss(3, 'withLeave');
    await miss(4, 'withoutLeave');
    expect((await row(3)).outcome).toMatchObject({ status: 'incomplete', total: null, band: null });
    expect((await row(4)).outcome).toMatchObject({ total: 4000, band: 'fail', reasons: ['missed.oral', 'belowPass'] });
  });

  it('fail by a floor alone although the total passes, and everybody is counted once', async () => {
    await examine(5, [
      [2000, 2000],
      [2000, 2000],
    ]);
    // 28 of 60 is below its floor of 30.
    expect((await row(5)).outcome).toMatchObject({ total: 6800, band: 'fail', reasons: ['belowFloor.written'] });
    const { counts } = await outcomes();
    expect(counts).toMatchObject({ registered: 6, present: 6, incomplete: 1, suspended: 0, pending: 0, passed: 3 });
    expect(counts.bands).toEqual({ excellent: 0, good: 3, pass: 0, fail: 2 });
    expect(await missing()).toEqual([]);
    expect((await house.app.get(LedgerVerifier).verify()).rowFaults).toEqual([]);
  });

  it('a violation takes its share off the part in which it happened', async () => {
    const before = (await row(0)).outcome;
    const secretary = await road.staff('secretary');
    await secretary.open(`/invigilation/batch/${road.batchId}/violations`);
    await secretary.submit(`/invigilation/batch/${road.batchId}/violations`, {
      entryId: road.closed.entries[0]!.id,
      component: 'written',
      degree: 'reprimand',
      happened: 'Dùng điện thoại trong giờ làm bài',
    });
    const after = await row(0);
    expect(before.components[0]!.points).toBe(5200);
    expect(after.outcome.components[0]).toMatchObject({
      raw: 5200,
      deductionPercent: 25,
      deduction: 1300,
      points: 3900,
    });
    expect(after.outcome).toMatchObject({ total: 3900 + 2950, band: 'pass' });
  });
});

describe.each(ENGINES)('outcomes of a batch with an oral part alone on %s', (engine) => {
  it('need no paper: who is ticked and examined has a total of forty and a band', async () => {
    const house = await openHouse({ engine, background: false });
    try {
      const road = await Road.open(house, { rules: ORAL_ONLY });
      const outcomes = () => house.app.get(OutcomeService).outcomes(road.committee.ownerId, road.batchId);
      expect((await outcomes()).missing.map((m) => m.code)).toEqual(['attendance']);
      await road.sit();
      expect((await outcomes()).missing.map((m) => m.code)).toEqual(['panel']);
      await road.examineAll((place) => 800 + place * 200);
      const { rows, missing, counts } = await outcomes();
      expect(missing).toEqual([]);
      expect(rows.map((r) => [r.outcome.total, r.outcome.band])).toEqual([
        [1600, 'fail'],
        [2000, 'pass'],
        [2400, 'pass'],
        [2800, 'good'],
        [3200, 'good'],
        [3600, 'excellent'],
      ]);
      expect([counts.passed, rows.every((r) => r.written === null && r.attempt === null)]).toEqual([5, true]);
      const member = await road.staff('councilMember');
      const page = (await member.open(`/marking/${road.batchId}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
      expect(page).toContain('6 dự, 5 đạt, 1 không đạt');
      expect(page).not.toContain('Phiếu hỏi / 60');
      expect(await member.open(`/overview/batch/${road.batchId}`)).toContain('Điểm danh');
    } finally {
      await house.close();
    }
  }, 60_000);
});
