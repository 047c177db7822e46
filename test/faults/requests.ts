import { rmSync } from 'node:fs';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { SaveQueue } from '../../src/delivery/save-queue.service.js';
import { FormService } from '../../src/batch/form.service.js';
import type { SaveEntry } from '../../src/core/attempt/attempt.js';
import type { Random } from '../../src/core/shared/random.js';
import { MarkingService } from '../../src/marking/marking.service.js';
import { type House, openHouse } from '../support/house.js';
import { manyNames } from '../support/seed-sitting.js';
import { newClosedBatch, newCommittee, startSitting } from '../support/world.js';
import { check } from './checker.js';
import { chanceOf, type Fault, type FaultRun, Violation } from './fault.js';
import { readFinalState } from './final-state.js';
import { type Journal, newJournal, type SentEntry } from './journal.js';
import type { JournalClient } from './journal-client.js';
import { onStage, type Stage } from './stage.js';

/** Attempts that live at the same time, so that their saves share transactions. */
const ATTEMPTS = 100;
const HISTORIES = 2_000;
/** Of so many histories one goes over real HTTP. */
const OVER_HTTP = 20;

/** What a network may do to requests: repeat, reorder and lose them, and lose answers. */
export const requests: Fault = {
  name: 'requests',
  what: 'requests are repeated, reordered and lost, answers too, tabs change; a cycle is one history of a page, one of 20 over HTTP',
  engines: ['sqlite', 'postgres'],
  cycles: 10_000,
  run: async (run) => {
    for (
      let done = run.progress.get('cycles');
      done < run.cycles && !run.isTimeUp();
      done = run.progress.get('cycles')
    ) {
      const count = Math.min(HISTORIES, run.cycles - done);
      await inProcess(run, chanceOf(run.seed, done), count);
      await overHttp(run, chanceOf(run.seed, done, 1), Math.ceil(count / OVER_HTTP));
      run.progress.add('cycles', count);
      run.progress.save();
      run.say(`${run.progress.get('cycles')} histories, ${run.progress.get('requests')} requests`);
    }
  },
};

interface Sitter {
  readonly journal: Journal;
  readonly actor: { readonly entryId: string; readonly sessionId: string; readonly confirmed: boolean };
  readonly fields: readonly { readonly no: number; readonly letters: string }[];
}

async function inProcess(run: FaultRun, random: Random, histories: number): Promise<void> {
  const house = await openHouse({ engine: run.engine, background: false });
  try {
    const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator']);
    const closed = await newClosedBatch(house, committee, manyNames(Math.min(ATTEMPTS, histories)));
    await startSitting(house, committee, closed);
    const forms = await house.app.get(FormService).findForms(closed.batch.id);
    const sitters = closed.entries.map(({ id }): Sitter => {
      const actor = { entryId: id, sessionId: `browser of ${id}`, confirmed: true };
      const fields = forms.get(id)!.items.filter((i) => i.kind !== 'multiple');
      return {
        journal: { ...newJournal(id), isStarted: true },
        actor,
        fields: fields.map((i) => ({ no: i.no, letters: i.options.map((o) => o.letter).join('') })),
      };
    });
    for (const { actor } of sitters) await house.app.get(AttemptService).start(actor);
    for (let done = 0; done < histories; done += sitters.length)
      await Promise.all(sitters.slice(0, histories - done).map((s) => new History(run, house, s, random).play()));
    for (const sitter of sitters) {
      const attempts = house.app.get(AttemptService);
      const standing = await attempts.standing(sitter.actor.entryId);
      const { receiptCode } = await attempts.submit(sitter.actor, standing);
      sitter.journal.isHandedIn = true;
      sitter.journal.receipts.add(receiptCode ?? '');
    }
    // The first call may join a sweep that began before the last of them handed in.
    for (let i = 0; i < 2; i += 1) await house.app.get(MarkingService).scoreClosed();
    await house.app.close();
    const place = { dataDir: house.dir, databaseUrl: house.config.DATABASE_URL };
    const journals = sitters.map((s) => s.journal);
    const faults = check(journals, await readFinalState(place), { isOver: true });
    if (faults.length > 0) throw new Violation(faults);
  } finally {
    rmSync(house.dir, { recursive: true, force: true });
  }
}

/** One page's life under one lease, with a network that does what it likes; the tab before it may still be sending. */
class History {
  private readonly queue: SaveQueue;
  private unacknowledged: SentEntry[] = [];
  /** Requests that the network has kept back. */
  private late: SaveEntry[][] = [];
  private lease = 0;
  private seq = 0;

