import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { localDate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Item } from './entities/item.entity.js';
import { WorkshopRepository } from './workshop.repository.js';

type Seen = Pick<Item, 'id' | 'code' | 'version'>;

/** Writes down who has seen which key, one entry a person, item and day, and who a bank's list; before it is shown. */
@Injectable()
export class ItemViewService {
  /** The day on which a person last looked at a bank's list. Another start, or instance, writes it once more. */
  private readonly listed = new Map<string, string>();

  constructor(
    private readonly workshop: WorkshopRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Of items that a page names by their codes. */
  async recordCodes(staff: StaffActor, bankId: string, codes: Iterable<string>): Promise<void> {
    const wanted = new Set(codes);
    if (wanted.size === 0) return;
    const items = await this.workshop.findCiting(bankId);
    await this.record(
      staff,
      items.filter((i) => wanted.has(i.code)),
    );
  }

  /** Of versions as papers and mark sheets hold them, which need not be those in force. */
  async recordVersions(staff: StaffActor, versionIds: readonly string[]): Promise<void> {
    await this.record(staff, await this.workshop.findOfVersions(versionIds));
  }

  /** The list shows what is asked, without keys: one entry a person, bank and day. */
  async recordList(staff: StaffActor, bankId: string): Promise<void> {
    const who = `${staff.id} ${bankId}`;
    const today = localDate(this.clock.now());
    if (this.listed.get(who) === today) return;
    await this.uow.run(() => {
      this.ledger.record({
        action: 'bank.listed',
        actor: asLedgerActor(staff),
        ownerId: staff.ownerId,
        subjectType: 'bank',
        subjectId: bankId,
      });
      return Promise.resolve();
    });
    this.listed.set(who, today);
  }

  async record(staff: StaffActor, items: readonly Seen[]): Promise<void> {
    const seenOn = localDate(this.clock.now());
    const ids = items.map((i) => i.id);
    const before = await this.workshop.findSeen(staff.id, ids, seenOn);
    const fresh = items.filter((i) => !before.has(i.id));
    if (fresh.length === 0) return;
    try {
      await this.uow.run(async () => {
        await this.workshop.insertViews(fresh.map((i) => ({ userId: staff.id, itemId: i.id, seenOn })));
        this.ledger.record(
          ...fresh.map(({ id, code, version }) => ({
            action: 'item.viewed' as const,
            actor: asLedgerActor(staff),
            ownerId: staff.ownerId,
            subjectType: 'item',
            subjectId: id,
            facts: { code, version },
          })),
        );
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // The same person's other window was first with some of them.
      await this.record(staff, items);
    }
  }
}
