import { Injectable } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError, found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { freeCodes } from '../core/formats/fit.js';
import type { ItemContent } from '../core/item/item.js';
import { itemDigest } from '../core/item/item-digest.js';
import { editRefusal, onWay } from '../core/item/road.js';
import { isUniqueViolation, UnitOfWork } from '../database/unit-of-work.js';
import { localDate } from '../i18n/translator.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import { contentOf } from './item-content.js';
import { FRESH, type VersionRows, versionRows } from './item-rows.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { RoadRepository } from './road.repository.js';

/** The text that an author goes on from: the one on its way, else the one in force. */
export interface Base {
  readonly item: Item;
  readonly version: ItemVersion;
  readonly key: ItemKey;
  readonly content: ItemContent;
}

const MOST_TRIES = 20;

/** Writes items: every save is a version of its own, so that nothing that somebody wrote is ever lost. */
@Injectable()
export class ItemEditorService {
  constructor(
    private readonly items: QuestionBankRepository,
    private readonly road: RoadRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** A code that the bank does not have yet. */
  private async freeCode(bankId: string): Promise<string> {
    return freeCodes((await this.items.findItems(bankId)).map((i) => i.code))();
  }

  /** @throws AppError common/not-found */
  async getBase(bankId: string, code: string): Promise<Base> {
    const item = found(await this.items.findItemByCode(bankId, code));
    const versionId = onWay(item)?.versionId ?? item.versionId;
    const [version] = await this.items.findVersions([versionId]);
    const [key] = await this.items.findKeys([versionId]);
    if (version === undefined || key === undefined) throw new Error(`item ${code}: version or key is missing`);
    return { item, version, key, content: contentOf(code, version, key) };
  }

  /**
   * A new item as a draft.
   * @param content its code '' asks for a free one
   * @returns its code
   * @throws AppError item/code-taken {code}
   */
  async create(staff: StaffActor, bankId: string, content: ItemContent): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      const code = content.code === '' ? await this.freeCode(bankId) : content.code;
      if (await this.insert(staff, bankId, { ...content, code })) return code;
      // Somebody else was given the same free code at the same moment.
      if (content.code !== '' || tries === MOST_TRIES) throw new AppError('item/code-taken', { code });
    }
  }

  /**
   * Keeps a changed text as the next version, a draft; the version in force stays in force.
   * @param baseId the version that the author went on from: another one by now is somebody else's work, and stays
   * @returns whether anything differs from that version
   * @throws AppError item/saved-by-other, item/is-retired, item/not-draft, common/not-found
   */
  async save(staff: StaffActor, bankId: string, code: string, baseId: string, content: ItemContent): Promise<boolean> {
    const { item, version, key } = await this.getBase(bankId, code);
    if (version.id !== baseId) throw new AppError('item/saved-by-other');
    const refusal = editRefusal(item);
    if (refusal !== null) throw AppError.of(refusal);
    if (itemDigest({ ...content, code }, key.salt) === version.digest) return false;
    const newest = (await this.items.findVersionsOf(item.id))[0]?.version ?? item.version;
    const rows = this.rowsOf(item.id, newest + 1, { ...content, code }, staff);
    const authors = [...new Set([...item.authors, staff.id])];
    const { version: number, versionId } = rows.columns;
    const set: Partial<Item> =
      item.liveSince === null
        ? { ...rows.columns, authors }
        : { nextVersion: number, nextVersionId: versionId, nextState: 'draft', authors };
    try {
      await this.uow.run(async () => {
        await this.road.insertVersion(rows.version, rows.key);
        if (!(await this.road.rewrite(item, set))) throw new AppError('item/saved-by-other');
        this.record(staff, code, rows.version);
      });
    } catch (error) {
      // Two saves at once would give the same number.
      if (isUniqueViolation(error)) throw new AppError('item/saved-by-other');
      throw error;
    }
    return true;
  }

  /** @returns whether the code was free */
  private async insert(staff: StaffActor, bankId: string, content: ItemContent): Promise<boolean> {
    const { code } = content;
    const rows = this.rowsOf(newId(), 1, content, staff);
    const item: Item = { ...FRESH, ...rows.columns, bankId, code, state: 'draft', authors: [staff.id] };
    try {
      return await this.uow.run(async () => {
        if ((await this.items.findItemByCode(bankId, code)) !== null) return false;
        await this.road.insertNew(item, rows.version, rows.key);
        this.record(staff, code, rows.version);
        return true;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  private rowsOf(itemId: string, number: number, content: ItemContent, staff: StaffActor): VersionRows {
    const at = this.clock.now();
    return versionRows(itemId, number, content, { writtenBy: staff.name, checkedBy: [], on: localDate(at) }, at);
  }

  private record(staff: StaffActor, code: string, { id, version, digest }: ItemVersion): void {
    this.ledger.record({
      action: 'item.written',
      actor: asLedgerActor(staff),
      ownerId: staff.ownerId,
      subjectType: 'itemVersion',
      subjectId: id,
      facts: { code, version, digest },
    });
  }
}
