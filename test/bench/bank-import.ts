import type { StaffActor } from '../../src/common/actor.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { UploadService } from '../../src/question-bank/upload.service.js';
import { type Engine, type House, openHouse } from '../support/house.js';
import { type Committee, newCommittee } from '../support/world.js';
import { percentile, spread, table } from './figures.js';
import type { Told } from './saves.js';

const ITEMS = 5_000;
const LIMIT_SECONDS = 30;
const LIMIT_TRANSACTION_MS = 50;
const WORDS = 'Đảng viên chi bộ nghị quyết điều lệ nhiệm kỳ đại hội tổ chức kỷ luật phẩm chất lý tưởng nhân dân'.split(
  ' ',
);

/** How long a file of 5,000 questions takes from the upload to the drafts, and the longest that anybody else waits meanwhile. */
export async function benchImport(rounds: number, engines: readonly Engine[]): Promise<Told> {
  const rows = [
    ['engine', 'items', 'read and staged s', 'longest transaction ms', 'longest wait ms'].concat([
      'imported s',
      'longest transaction ms',
      'longest wait ms',
    ]),
  ];
  const figures: object[] = [];
  const broken: string[] = [];
  for (const engine of engines) {
    const house = await openHouse({ engine, background: false });
    try {
      const committee = await newCommittee(house, 'Đảng ủy xã Nhập', ['itemWriter']);
      const all: Round[] = [];
      for (let round = 0; round < rounds; round += 1) all.push(await importOnce(house, committee, round));
      const of = (pick: (r: Round) => number): number[] => all.map(pick);
      const most = (pick: (r: Round) => number): string => percentile(of(pick), 1).toFixed(0);
      const longest = percentile(
        of((r) => Math.max(r.staging.longest, r.importing.longest)),
        1,
      );
      rows.push([
        ...[
          engine,
          String(ITEMS),
          spread(
            of((r) => r.staged),
            1,
          ),
          most((r) => r.staging.longest),
          most((r) => r.staging.wait),
        ],
        ...[
          spread(
            of((r) => r.imported),
            1,
          ),
          most((r) => r.importing.longest),
          most((r) => r.importing.wait),
        ],
      ]);
      const slowest = percentile(
        of((r) => r.staged + r.imported),
        1,
      );
      if (slowest > LIMIT_SECONDS) broken.push(`${engine}: ${slowest.toFixed(1)} s`);
      // PostgreSQL has no gate: nobody waits for rows that nobody else knows.
      if (engine === 'sqlite' && longest > LIMIT_TRANSACTION_MS)
        broken.push(`${engine}: a transaction of ${longest.toFixed(0)} ms`);
      figures.push({ part: 'import', engine, items: ITEMS, rounds: all });
    } finally {
      await house.close();
    }
  }
  process.stdout.write(`${table(rows)}\n`);
  return { figures, broken };
}

interface Round {
  /** Seconds. */
  readonly staged: number;
  readonly imported: number;
  readonly staging: Held;
  readonly importing: Held;
}

/** Milliseconds: the longest transaction, and the longest that a small one waited for its turn and for the loop. */
interface Held {
  readonly longest: number;
  readonly wait: number;
}

async function importOnce(house: House, committee: Committee, round: number): Promise<Round> {
  const uploads = house.app.get(UploadService);
  const actor: StaffActor = {
    ...{ id: '01900000-0000-7000-8000-000000000001', name: 'Lê Thị Soạn', ownerId: committee.ownerId },
    ...{ ownerName: '', roles: ['itemWriter'], unitIds: [], sessionId: '' },
  };
  const stateOf = async (id: string) => (await uploads.find(actor, committee.bankId, id)).upload.state;
  const until = async (id: string, state: string): Promise<void> => {
    while ((await stateOf(id)) !== state) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const probe = new Probe(house.app.get(UnitOfWork));
  const began = performance.now();
  const file = { data: questions(round), name: 'cau-hoi.txt' };
  const { id } = await uploads.upload(actor, committee.bankId, file, { topic: 'charter', level: 'recall' });
  await until(id, 'ready');
  const ready = performance.now();
  const staging = probe.take();
  await uploads.import(actor, committee.bankId, id, false);
  await until(id, 'imported');
  const done = performance.now();
  await probe.end();
  return { staged: (ready - began) / 1000, imported: (done - ready) / 1000, staging, importing: probe.take() };
}

/** Times every transaction of the house, and asks for one of its own every few milliseconds as a save would. */
class Probe {
  private longest = 0;
  private wait = 0;
  private isOver = false;
  private readonly asking: Promise<void>;

  constructor(private readonly uow: UnitOfWork) {
    const inner = uow as unknown as { begin: (work: () => Promise<unknown>) => Promise<unknown> };
    const begin = inner.begin.bind(uow);
    inner.begin = async (work) => {
      const from = performance.now();
      try {
        return await begin(work);
      } finally {
        this.longest = Math.max(this.longest, performance.now() - from);
      }
    };
    this.asking = this.ask();
  }

  /** Since it was last asked. */
  take(): Held {
    const held = { longest: this.longest, wait: this.wait };
    this.longest = this.wait = 0;
    return held;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.asking;
    delete (this.uow as unknown as { begin?: unknown }).begin;
  }

  private async ask(): Promise<void> {
    while (!this.isOver) {
      const from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await this.uow.run(() => Promise.resolve());
      this.wait = Math.max(this.wait, performance.now() - from - 5);
    }
  }
}

function questions(round: number): Buffer {
  const some = (i: number, n: number): string =>
    Array.from({ length: n }, (_, k) => WORDS[(i * 7 + k * (1 + (i % 5))) % WORDS.length]).join(' ');
  const one = (i: number): string =>
    `Lần ${round} câu ${i}: ${some(i, 22)}?{=${some(i + 1, 9)} đúng ${i} ~${some(i + 2, 9)} hai ${i} ~${some(i + 3, 9)} ba ${i} ~${some(i + 4, 9)} bốn ${i}}`;
  return Buffer.from(Array.from({ length: ITEMS }, (_, i) => one(i)).join('\n\n'));
}
