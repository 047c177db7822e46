import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import {
  afterFailure,
  API_ADDRESS_RULE,
  type Failures,
  ROOM_ADDRESS_RULE,
  STAFF_ADDRESS_RULE,
  SUBJECT_RULE,
  type ThrottleRule,
  waitSeconds,
} from '../core/access/throttle.js';
import { Together } from '../database/together.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { SignInThrottle } from './entities/staff-user.entity.js';
import { IdentityRepository } from './identity.repository.js';

type Door = 'staff' | 'candidate' | 'api' | 'seal';

/** Somebody at one of the doors, under the name they give; a program with a token gives none. */
export interface Knock {
  readonly door: Door;
  readonly name: string | null;
  readonly address: string;
}

interface Counted {
  readonly subject: string;
  readonly rule: ThrottleRule;
}

const byName = (door: Door, name: string): Counted => ({ subject: `${door}:${name}`, rule: SUBJECT_RULE });

const ADDRESS_RULES: Readonly<Record<Door, ThrottleRule>> = {
  staff: STAFF_ADDRESS_RULE,
  candidate: ROOM_ADDRESS_RULE,
  api: API_ADDRESS_RULE,
  seal: STAFF_ADDRESS_RULE,
};

const byAddress = ({ door, address }: Knock): Counted => ({
  subject: `address:${door}:${address}`,
  rule: ADDRESS_RULES[door],
});

const countedOf = (knock: Knock): Counted[] => [
  ...(knock.name === null ? [] : [byName(knock.door, knock.name)]),
  byAddress(knock),
];

/** Slows guessing of passwords and codes, by name and by address; kept in the database, so a restart forgets nothing. */
@Injectable()
export class ThrottleService {
  private readonly throttles: Together<SignInThrottle>;

  constructor(
    private readonly repository: IdentityRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {
    this.throttles = new Together(
      uow,
      async (subjects) => new Map((await repository.findThrottles(subjects)).map((t) => [t.subject, t])),
    );
  }

  /**
   * @returns whether anything failed before, which a success must then forget
   * @throws AppError auth/too-many-tries with the seconds to wait
   */
  async assertMayTry(knock: Knock): Promise<boolean> {
    const now = this.clock.epochMs();
    const counted = countedOf(knock);
    const found = await Promise.all(counted.map((c) => this.throttles.find(c.subject)));
    const rows = found.filter((row) => row !== null);
    const failed = new Map(rows.map((r) => [r.subject, failuresOf(r)]));
    const seconds = Math.max(
      ...counted.map(({ subject, rule }) => waitSeconds(failed.get(subject) ?? null, rule, now)),
    );
    if (seconds > 0) throw new AppError('auth/too-many-tries', { seconds });
    return rows.length > 0;
  }

  async failed(knock: Knock): Promise<void> {
    await this.uow.run(async () => {
      for (const { subject, rule } of countedOf(knock)) {
        await this.repository.lockThrottle(subject);
        const next = afterFailure(await this.failures(subject), rule, this.clock.epochMs());
        await this.repository.saveThrottle({ subject, failures: next.count, lastFailureAt: new Date(next.lastAt) });
      }
    });
  }

  async succeeded({ door, name }: Knock): Promise<void> {
    if (name !== null) await this.forget(door, name);
  }

  /** Forgets the failures under a name: the right one came in, or was given a new code. */
  async forget(door: Door, name: string): Promise<void> {
    const { subject } = byName(door, name);
    if ((await this.failures(subject)) === null) return;
    await this.uow.run(() => this.repository.deleteThrottle(subject));
  }

  /** The same for many names, in few statements. */
  async forgetAll(door: Door, names: readonly string[]): Promise<void> {
    await this.uow.run(() => this.repository.deleteThrottles(names.map((name) => byName(door, name).subject)));
  }

  private async failures(subject: string): Promise<Failures | null> {
    const row = await this.repository.findThrottle(subject);
    return row === null ? null : failuresOf(row);
  }
}

const failuresOf = (row: { failures: number; lastFailureAt: Date }): Failures => ({
  count: row.failures,
  lastAt: row.lastFailureAt.getTime(),
});