  constructor(
    private readonly run: FaultRun,
    private readonly house: House,
    private readonly sitter: Sitter,
    private readonly random: Random,
  ) {
    this.queue = house.app.get(SaveQueue);
  }

  async play(): Promise<void> {
    await this.open();
    const steps = 1 + this.random.nextInt(6);
    for (let i = 0; i < steps; i += 1) {
      this.note(1 + this.random.nextInt(3));
      await this.sendSomehow();
      if (this.random.nextInt(6) === 0) await this.open();
    }
    // The page goes on until it knows that all is saved; then what the network had kept back arrives.
    await this.send(this.unacknowledged.map(asEntry), this.unacknowledged);
    for (const kept of this.late.reverse()) await this.send(kept, []);
  }

  /** A page of its own: what is not acknowledged goes out under the new lease. */
  private async open(): Promise<void> {
    const { leaseNo } = await this.house.app.get(AttemptService).takeLease(this.sitter.actor);
    this.lease = leaseNo;
    this.seq = 0;
    this.unacknowledged = this.unacknowledged.map((e) => this.noted({ ...e, lease: this.lease, seq: ++this.seq }));
  }

  private note(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const { no, letters } = this.sitter.fields[this.random.nextInt(this.sitter.fields.length)]!;
      const isFlag = this.random.nextInt(6) === 0;
      const value = isFlag ? String(this.random.nextInt(2)) : letters.charAt(this.random.nextInt(letters.length));
      const kind = isFlag ? 'flag' : 'answer';
      this.unacknowledged.push(
        this.noted({ lease: this.lease, seq: ++this.seq, item: no, kind, value, acknowledged: false, heardAt: 0n }),
      );
    }
  }

  private noted(entry: SentEntry): SentEntry {
    this.sitter.journal.sent.set(`${entry.lease}/${entry.seq}`, entry);
    return entry;
  }

  private async sendSomehow(): Promise<void> {
    const batch = this.unacknowledged;
    const request = batch.map(asEntry);
    const fate = this.random.nextInt(6);
    if (fate === 0) return;
    if (fate === 1) {
      this.late.push(request);
      return;
    }
    if (fate === 2) {
      await this.send(request, []);
      return;
    }
    if (fate === 3) {
      await Promise.all([this.send(request, batch), this.send([...request].reverse(), [])]);
      return;
    }
    if (fate === 4 && batch.length > 1) {
      // Two requests overtake each other: the second half is there first.
      const half = Math.floor(batch.length / 2);
      await this.send(request.slice(half), batch.slice(half));
      await this.send(request.slice(0, half), batch.slice(0, half));
      return;
    }
    await this.send(request, batch);
  }

  /** @param heard of which entries the page hears that they are saved */
  private async send(entries: readonly SaveEntry[], heard: readonly SentEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.run.progress.add('requests');
    try {
      await this.queue.save(this.sitter.actor, entries);
    } catch (error) {
      this.sitter.journal.odd.push(`refused: ${(error as Error).message}`);
      return;
    }
    for (const entry of heard) entry.acknowledged = true;
    this.unacknowledged = this.unacknowledged.filter((e) => !e.acknowledged);
  }
}

const asEntry = ({ lease, seq, item, kind, value }: SentEntry): SaveEntry => ({
  leaseNo: lease,
  clientSeq: seq,
  itemNo: item,
  kind,
  value,
});

async function overHttp(run: FaultRun, random: Random, histories: number): Promise<void> {
  await onStage({ engine: run.engine, candidates: Math.min(histories, 40), random }, async (stage: Stage) => {
    await stage.start();
    await stage.comeIn();
    for (let done = 0; done < histories; done += stage.clients.length)
      await Promise.all(stage.clients.slice(0, histories - done).map((c) => pageOf(run, c, random)));
    await stage.finish();
    run.progress.add('overHttp', histories);
  });
}

async function pageOf(run: FaultRun, client: JournalClient, random: Random): Promise<void> {
  const steps = 2 + random.nextInt(6);
  for (let i = 0; i < steps; i += 1) {
    client.note(1 + random.nextInt(3));
    run.progress.add('requests');
    const fate = random.nextInt(4);
    if (fate === 0) continue;
    if (fate === 1) await client.pushDeaf();
    else await client.push();
    if (fate === 2) await client.repeat();
  }
  while (client.waiting > 0) await client.push();
  if (random.nextInt(3) === 0) await client.reload();
}
