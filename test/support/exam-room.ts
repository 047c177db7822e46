import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { BatchEntry } from '../../src/batch/entities/batch-entry.entity.js';
import type { Role } from '../../src/core/access/access-matrix.js';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import type { Attempt } from '../../src/delivery/entities/attempt.entity.js';
import { LedgerVerifier, type RowFault } from '../../src/ledger/ledger-verifier.js';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { enter, openForm } from './candidate-client.js';
import { type Engine, type House, openHouse } from './house.js';
import { type Answer, RawClient } from './raw-client.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, PASSWORD, startSitting } from './world.js';

/** Half past seven, when everybody sits. */
const OPENS_AT = '2027-01-09T00:30:00.000Z';

/** The written part of the default plan, and its grace. */
export const MINUTES = 45;
export const GRACE_SECONDS = 30;
/** So long after the start nothing arrives in time any more. */
export const OVER_SECONDS = MINUTES * 60 + GRACE_SECONDS + 1;

/** Who writes, and the lease of their page. */
export interface Writing {
  readonly client: RawClient;
  readonly lease: number;
}

/**
 * A room over plain HTTP for the tests of one describe: one house and one committee for all of them, a closed batch for
 * each, and a clock that only the test moves. The house is opened before them and closed after them.
 */
export class ExamRoom {
  house: House;
  committee: Committee;
  closed: ClosedBatch;

  constructor(engine: Engine) {
    beforeAll(async () => {
      this.house = await openHouse({ engine, background: false });
      this.committee = await newCommittee(this.house, 'Đảng ủy Một', ['secretary', 'chair', 'invigilator']);
    }, 60_000);
    beforeEach(async () => {
      this.clock.set(OPENS_AT);
      this.closed = await newClosedBatch(this.house, this.committee);
    });
    afterAll(() => this.house.close());
  }

  get app(): House['app'] {
    return this.house.app;
  }

  get clock(): House['clock'] {
    return this.house.clock;
  }

  /** Where the invigilator's board is. */
  get path(): string {
    return `/invigilation/${this.closed.sitting.id}`;
  }

  /** Everybody present, the start signal given. */
  start(): Promise<HttpBrowser> {
    return startSitting(this.house, this.committee, this.closed);
  }

  async restart(): Promise<void> {
    this.house = await this.house.restart();
  }

  readonly entryOf = (i: number): BatchEntry => this.closed.entries[i]!;

  readonly attemptOf = async (i: number): Promise<Attempt> =>
    (await this.app.get(AttemptService).findByEntries([this.entryOf(i).id]))[0]!;

  /** The answers that the database holds, by number. */
  readonly answersOf = async (i: number): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries((await this.attemptOf(i)).sheet.answers).map(([no, m]) => [no, m.value]));

  readonly ledgerFaults = async (): Promise<readonly RowFault[]> =>
    (await this.app.get(LedgerVerifier).verify()).rowFaults;

  /** Comes in and says 'this is me'. */
  readonly candidate = (i: number): Promise<RawClient> => enter(this.house.url, this.closed, this.entryOf(i));

  /** Comes in, opens the form, and has the lease of its page. */
  readonly writing = async (i: number): Promise<Writing> => {
    const client = await this.candidate(i);
    return { client, lease: await openForm(client) };
  };

  readonly staff = async (role: Role, { usernameOf } = this.committee): Promise<RawClient> => {
    const client = new RawClient(this.house.url);
    await client.get('/identity/sign-in');
    await client.post('/identity/sign-in', { username: usernameOf(role), password: PASSWORD });
    return client;
  };
}

/** What a page's script sends when something was answered. */
export const save = (client: RawClient, lease: number, ...entries: object[]): Promise<Answer> =>
  client.json('/delivery/save', { lease, entries });
