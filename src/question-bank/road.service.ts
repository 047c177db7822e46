import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { jobsIn } from '../common/worker/job.js';
import { Workshop } from '../common/worker/workshop.js';
import { obstaclesOf, type Problem, problemsOf } from '../core/item-writing/problems.js';
import { onWay, type RoadAct, roadRefusal, type RoadState } from '../core/item/road.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { LedgerAction } from '../ledger/actions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Item, ItemKey, ItemVersion } from './entities/item.entity.js';
import type { NoteKind } from './entities/item-note.entity.js';
import { contentOf } from './item-content.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import type { Reviewer } from './review.service.js';
import { RoadRepository, type Seen } from './road.repository.js';
import { WorkshopRepository } from './workshop.repository.js';

/** A text on its way with all that its author wrote. */
export interface TextOnWay extends Seen {
  readonly version: ItemVersion;
  readonly key: ItemKey;
}

const OBSTACLES = jobsIn<typeof import('./bank-check.worker.js')>(import.meta.url, 'bank-check.worker')(
  'obstaclesOfEach',
  60,
);
/** So many are looked at here; more would keep everybody else waiting. */
const FEW = 10;

const STEPS: Readonly<
  Record<RoadAct, { readonly to: RoadState | null; readonly note: NoteKind; readonly action: LedgerAction }>
> = {
  submit: { to: 'inReview', note: 'submitted', action: 'item.submitted' },
  withdraw: { to: 'draft', note: 'withdrawn', action: 'item.withdrawn' },
  approve: { to: 'approved', note: 'approved', action: 'item.approved' },
  sendBack: { to: 'draft', note: 'sentBack', action: 'item.sentBack' },
  putLive: { to: null, note: 'putLive', action: 'item.putLive' },
  drop: { to: null, note: 'dropped', action: 'item.dropped' },
};

/** Leads texts from draft into use: sent by their author, approved by somebody else, then put in use. */
@Injectable()
export class RoadService {
  constructor(
    private readonly items: QuestionBankRepository,
    private readonly road: RoadRepository,
    private readonly notes: WorkshopRepository,
    private readonly workshop: Workshop,
    private readonly ledger: LedgerService,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The texts on their way of these items, by item id. */
  async textsOf(items: readonly Item[]): Promise<Map<string, TextOnWay>> {
    const seen = seenOf(items);
    const ids = seen.map(({ way }) => way.versionId);
    const versions = new Map((await this.items.findVersions(ids)).map((v) => [v.id, v]));
    const keys = new Map((await this.items.findKeys(ids)).map((k) => [k.itemVersionId, k]));
    return new Map(
      seen.flatMap(({ item, way }) => {
        const version = versions.get(way.versionId);
        const key = keys.get(way.versionId);
        return version === undefined || key === undefined ? [] : [[item.id, { item, way, version, key }]];
      }),
    );
  }

  /** All that stands against the text on its way of one item. */
  async problemsOf({ item, version, key }: TextOnWay): Promise<Problem[]> {
    return problemsOf(contentOf(item.code, version, key), await this.items.findSources(item.bankId));
  }

  /** What keeps texts that are sent or approved out of use, by item id; those that nothing keeps out are left out. */
  async obstacles(bankId: string, items: readonly Item[]): Promise<Map<string, readonly Problem[]>> {
    const sent = items.filter((item) => (onWay(item)?.state ?? 'draft') !== 'draft');
    const texts = [...(await this.textsOf(sent)).values()];
    const register = (await this.items.findSources(bankId)).map(({ code, status }) => ({ code, status }));
    const contents = texts.map(({ item, version, key }) => contentOf(item.code, version, key));
    const found =
      contents.length <= FEW
        ? contents.map((content) => obstaclesOf(content, register))
        : await this.workshop.run(OBSTACLES, { items: contents, register });
    return new Map(
      texts.flatMap(({ item }, i) => {
        const problems = found[i] ?? [];
        return problems.length === 0 ? [] : [[item.id, problems] as const];
      }),
    );
  }

  /**
   * Performs an act on the texts on their way of items of a bank, all or none.
   * @throws AppError item/nothing-on-way, item/not-author, item/own-text, item/not-draft, item/is-draft, item/not-submitted,
   * item/not-approved, item/not-ready {code, n}, item/changed-meanwhile
   */
  async perform(
    act: RoadAct,
    ownerId: string,
    bankId: string,
    items: readonly Item[],
    text: string,
    by: Reviewer,
  ): Promise<void> {
    for (const item of items) {
      const refusal = roadRefusal(act, item, by.id ?? '');
      if (refusal !== null) throw AppError.of(refusal);
    }
    if (act === 'approve' || act === 'putLive') await this.refuseUnready(bankId, items);
    const seen = seenOf(items);
    await this.uow.run(async () => {
      if ((await this.take(act, seen)) !== seen.length) throw new AppError('item/changed-meanwhile');
      if (act === 'submit' && by.id !== null) {
        const orphans = items.filter((i) => i.authors.length === 0).map((i) => i.id);
        await this.road.setAuthors(orphans, [by.id]);
      }
      const { note, action } = STEPS[act];
      const told = seen.map(({ item, way }) => ({ id: item.id, code: item.code, version: way.version }));
      await this.notes.insertNotes(
        told.map(({ id: itemId, version }) => ({
          ...{ id: newId(), itemId, version, kind: note, text, sourceId: null },
          ...{ byId: by.id, byName: by.name, at: this.clock.now() },
        })),
      );
      this.ledger.record(
        ...told.map(({ id: subjectId, code, version }) => ({
          ...{ action, actor: by.ledger, ownerId, subjectType: 'item', subjectId, facts: { code, version } },
          ...(text === '' ? {} : { detail: text }),
        })),
      );
    });
  }

  private async take(act: RoadAct, seen: readonly Seen[]): Promise<number> {
    const { to } = STEPS[act];
    if (act === 'putLive') {
      const next = seen.filter(({ way }) => !way.isFirst).map(({ way }) => way.versionId);
      const versions = new Map((await this.items.findVersions(next)).map((v) => [v.id, v]));
      return this.road.putLive(seen, versions, this.clock.now());
    }
    let taken = 0;
    for (const from of new Set(seen.map(({ way }) => way.state))) {
      const group = seen.filter(({ way }) => way.state === from);
      taken += to === null ? await this.road.drop(group, from) : await this.road.move(group, from, to);
    }
    return taken;
  }

  private async refuseUnready(bankId: string, items: readonly Item[]): Promise<void> {
    const obstacles = await this.obstacles(bankId, items);
    const unready = items.find((i) => obstacles.has(i.id));
    if (unready !== undefined)
      throw new AppError('item/not-ready', { code: unready.code, n: obstacles.get(unready.id)?.length ?? 0 });
  }
}

const seenOf = (items: readonly Item[]): Seen[] =>
  items.flatMap((item) => {
    const way = onWay(item);
    return way === null ? [] : [{ item, way }];
  });
