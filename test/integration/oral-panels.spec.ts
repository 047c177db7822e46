import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { BatchService } from '../../src/batch/batch.service.js';
import { CloseRosterService } from '../../src/batch/close-roster.service.js';
import { SittingService } from '../../src/batch/sitting.service.js';
import { type StaffActor, SYSTEM_ACTOR } from '../../src/common/actor.js';
import { OralPoolService } from '../../src/batch/oral-pool.service.js';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import { nextTicket } from '../../src/core/oral/ticket.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { ViolationService } from '../../src/invigilation/violation.service.js';
import { OralService } from '../../src/oral/oral.service.js';
import { RatingService } from '../../src/rating/rating.service.js';
import { ENGINES, type House } from '../support/house.js';
import {
  type Examiner,
  newExaminers,
  openSheets,
  OralHall,
  OralStage,
  people,
  staffClient,
} from '../support/oral-world.js';
import type { Answer, RawClient } from '../support/raw-client.js';
import { type Committee, newClosedBatch, newCommittee } from '../support/world.js';

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

const codeOf = ({ body }: Answer): string => (JSON.parse(body) as { code: string }).code;

describe.each(ENGINES)('panels, lines and draws on %s', (engine) => {
  let stage: OralStage;
  let house: House;
  let committee: Committee;
  let secretary: RawClient;
  let chair: RawClient;

  beforeAll(async () => {
    stage = await OralStage.open(engine);
    ({ house, committee, secretary, chair } = stage);
  }, 90_000);

  afterAll(() => house.close());

  const verify = async () => {
    expect(await stage.faults()).toEqual([]);
  };

  const attend = (oral: OralHall, entry: BatchEntry, attendance: 'present' | 'absent') =>
    house.app
      .get(SittingService)
      .markAttendance(committee.ownerId, oral.closed.sitting.id, [entry.id], attendance, null, SYSTEM_ACTOR);

  describe('panels and lines', () => {
    it('share 44 people out 15, 15, 14, in the order of numbers, absent ones left out', async () => {
      const oral = await stage.hall(people(45), 6);
      const gone = oral.closed.entries[7]!;
      await attend(oral, gone, 'absent');
      for (const i of [0, 2, 4])
        await oral.panel({ examiner: oral.examiners[i]! }, { examiner: oral.examiners[i + 1]! });
      expect((await secretary.post(`/oral/${oral.batchId}/assign`, {})).headers.get('location')).toContain('n=44');
      const panels = await house.app.get(OralService).findPanels(oral.batchId);
      const sessions = await oral.sessions();
      const sizes = panels.map(({ panel }) => sessions.filter((s) => s.panelId === panel.id).length);
      expect(sizes).toEqual([15, 15, 14]);
      expect(sessions.map((s) => s.entryId)).not.toContain(gone.id);
      const numberOf = new Map(oral.closed.entries.map((e) => [e.id, e.candidateNo!]));
      for (const { panel } of panels) {
        const line = sessions.filter((s) => s.panelId === panel.id).map((s) => numberOf.get(s.entryId)!);
        expect(line).toEqual([...line].sort());
      }
      await verify();
    }, 120_000);

    it('seat nobody at two panels of a batch, nobody without the role, and only as many as the plan says', async () => {
      const oral = await stage.hall(people(2), 3);
      const [a, b, c] = oral.examiners as [Examiner, Examiner, Examiner];
      await oral.panel({ examiner: a }, { examiner: b });
      const create = (examiner1: string, examiner2: string) =>
        secretary.post(`/oral/${oral.batchId}/panels`, { room: 'Phòng 2', examiner1, examiner2 });
      const twice = await create(c.id, b.id);
      expect(twice.status).toBe(400);
      expect(twice.body).toContain('đang ngồi bàn 1');
      expect(twice.body).toContain('value="Phòng 2"');
      expect((await create(c.id, c.id)).status).toBe(400);
      expect((await create(c.id, v7())).body).toContain('không có vai trò giám khảo');
      expect((await create(c.id, '')).body).toContain('đúng 2 giám khảo');
      expect(await house.app.get(OralService).findPanels(oral.batchId)).toHaveLength(1);
    });

    it('move a person with a reason as long as nothing is drawn, and take late additions without moving anybody', async () => {
      const oral = await stage.hall(people(5), 4);
      const [a, b, c, d] = oral.examiners as [Examiner, Examiner, Examiner, Examiner];
      const [one, two] = [
        await oral.panel({ examiner: a }, { examiner: b }),
        await oral.panel({ examiner: c }, { examiner: d }),
      ];
      const late = oral.closed.entries[4]!;
      await attend(oral, late, 'absent');
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const line = async (panelId: string) =>
        (await oral.sessions()).filter((s) => s.panelId === panelId).map((s) => s.id);
      const before = [await line(one), await line(two)];
      expect(before.map((l) => l.length)).toEqual([2, 2]);
      await attend(oral, late, 'present');
      expect((await secretary.post(`/oral/${oral.batchId}/assign-late`, {})).headers.get('location')).toContain('n=1');
      expect((await line(one)).slice(0, 2)).toEqual(before[0]);
      const moved = before[1]![1]!;
      const move = (reason: string) =>
        secretary.post(`/oral/${oral.batchId}/people/${moved}/move`, { panelId: one, place: '1', reason });
      expect((await move('')).status).toBe(400);
      expect((await move('bàn 2 thiếu người')).status).toBe(303);
      expect((await line(one))[0]).toBe(moved);
      expect(await line(two)).toEqual([before[1]![0]]);
      await a.client.post(`/oral/sessions/${moved}/draw`, {});
      expect((await move('đổi ý')).status).toBe(409);
      expect((await secretary.post(`/oral/${oral.batchId}/assign`, {}, 'application/json')).status).toBe(409);
      await verify();
    });

    it('refuse the draw to an examiner of the own unit until it is waived with a reason, and again for a newcomer', async () => {
      const oral = await stage.hall(people(1), 3);
      const [a, b, c] = oral.examiners as [Examiner, Examiner, Examiner];
      const [entry] = oral.closed.entries;
      await oral.panel({ examiner: a, unitId: entry!.unitId }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const { id, panelId } = await oral.sessionOf(entry!);
      expect((await secretary.get(`/oral/${oral.batchId}`)).body).toContain('cùng đơn vị với giám khảo');
      const draw = () => b.client.post(`/oral/sessions/${id}/draw`, {}, 'application/json');
      expect(codeOf(await draw())).toBe('oral/needs-waiver');
      expect((await a.client.post(`/oral/${oral.batchId}/people/${id}/waive`, { reason: 'tự cho phép' })).status).toBe(
        403,
      );
      expect((await secretary.post(`/oral/${oral.batchId}/people/${id}/waive`, { reason: 'x' })).status).toBe(400);
      await secretary.post(`/oral/${oral.batchId}/people/${id}/waive`, { reason: 'không còn giám khảo khác' });
      house.clock.pass(5);
      await secretary.post(`/oral/${oral.batchId}/panels/${panelId}/seats/2`, {
        examiner: c.id,
        unit: entry!.unitId,
        reason: 'đồng chí ốm',
      });
      expect(codeOf(await a.client.post(`/oral/sessions/${id}/draw`, {}, 'application/json'))).toBe(
        'oral/needs-waiver',
      );
      await chair.post(`/oral/${oral.batchId}/people/${id}/waive`, { reason: 'không còn giám khảo khác' });
      expect((await a.client.post(`/oral/sessions/${id}/draw`, {})).status).toBe(303);
      await verify();
    });
  });

  describe('a draw', () => {
    it('pressed by both at the same moment, and again, gives the same questions and never more', async () => {
      const oral = await stage.hall(people(4), 2);
      const [a, b] = oral.examiners as [Examiner, Examiner];
      await oral.panel({ examiner: a }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      for (const session of await oral.sessions()) {
        const press = ({ client }: Examiner) => client.post(`/oral/sessions/${session.id}/draw`, {});
        const answers = await Promise.all([press(a), press(b), press(a), press(b)]);
        expect(answers.map((x) => x.status)).toEqual([303, 303, 303, 303]);
      }
      for (const entry of oral.closed.entries) {
        const questions = await oral.questions(entry);
        expect(questions.map((q) => q.no)).toEqual([1, 2]);
        expect(new Set(questions.map((q) => q.itemId)).size).toBe(2);
      }
      const all = await house.app.get(RatingService).findQuestions(oral.batchId, 'oral');
      expect(all.map((q) => q.drawNo).sort((x, y) => x! - y!)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      await verify();
    });

    it('can be repeated from the seed by anybody', async () => {
      const { oral } = await stage.drawn();
      const [, second] = await oral.sessions();
      await oral.examiners[1]!.client.post(`/oral/sessions/${second!.id}/draw`, {});
      const pools = house.app.get(OralPoolService);
      const [pool, seed] = [await pools.get(oral.batchId), await pools.getSeed(oral.batchId)];
      const all = (await house.app.get(RatingService).findQuestions(oral.batchId, 'oral')).sort(
        (x, y) => x.drawNo! - y.drawNo!,
      );
      const history: { itemId: string; round: number }[] = [];
      for (const q of all) {
        const own = all.filter((o) => o.entryId === q.entryId && o.drawNo! < q.drawNo!).map((o) => o.itemId);
        const { item, round } = nextTicket(pool, seed, q.panelId!, history, own);
        expect([item.id, item.ticketNo, round]).toEqual([q.itemId, q.ticketNo, q.round]);
        history.push({ itemId: item.id, round });
      }
    });

    it('is seen by its own panel alone; ideas and stems by nobody else', async () => {
      const { oral, sessionId } = await stage.drawn();
      const [stranger] = await newExaminers(house, committee, 1, `st${stage.serial}`);
      for (const path of [`/oral/sessions/${sessionId}`, `/oral/sessions/${sessionId}/sheet`]) {
        expect((await stranger!.client.get(path)).status).toBe(404);
        expect((await secretary.get(path)).status).toBe(403);
      }
      const { panelId } = (await oral.sessions())[0]!;
      expect((await stranger!.client.get(`/oral/panel/${panelId}`)).status).toBe(404);
      for (const act of ['draw', 'lock', 'open'])
        expect((await stranger!.client.post(`/oral/sessions/${sessionId}/${act}`, {}, 'application/json')).status).toBe(
          404,
        );
    });

    it('before any sitting has started keeps the roster closed: its pool would be gone', async () => {
      const closed = await newClosedBatch(house, committee, people(2));
      const [a, b] = (await newExaminers(house, committee, 2, 'som')) as [Examiner, Examiner];
      const oral = new OralHall(house, closed, secretary, [a, b]);
      for (const entry of closed.entries) await attend(oral, entry, 'present');
      await oral.panel({ examiner: a }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const [session] = await oral.sessions();
      expect((await a.client.post(`/oral/sessions/${session!.id}/draw`, {})).status).toBe(303);
      await expect(
        house.app.get(CloseRosterService).reopen(committee.ownerId, oral.batchId, 'sót tên', SYSTEM_ACTOR),
      ).rejects.toMatchObject({ code: 'batch/question-drawn' });
      // Whoever has drawn was there: marks of somebody absent would count for nothing.
      const drawn = closed.entries.find((e) => e.id === session!.entryId)!;
      const other = closed.entries.find((e) => e.id !== drawn.id)!;
      await expect(attend(oral, drawn, 'absent')).rejects.toMatchObject({ code: 'attendance/question-drawn' });
      await attend(oral, other, 'absent');
      await verify();
    });

    it('waits for the invigilator who is just marking the person absent, and is then refused', async () => {
      const oral = await stage.hall(people(2), 2);
      const [a, b] = oral.examiners as [Examiner, Examiner];
      await oral.panel({ examiner: a }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const [session] = await oral.sessions();
      const entry = oral.closed.entries.find((e) => e.id === session!.entryId)!;
      const drawing: Promise<Answer>[] = [];
      await house.app.get(UnitOfWork).run(async () => {
        await house.app.get(SittingService).hold(oral.closed.sitting.id, 'write');
        drawing.push(a.client.post(`/oral/sessions/${session!.id}/draw`, {}, 'application/json'));
        for (let i = 0; i < 200; i += 1) await house.app.get(BatchService).findSittings(oral.batchId);
        await attend(oral, entry, 'absent');
      });
      expect(codeOf(await drawing[0]!)).toBe('oral/not-present');
      expect(await oral.questions(entry)).toEqual([]);
    });

    it('is refused while a seat is empty, and to who is not there', async () => {
      const oral = await stage.hall(people(2), 2);
      const [a, b] = oral.examiners as [Examiner, Examiner];
      const panelId = await oral.panel({ examiner: a }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const [session] = await oral.sessions();
      await secretary.post(`/oral/${oral.batchId}/panels/${panelId}/seats/2`, { reason: 'có việc đột xuất' });
      const draw = () => a.client.post(`/oral/sessions/${session!.id}/draw`, {}, 'application/json');
      expect(codeOf(await draw())).toBe('oral/panel-not-full');
      await secretary.post(`/oral/${oral.batchId}/panels/${panelId}/seats/2`, { examiner: b.id, reason: 'đã trở lại' });
      const miss = (fields: Record<string, string>) => a.client.post(`/oral/sessions/${session!.id}/missed`, fields);
      expect((await miss({ missed: 'withLeave' })).status).toBe(400);
      expect((await miss({ missed: 'withLeave', reason: 'bận ca trực' })).status).toBe(303);
      expect(codeOf(await draw())).toBe('oral/missed');
      await b.client.post(`/oral/sessions/${session!.id}/unmiss`, { reason: 'đến sau' });
      expect((await draw()).status).toBe(303);
      expect((await miss({ missed: 'withoutLeave', reason: 'nhầm' })).status).toBe(409);
      await verify();
    });

    it('is refused to who was suspended, unless the minute is withdrawn', async () => {
      const oral = await stage.hall(people(2), 2);
      const [a, b] = oral.examiners as [Examiner, Examiner];
      await oral.panel({ examiner: a }, { examiner: b });
      await secretary.post(`/oral/${oral.batchId}/assign`, {});
      const [session] = await oral.sessions();
      const violations = house.app.get(ViolationService);
      const staff = {
        id: v7(),
        name: 'Giám thị',
        ownerId: committee.ownerId,
        roles: ['invigilator'],
      } as unknown as StaffActor;
      await violations.note(staff, oral.batchId, {
        entryId: session!.entryId,
        component: 'oral',
        degree: 'suspension',
        text: 'gây rối trật tự phòng chờ',
      });
      const draw = () => a.client.post(`/oral/sessions/${session!.id}/draw`, {}, 'application/json');
      expect(codeOf(await draw())).toBe('oral/suspended');
      const [minute] = await violations.findOfBatch(oral.batchId);
      await violations.withdraw(staff, oral.batchId, minute!.id, 'nhầm người');
      expect((await draw()).status).toBe(303);
    });

    it('starts clocks that both tablets show, and that cut nobody off', async () => {
      const { a, b, sessionId } = await stage.drawn();
      const step = (name: string) => a.client.post(`/oral/sessions/${sessionId}/clock`, { step: name });
      await step('think');
      const page = async () => (await b.client.get(`/oral/sessions/${sessionId}`)).body;
      expect(await page()).toContain('data-due="' + String(house.clock.epochMs() + 180_000) + '"');
      house.clock.pass(60);
      await step('answer');
      await step('think');
      expect(await page()).toContain('data-due="' + String(house.clock.epochMs() + 300_000) + '"');
      house.clock.pass(600);
      expect(await page()).toContain('quá giờ trả lời');
      const [sheet] = await openSheets(b.client, sessionId);
      const body = { lease: sheet!.lease, entries: [{ seq: 1, criterion: 'c1', points: 50 }] };
      expect((await b.client.json(`/oral/sheets/${sheet!.sheetId}/marks`, body)).status).toBeLessThan(300);
      await step('finish');
      expect(await page()).toContain('đã hỏi xong');
      await verify();
    });
  });

  it('a batch with an oral part alone runs without attendance; who is absent is left out', async () => {
    const own = await newCommittee(
      house,
      `Đảng ủy Vấn Đáp ${engine}`,
      ['secretary', 'chair', 'invigilator'],
      ORAL_ONLY,
    );
    const closed = await newClosedBatch(house, own, people(3));
    const client = await staffClient(house, own.usernameOf('secretary'));
    const oral = new OralHall(house, closed, client, await newExaminers(house, own, 2, 'od'));
    const [a, b] = oral.examiners as [Examiner, Examiner];
    await oral.panel({ examiner: a }, { examiner: b });
    expect((await client.post(`/oral/${oral.batchId}/assign`, {})).headers.get('location')).toContain('n=3');
    const [session] = await oral.sessions();
    expect((await a.client.post(`/oral/sessions/${session!.id}/draw`, {})).status).toBe(303);
    // From now on the roster stands: the questions were drawn from what it froze.
    const { stage: now } = await house.app.get(BatchService).getView(own.ownerId, oral.batchId);
    const { entry } = await house.app.get(BatchService).getEntry(own.ownerId, session!.entryId);
    expect([now, entry.attendance]).toEqual(['running', 'present']);
    const boss = await staffClient(house, own.usernameOf('chair'));
    const reopened = await boss.post(`/batch/${oral.batchId}/reopen`, { reason: 'thêm người' }, 'application/json');
    expect(codeOf(reopened)).toBe('batch/sitting-started');
    expect((await secretary.get(`/oral/${oral.batchId}`)).status).toBe(404);
    expect((await secretary.get(`/oral/${oral.batchId}/people/${session!.id}`)).status).toBe(404);
  });

  it('the ledger finds a changed line, member and moment of an examination', async () => {
    const { oral, a, sessionId } = await stage.drawn();
    for (const step of ['think', 'answer', 'finish'])
      await a.client.post(`/oral/sessions/${sessionId}/clock`, { step });
    await verify();
    const uow = house.app.get(UnitOfWork);
    const faults = async (table: string, id: string, changes: object, back: object) => {
      await uow.run(() => uow.writing.update(table, { id }, changes));
      const { rowFaults } = await house.app.get(LedgerVerifier).verify();
      await uow.run(() => uow.writing.update(table, { id }, back));
      return rowFaults.map((f) => f.subjectType);
    };
    const session = (await oral.sessions()).find((s) => s.id === sessionId)!;
    const [panel] = await house.app.get(OralService).findPanels(oral.batchId);
    const [member] = panel!.members;
    const later = new Date(session.finishedAt!.getTime() + 60_000);
    expect(await faults('oral_session', sessionId, { finishedAt: later }, { finishedAt: session.finishedAt })).toEqual([
      'oralSession',
    ]);
    expect(await faults('oral_session', sessionId, { position: 7 }, { position: session.position })).toEqual([
      'oralLines',
    ]);
    expect(await faults('oral_panel_member', member!.id, { userId: v7() }, { userId: member!.userId })).toEqual([
      'oralPanelMember',
    ]);
    const [, other] = await oral.sessions();
    expect(await faults('oral_session', other!.id, { missed: 'withLeave' }, { missed: null })).toEqual(['oralSession']);
    await verify();
  });
});
