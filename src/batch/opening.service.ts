import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, orThrow } from '../common/app-error.js';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { canonicalJson } from '../core/ledger/canonical-json.js';
import { type PoolItem, poolDigest } from '../core/oral/ticket.js';
import { openPart, openSeal, slipNumber } from '../core/sealing/seal.js';
import { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from '../core/shared/cipher.js';
import { hmacSha256 } from '../core/shared/digest.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ThrottleService } from '../identity/throttle.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ExposureService } from '../question-bank/exposure.service.js';
import { BatchRepository } from './batch.repository.js';
import { BatchService } from './batch.service.js';
import type { Batch } from './entities/batch.entity.js';
import type { SealedBatch, WaitingSlip } from './entities/sealing.entity.js';
import { openForms, type SealedForm } from './sealing.worker.js';
import { SealingRepository } from './sealing.repository.js';
import type { SealedCore } from './sealing.service.js';

const OPEN = jobsIn<typeof import('./sealing.worker.js')>(import.meta.url, 'sealing.worker')('openForms', 60);

/** So long the first slip waits for the second. */
export const WAITING_MINUTES = 10;
const WAITING_MS = WAITING_MINUTES * 60_000;
const SWEEP_MS = 15_000;

/** Where the opening of a sealed batch stands. */
export interface OpeningState {
  readonly sealedAt: Date;
  readonly openedAt: Date | null;
  /** Whose slip waits for another one, and until when. */
  readonly waiting: { readonly byId: string; readonly byName: string; readonly at: Date; readonly until: Date } | null;
}

/** The first slip as it lies in the database, and as it was typed. */
interface FirstSlip {
  readonly row: WaitingSlip;
  readonly slip: Uint8Array;
}

interface Opened extends SealedCore {
  readonly forms: readonly SealedForm[];
}

