import { Injectable } from '@nestjs/common';
import { asLedgerActor, type LedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { ItemState } from '../core/item/item.js';
import { type ReviewAct, reviewRefusal, type Standing } from '../core/item/review.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { LedgerAction } from '../ledger/actions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { SourceDocument } from './entities/bank.entity.js';
import type { Item } from './entities/item.entity.js';
import type { ItemNote, NoteKind } from './entities/item-note.entity.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { WorkshopRepository } from './workshop.repository.js';

/** Who acts on items, as notes and ledger name them. */
export interface Reviewer {
  readonly id: string | null;
  readonly name: string;
  readonly ledger: LedgerActor;
}

export const asReviewer = (staff: StaffActor): Reviewer => ({
  id: staff.id,
  name: staff.name,
  ledger: asLedgerActor(staff),
});

/** Items that wait for review for one reason. */
export interface Waiting {
  readonly n: number;
  /** The document whose replacement sent them there, or null. */
  readonly source: SourceDocument | null;
  readonly reason: string;
}

/** How an item stands to the acts of reviewing. @param sent why it was sent to review last */
export const standingOf = ({ state, liveSince }: Pick<Item, 'state' | 'liveSince'>, sent?: ItemNote): Standing => ({
  state,
  isNew: liveSince === null,
  sentBy: sent?.byId ?? null,
});

type Moved = Pick<Item, 'id' | 'code' | 'version'>;

interface Move {
  readonly act: ReviewAct;
  readonly to: ItemState;
  readonly note: NoteKind;
  readonly action: LedgerAction;
}

const MOVES: Readonly<Record<ReviewAct, Move>> = {
  sendToReview: { act: 'sendToReview', to: 'inReview', note: 'toReview', action: 'item.sentToReview' },
  confirm: { act: 'confirm', to: 'live', note: 'confirmed', action: 'item.confirmed' },
  retire: { act: 'retire', to: 'retired', note: 'retired', action: 'item.retired' },
};

/** Whatever sent the items to review has turned out to be a mistake: nobody has judged them. */
const GIVEN_BACK: Omit<Move, 'act'> = { to: 'live', note: 'returned', action: 'item.returned' };

/** Moves items between use, review and retirement, and keeps what people say of them. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly items: QuestionBankRepository,
    private readonly workshop: WorkshopRepository,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  findNotes(itemId: string): Promise<ItemNote[]> {
    return this.workshop.findNotes(itemId);
  }

  /** Why each item that waits for review was sent there last, by item id. */
  async sentBy(bankId: string): Promise<Map<string, ItemNote>> {
    const notes = await this.workshop.findWaitingNotes(bankId);
    return new Map(notes.map((note) => [note.itemId, note]));
  }

  /** How many items wait for review, and why; the most first. */
  async findWaiting(bankId: string): Promise<Waiting[]> {
    const notes = [...(await this.sentBy(bankId)).values()];
    if (notes.length === 0) return [];
    const sources = new Map((await this.items.findSources(bankId)).map((s) => [s.id, s]));
    const groups = new Map<string, Waiting>();
    for (const { sourceId, text } of notes) {
      const key = `${sourceId ?? ''} ${text}`;
      const source = sourceId === null ? null : (sources.get(sourceId) ?? null);
      groups.set(key, { n: (groups.get(key)?.n ?? 0) + 1, source, reason: text });
    }
    return [...groups.values()].sort((a, b) => b.n - a.n);
  }

  /**
   * Performs an act on items of a bank, all or none.
   * @throws AppError item/not-live, item/not-in-review, item/not-in-use, item/own-mark, item/changed-meanwhile
   */
  async perform(
    act: ReviewAct,
    ownerId: string,
    bankId: string,
    items: readonly Item[],
    text: string,
    by: Reviewer,
  ): Promise<void> {
    await this.uow.run(async () => {
      const sent = await this.sentBy(bankId);
      for (const item of items) {
        const refusal = reviewRefusal(act, standingOf(item, sent.get(item.id)), by.id ?? '');
        if (refusal !== null) throw AppError.of(refusal);
      }
      for (const state of new Set(items.map((i) => i.state)))
        await this.move(
          MOVES[act],
          ownerId,
          items.filter((i) => i.state === state),
          state,
          text,
          null,
          by,
        );
    });
  }

  /** Sends items in use to review because their document was replaced; in the caller's transaction. */
  async followSource(ownerId: string, items: readonly Moved[], source: SourceDocument, by: Reviewer): Promise<void> {
    await this.move(MOVES.sendToReview, ownerId, items, 'live', source.replacedReason ?? '', source.id, by);
  }

  /** Items that wait for review because of nothing but the replacement of a document, in the version that they had then. */
  async sentBySource(bankId: string, sourceId: string): Promise<Item[]> {
    const sent = await this.sentBy(bankId);
    return (await this.items.findItems(bankId)).filter((item) => {
      const note = sent.get(item.id);
      return item.state === 'inReview' && note?.sourceId === sourceId && note.version === item.version;
    });
  }

  /** Gives items back to use whose document was replaced by mistake; in the caller's transaction. */
  async giveBack(
    ownerId: string,
    items: readonly Moved[],
    sourceId: string,
    text: string,
    by: Reviewer,
  ): Promise<void> {
    await this.move(GIVEN_BACK, ownerId, items, 'inReview', text, sourceId, by);
  }

  /** Keeps a remark on an item. */
  async comment(ownerId: string, item: Item, text: string, by: Reviewer): Promise<void> {
    await this.uow.run(async () => {
      await this.workshop.insertNotes([this.noteOf(item, 'comment', text, null, by)]);
      this.ledger.record(entry('item.commented', ownerId, item, text, by));
    });
  }

  private async move(
    { to, note, action }: Omit<Move, 'act'>,
    ownerId: string,
    items: readonly Moved[],
    from: ItemState,
    text: string,
    sourceId: string | null,
    by: Reviewer,
  ): Promise<void> {
    const ids = items.map((i) => i.id);
    if ((await this.workshop.moveItems(ids, from, to)) !== ids.length) throw new AppError('item/changed-meanwhile');
    await this.workshop.insertNotes(items.map((i) => this.noteOf(i, note, text, sourceId, by)));
    this.ledger.record(...items.map((i) => entry(action, ownerId, i, text, by)));
  }

  private noteOf(item: Moved, kind: NoteKind, text: string, sourceId: string | null, by: Reviewer): ItemNote {
    const { id: itemId, version } = item;
    return { id: newId(), itemId, version, kind, text, sourceId, byId: by.id, byName: by.name, at: this.clock.now() };
  }
}

const entry = (action: LedgerAction, ownerId: string, item: Moved, text: string, by: Reviewer) => ({
  action,
  actor: by.ledger,
  ownerId,
  subjectType: 'item',
  subjectId: item.id,
  facts: { code: item.code, version: item.version },
  ...(text === '' ? {} : { detail: text }),
});
