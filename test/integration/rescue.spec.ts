import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf, fromBase64, sealFile } from '../../src/client/seal.js';
import type { RescueContent, RescueEntry } from '../../src/core/attempt/rescue-file.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { LateAnswerService } from '../../src/delivery/late-answer.service.js';
import { LedgerReader } from '../../src/ledger/ledger-reader.service.js';
import { takeLease } from '../support/candidate-client.js';
import { ExamRoom, OVER_SECONDS, save } from '../support/exam-room.js';
import { ENGINES } from '../support/house.js';
import type { RawClient } from '../support/raw-client.js';
import { newClosedBatch, newCommittee } from '../support/world.js';

/** What the page of a paper was given by the server. */
interface PaperPage {
  readonly client: RawClient;
  readonly attempt: string;
  readonly lease: number;
  readonly token: string;
  readonly serverKey: Uint8Array;
}

describe.each(ENGINES)('a rescue file on %s', (engine) => {
  const at = new ExamRoom(engine);
  const { entryOf, attemptOf, answersOf, ledgerFaults, candidate, staff } = at;
  let invigilator: RawClient;

  beforeEach(async () => {
    await at.start();
    invigilator = await staff('invigilator');
  });

  async function paperOf(i: number): Promise<PaperPage> {
    const client = await candidate(i);
    await client.post('/delivery/start', {});
    const { body } = await client.get('/delivery/paper');
    const given = (name: string): string => new RegExp(`data-${name}="([^"]+)"`).exec(body)?.[1] ?? '';
    const unescaped = (text: string): string => text.replaceAll('&#x3D;', '=').replaceAll('&#61;', '=');
    return {
      client,
      attempt: given('attempt'),
      lease: await takeLease(client),
      token: unescaped(given('rescue-token')),
      serverKey: fromBase64(unescaped(given('rescue-key'))),
    };
  }

  const contentOf = (
    { attempt, token, lease }: PaperPage,
    entries: RescueEntry[],
    more: Partial<RescueContent> = {},
  ): RescueContent => ({
    v: 1,
    attempt,
    token,
    madeAt: '2027-01-09T01:00:00.000Z',
    handIn: false,
    lease,
    seq: Math.max(0, ...entries.map((e) => e.seq)),
    pages: [{ lease, entries }],
    ...more,
  });

  async function upload(bytes: Uint8Array, who = invigilator, room = at.closed.sitting.id) {
    const path = `/invigilation/${room}/rescue`;
    await who.get(path);
    const form = new FormData();
    form.set('_csrf', who.token);
    form.set('file', new Blob([Uint8Array.from(bytes)]), 'cuu-ho.ntr');
    const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at.house.url + path, {
      method: 'POST',
      headers: { cookie, accept: 'text/html' },
      body: form,
      redirect: 'manual',
    });
    return { status: response.status, body: await response.text() };
  }

  const bring = (page: PaperPage, entries: RescueEntry[], more: Partial<RescueContent> = {}) =>
    upload(sealFile(contentOf(page, entries, more), page.serverKey));
  const acts = async () =>
    (await at.app.get(LedgerReader).page(at.committee.ownerId, 1, 500)).rows.filter(
      (e) => e.action === 'rescue.received',
    ).length;

  it('brings in time what could not be sent: steps of its own source, under the numbers that the page gave', async () => {
    const page = await paperOf(0);
    const entries = [
      { seq: 1, item: 1, value: 'A' },
      { seq: 2, item: 2, value: 'B' },
      { seq: 3, item: 2, flag: true },
    ];
    const { status, body } = await bring(page, entries);
    expect(status).toBe(200);
    expect(body).toContain(entryOf(0).fullName);
    expect(body).toContain(codeOf(page.attempt, [{ lease: page.lease, entries }]));
    expect(await answersOf(0)).toEqual({ 1: 'A', 2: 'B' });
    const steps = await at.app.get(AttemptService).findSteps(page.attempt);
    expect(steps.slice(-3).map((s) => [s.kind, s.source, s.leaseNo, s.clientSeq])).toEqual([
      ['answer', 'rescueFile', page.lease, 1],
      ['answer', 'rescueFile', page.lease, 2],
      ['flag', 'rescueFile', page.lease, 3],
    ]);
    expect(await at.app.get(AttemptService).findStale()).toEqual([]);
    expect(await ledgerFaults()).toEqual([]);
  });

  it('once more, or sent by the page afterwards, changes nothing and is told as known', async () => {
    const page = await paperOf(0);
    const bytes = sealFile(contentOf(page, [{ seq: 1, item: 1, value: 'A' }]), page.serverKey);
    await upload(bytes);
    const before = [await acts(), (await attemptOf(0)).lastSeq];
    expect((await upload(bytes)).body).toContain('Mọi câu trong tệp đã có trên máy chủ');
    const sent = await save(page.client, page.lease, { seq: 1, item: 1, value: 'A' });
    expect(JSON.parse(sent.body)).toMatchObject({ saved: [1] });
    expect([await acts(), (await attemptOf(0)).lastSeq]).toEqual(before);
  });

  it('with the wish to hand in does so, after all its answers, and the receipt is right', async () => {
    const page = await paperOf(0);
    const { body } = await bring(page, [{ seq: 1, item: 1, value: 'B' }], { handIn: true });
    const attempt = await attemptOf(0);
    expect(attempt).toMatchObject({ state: 'closed', closeReason: 'submitted', answeredCount: 1 });
    expect(body).toContain(attempt.receiptCode);
    expect((await page.client.get('/delivery/receipt')).body).toContain(attempt.receiptCode);
  });

  it('that holds the wish to hand in alone hands in, and is on the ledger', async () => {
    const page = await paperOf(0);
    const before = await acts();
    await bring(page, [], { handIn: true, pages: [] });
    expect((await attemptOf(0)).closeReason).toBe('submitted');
    expect(await acts()).toBe(before + 1);
  });

  it('whose wish to hand in is overtaken hands in nothing: the page, or another device, has gone on since', async () => {
    const wish = [{ seq: 1, item: 1, value: 'B' }];
    const page = await paperOf(0);
    const sent = { lease: page.lease, entries: [...wish, { seq: 2, item: 2, value: 'A' }] };
    await page.client.json('/delivery/save', sent);
    const { body } = await bring(page, wish, { handIn: true });
    expect(body).toContain('bài không được nộp theo tệp');
    expect((await attemptOf(0)).state).toBe('running');

    const left = await paperOf(1);
    await left.client.json('/delivery/lease', {});
    expect((await bring(left, wish, { handIn: true })).body).toContain('bài không được nộp theo tệp');
    expect(await attemptOf(1)).toMatchObject({ state: 'running', answeredCount: 1 });
  });

  it('that comes after the end is set aside for the council, told so, with its source', async () => {
    const page = await paperOf(0);
    at.clock.pass(OVER_SECONDS);
    const { body } = await bring(page, [{ seq: 1, item: 1, value: 'B' }], { handIn: true });
    expect(body).toContain('các câu đến sau giờ được để riêng');
    expect(await answersOf(0)).toEqual({});
    const files = await at.app.get(LateAnswerService).findFiles([page.attempt]);
    expect(files.get(page.attempt)?.answers).toMatchObject([{ itemNo: 1, value: 'B', source: 'rescueFile' }]);
    expect((await attemptOf(0)).closeReason).toBe('expired');
    expect(await ledgerFaults()).toEqual([]);
  });

  it('of a device that was overtaken fills only what the newer device left untouched', async () => {
    const old = await paperOf(0);
    await save(old.client, await takeLease(old.client), { seq: 1, item: 1, value: 'B' });
    await bring(old, [
      { seq: 1, item: 1, value: 'A' },
      { seq: 2, item: 2, value: 'A' },
    ]);
    expect(await answersOf(0)).toEqual({ 1: 'B', 2: 'A' });
  });

  it('from before a restart is still read: the server keeps its key', async () => {
    const page = await paperOf(0);
    const bytes = sealFile(contentOf(page, [{ seq: 1, item: 1, value: 'A' }]), page.serverKey);
    await at.restart();
    invigilator = await staff('invigilator');
    expect((await upload(bytes)).status).toBe(200);
    expect(await answersOf(0)).toEqual({ 1: 'A' });
  });

  it.each<[string, (page: PaperPage, other: PaperPage) => Uint8Array, string]>([
    ['is empty', () => new Uint8Array(0), 'không phải tệp cứu hộ'],
    ['is larger than any can be', () => randomBytes(256 * 1024 + 1), 'Tệp lớn hơn 256 kB'],
    ['is garbage', () => randomBytes(4000), 'không phải tệp cứu hộ'],
    [
      'is cut off',
      (p) => sealFile(contentOf(p, [{ seq: 1, item: 1, value: 'A' }]), p.serverKey).slice(0, -1),
      'Không mở được tệp',
    ],
    ['ends within its key', (p) => sealFile(contentOf(p, []), p.serverKey).slice(0, 20), 'Không mở được tệp'],
    [
      'was sealed for another server',
      (p) => sealFile(contentOf(p, []), Uint8Array.from(randomBytes(32))),
      'Không mở được tệp',
    ],
    ['holds what is no rescue', (p) => sealFile({ v: 2 } as never, p.serverKey), 'Không mở được tệp'],
    [
      'bears the token of another attempt',
      (p, other) => sealFile(contentOf({ ...p, token: other.token }, [{ seq: 1, item: 1, value: 'A' }]), p.serverKey),
      'không do trang làm bài của người này',
    ],
    [
      'bears no token',
      (p) => sealFile(contentOf(p, [], { token: '' }), p.serverKey),
      'không do trang làm bài của người này',
    ],
    [
      'names an item that the form does not have',
      (p) =>
        sealFile(
          contentOf(p, [
            { seq: 1, item: 1, value: 'A' },
            { seq: 2, item: 99, value: 'A' },
          ]),
          p.serverKey,
        ),
      'không đúng dạng',
    ],
    [
      'names a lease of the future',
      (p) => sealFile(contentOf({ ...p, lease: 99 }, [{ seq: 1, item: 1, value: 'A' }]), p.serverKey),
      'không đúng dạng',
    ],
  ])('that %s is refused in plain words, and nothing is written', async (_, make, words) => {
    const [page, other] = [await paperOf(0), await paperOf(1)];
    const before = [await acts(), (await attemptOf(0)).lastSeq];
    const { status, body } = await upload(make(page, other));
    expect(status).toBe(422);
    expect(body).toContain(words);
    expect([await acts(), (await attemptOf(0)).lastSeq]).toEqual(before);
    expect(await answersOf(0)).toEqual({});
  });

  it('is refused in another room and by another committee', async () => {
    const page = await paperOf(0);
    const bytes = sealFile(contentOf(page, [{ seq: 1, item: 1, value: 'A' }]), page.serverKey);
    const second = await newClosedBatch(at.house, at.committee);
    expect((await upload(bytes, invigilator, second.sitting.id)).body).toContain('của người ở phòng Phòng A');
    const strangers = await newCommittee(at.house, `Đảng ủy Hai ${Date.now()}`, ['invigilator']);
    const theirs = await newClosedBatch(at.house, strangers);
    const stranger = await staff('invigilator', strangers);
    expect((await upload(bytes, stranger, theirs.sitting.id)).body).toContain('không thuộc Hội đồng này');
    expect((await upload(bytes, stranger)).status).toBe(404);
    expect(await answersOf(0)).toEqual({});
  });
});
