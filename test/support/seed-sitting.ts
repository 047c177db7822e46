import { rmSync } from 'node:fs';
import { Clock } from '../../src/common/clock.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { type Engine, type House, openHouse } from './house.js';
import { type ClosedBatch, type Committee, newClosedBatch, newCommittee, startSitting } from './world.js';

/** A sitting that has begun, on a data directory that a server in a process of its own can take over. */
export interface SeededSitting {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly committee: Committee;
  readonly closed: ClosedBatch;
  /** Removes everything. */
  discard(): void;
}

const GIVEN = ['An', 'Bình', 'Cúc', 'Dũng', 'Đạt', 'Hà', 'Khôi', 'Lan', 'Minh', 'Ngọc', 'Phúc', 'Sơn', 'Tú', 'Vân'];
const MIDDLE = ['Thị', 'Văn', 'Đức', 'Ngọc', 'Hữu', 'Minh', 'Thanh', 'Quang', 'Kim', 'Xuân'];
const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô', 'Dương', 'Lý'];

/** As many different Vietnamese names as wanted. */
export const manyNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const second = MIDDLE[Math.floor(i / (GIVEN.length * MIDDLE.length * FAMILY.length)) % MIDDLE.length] ?? '';
    const middle = MIDDLE[Math.floor(i / GIVEN.length) % MIDDLE.length] ?? '';
    const family = FAMILY[Math.floor(i / (GIVEN.length * MIDDLE.length)) % FAMILY.length] ?? '';
    return [family, i < GIVEN.length * MIDDLE.length * FAMILY.length ? '' : second, middle, GIVEN[i % GIVEN.length]]
      .filter((part) => part !== '')
      .join(' ');
  });

/** Everybody of a batch present and the start signal given, on the machine's own clock or the one given. */
export async function seedSitting(
  engine: Engine,
  count: number,
  rules: RuleSet = DEFAULT_RULES,
  more: (house: House, committee: Committee, closed: ClosedBatch) => Promise<void> = () => Promise.resolve(),
  clock = new Clock(),
): Promise<SeededSitting> {
  const house = await openHouse({ engine, clock });
  const committee = await newCommittee(house, 'Đảng ủy phường Hạ Long', ['invigilator', 'secretary', 'chair'], rules);
  const closed = await newClosedBatch(house, committee, manyNames(count));
  await startSitting(house, committee, closed);
  await more(house, committee, closed);
  await house.app.close();
  return {
    dataDir: house.dir,
    databaseUrl: house.config.DATABASE_URL,
    committee,
    closed,
    discard: () => {
      rmSync(house.dir, { recursive: true, force: true });
    },
  };
}
