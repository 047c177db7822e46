import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { newToken } from '../common/ids.js';

import { sha256Hex } from '../core/shared/digest.js';
import { InstanceMetaStore } from '../database/instance-meta.store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OrganizationService } from '../organization/organization.service.js';
import { StaffService } from './staff.service.js';

export interface FirstAdministrator {
  readonly ownerName: string;
  readonly username: string;
  readonly fullName: string;
  readonly password: string;
}

/** The very first account: made once, through a link that the server prints while it has no accounts. */
@Injectable()
export class SetupService {
  constructor(
    private readonly staff: StaffService,
    private readonly organization: OrganizationService,
    private readonly meta: InstanceMetaStore,
    private readonly uow: UnitOfWork,
  ) {}

  /** A fresh one-time token while there is no account, else null. Only its digest is kept. */
  async issueToken(): Promise<string | null> {
    if (!(await this.staff.isEmpty())) return null;
    const token = newToken();
    await this.uow.run(() => this.meta.set('setupTokenHash', sha256Hex(token)));
    return token;
  }

  /** Whether the link still opens. */
  async isOpen(token: string): Promise<boolean> {
    const expected = await this.meta.find('setupTokenHash');
    if (expected === null || !(await this.staff.isEmpty())) return false;
    return timingSafeEqual(Buffer.from(expected), Buffer.from(sha256Hex(token)));
  }

  /** Makes the committee and its first administrator, who is also given every role but the candidate's to share out. */
  async complete(token: string, first: FirstAdministrator): Promise<void> {
    if (!(await this.isOpen(token))) throw new AppError('auth/setup-closed');
    await this.uow.run(async () => {
      // First of all, so that of two presses on two instances one passes.
      if (!(await this.isOpen(token)) || !(await this.meta.remove('setupTokenHash')))
        throw new AppError('auth/setup-closed');
      const owner = await this.organization.createOwner(first.ownerName, SYSTEM_ACTOR);
      const user = await this.staff.create(first, SYSTEM_ACTOR, owner.id);
      await this.staff.grant(user.id, 'administrator', owner.id, { id: user.id, role: 'administrator' });
    });
  }
}