/** Mở niêm phong: two people of the council each type a slip, then everything that was drawn lies in its tables. */
@Injectable()
export class OpeningService implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly waitingKey: Uint8Array;

  constructor(
    private readonly repository: SealingRepository,
    private readonly batches: BatchService,
    private readonly rows: BatchRepository,
    private readonly exposure: ExposureService,
    private readonly throttle: ThrottleService,
    private readonly workshop: Workshop,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    @Inject(KEYS) keys: Keys,
  ) {
    // Several instances on PostgreSQL need the same key, and have it from the keys file. The only instance on a file keeps its own
    // in memory: of a first slip that nobody followed, file, keys file and backups then tell nothing. A restart forgets it.
    this.waitingKey = uow.engine === 'postgres' ? hmacSha256(keys.ledger, 'waiting-slip') : randomBytes(KEY_BYTES);
  }

  onApplicationBootstrap(): void {
    // A sweep that fails is made up for by the next: a slip past its time is not taken anyway.
    this.timer = setInterval(() => void this.forgetLate().catch(() => undefined), SWEEP_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Null for a batch that is not sealed. */
  async find(batchId: string): Promise<OpeningState | null> {
    const row = await this.repository.find(batchId);
    if (row === null) return null;
    const first = row.openedAt === null ? await this.waiting(batchId) : null;
    return { sealedAt: row.sealedAt, openedAt: row.openedAt, waiting: first === null ? null : told(first.row) };
  }

  /**
   * One slip of one person: the first waits, the second of somebody else opens.
   * @throws AppError seal/not-sealed, seal/opened, seal/wrong-slip, seal/same-person, seal/same-slip, seal/damaged,
   *   auth/too-many-tries
   */
  async enter(staff: StaffActor, batchId: string, slip: Uint8Array, address: string): Promise<'waiting' | 'opened'> {
    const batch = await this.batches.getBatch(staff.ownerId, batchId);
    const row = await this.stillSealed(batchId);
    const knock = { door: 'seal', name: staff.id, address } as const;
    const hasFailed = await this.throttle.assertMayTry(knock);
    const no = slipNumber(batchId, row.seal, slip);
    if (no === null) {
      await this.throttle.failed(knock);
      throw new AppError('seal/wrong-slip');
    }
    if (hasFailed) await this.throttle.succeeded(knock);
    for (;;) {
      const first = await this.waiting(batchId);
      if (first === null) {
        if (await this.keepFirst(staff, batch, row, slip, no)) return 'waiting';
      } else {
        const opened = await this.open(row, first, staff, slip, no);
        if (await this.adopt(staff, batch, row, first, opened)) return 'opened';
      }
      // Somebody else was quicker: look again at how it stands now.
      await this.stillSealed(batchId);
    }
  }

  /** Slips that nobody followed in time are deleted. */
  async forgetLate(): Promise<void> {
    const before = new Date(this.clock.epochMs() - WAITING_MS);
    if ((await this.repository.countWaitingBefore(before)) === 0) return;
    await this.uow.run(() => this.repository.deleteWaitingBefore(before));
  }

  private async stillSealed(batchId: string): Promise<SealedBatch> {
    const row = await this.repository.find(batchId);
    if (row === null) throw new AppError('seal/not-sealed');
    if (row.openedAt !== null) throw new AppError('seal/opened');
    return row;
  }

  /** The slip that waits; null when there is none, when its time is over, or when a restart has forgotten its key. */
  private async waiting(batchId: string): Promise<FirstSlip | null> {
    const row = await this.repository.findWaiting(batchId);
    if (row === null || this.clock.epochMs() - row.at.getTime() > WAITING_MS) return null;
    const [nonce, content] = [row.nonce, row.content].map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
    const slip = decrypt(this.waitingKey, nonce, content, boundTo(batchId, row.byId));
    return slip === null ? null : { row, slip };
  }

  /** @returns false where another slip came first */
  private keepFirst(staff: StaffActor, batch: Batch, row: SealedBatch, slip: Uint8Array, no: number): Promise<boolean> {
    return this.uow.run(async () => {
      if (!(await this.holdSame(batch.id, row)) || (await this.waiting(batch.id)) !== null) return false;
      const at = this.clock.now();
      const nonce = randomBytes(NONCE_BYTES);
      const content = encrypt(this.waitingKey, nonce, slip, boundTo(batch.id, staff.id));
      await this.repository.deleteWaiting(batch.id);
      await this.repository.insertWaiting({
        batchId: batch.id,
        byId: staff.id,
        byName: staff.name,
        nonce: nonce.toString('base64'),
        content: Buffer.from(content).toString('base64'),
        at,
      });
      this.record('batch.slipEntered', staff, batch, { slip: no });
      return true;
    });
  }

  /** Everything that takes long, before the gate is taken. */
  private async open(
    row: SealedBatch,
    first: FirstSlip,
    staff: StaffActor,
    slip: Uint8Array,
    no: number,
  ): Promise<Opened> {
    if (first.row.byId === staff.id) throw new AppError('seal/same-person');
    if (slipNumber(row.batchId, row.seal, first.slip) === no) throw new AppError('seal/same-slip');
    const key = openSeal(row.batchId, row.seal, first.slip, slip);
    if (key === null) throw new AppError('seal/damaged');
    return this.decryptParts(row, key);
  }

  private async decryptParts({ batchId, parts }: SealedBatch, key: Uint8Array): Promise<Opened> {
    let core: SealedCore | null = null;
    const forms: SealedForm[] = [];
    for (let no = 0; no < parts; no += 1) {
      const part = await this.repository.findPart(batchId, no);
      if (part === null) throw new AppError('seal/damaged');
      const place = { batchId, no, of: parts };
      if (no === 0) core = openPart(key, place, part) as unknown as SealedCore | null;
      else {
        const order = { key, place, part: { nonce: part.nonce, content: part.content } };
        forms.push(...orThrow(parts <= 2 ? openForms(order) : await this.workshop.run(OPEN, order)));
      }
    }
    if (core === null) throw new AppError('seal/damaged');
    return { ...core, forms };
  }

  /** Everything into its tables, at once. @returns false where batch or waiting slip are no longer the same */
  private adopt(
    staff: StaffActor,
    batch: Batch,
    row: SealedBatch,
    { row: first }: FirstSlip,
    { seed, pool, forms }: Opened,
  ): Promise<boolean> {
    return this.uow.run(async () => {
      if (!(await this.holdSame(batch.id, row))) return false;
      if ((await this.waiting(batch.id))?.row.nonce !== first.nonce) return false;
      await this.rows.insertForms(
        forms.map(({ id, entryId, items, digest, algorithm }) => ({
          id,
          entryId,
          batchId: batch.id,
          items,
          digest,
          algorithm,
          createdAt: row.sealedAt,
        })),
        forms.map(({ id, keys }) => ({ formId: id, keys })),
      );
      await this.exposure.record(
        batch,
        forms.map((f) => f.items.map((i) => i.itemId)),
      );
      if (pool !== null) {
        const items = pool as unknown as PoolItem[];
        await this.rows.insertPool({ batchId: batch.id, items, digest: poolDigest(items) });
      }
      await this.rows.updateBatch(batch.id, { seed });
      const openedAt = this.clock.now();
      await this.repository.markOpened(batch.id, openedAt);
      const facts = {
        at: openedAt.toISOString(),
        firstById: first.byId,
        firstAt: first.at.toISOString(),
        forms: forms.length,
      };
      this.record('batch.unsealed', staff, batch, facts);
      return true;
    });
  }

  /** Holds the batch until the transaction ends, and sees that it is sealed as before. */
  private async holdSame(batchId: string, row: SealedBatch): Promise<boolean> {
    await this.rows.lockBatch(batchId);
    const now = await this.repository.find(batchId);
    return now !== null && now.openedAt === null && now.digest === row.digest;
  }

  private record(
    action: 'batch.slipEntered' | 'batch.unsealed',
    staff: StaffActor,
    { id, ownerId }: Batch,
    facts: Readonly<Record<string, string | number>>,
  ): void {
    this.ledger.record({ action, actor: asLedgerActor(staff), ownerId, subjectType: 'batch', subjectId: id, facts });
  }
}

const told = ({ byId, byName, at }: WaitingSlip): OpeningState['waiting'] => ({
  byId,
  byName,
  at,
  until: new Date(at.getTime() + WAITING_MS),
});

const boundTo = (batchId: string, byId: string): string =>
  canonicalJson({ v: 1, purpose: 'waiting-slip', batchId, byId });
