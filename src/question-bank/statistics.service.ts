import { Injectable } from '@nestjs/common';
import { EASE, type KnownAnswers } from '../core/blueprint/difficulty.js';
import { type ItemStatistics, itemStatistics, type ItemSums } from '../core/statistics/item-statistics.js';
import type { ItemStatistic } from './entities/statistics.entity.js';
import { StatisticsRepository } from './statistics.repository.js';

/** Of one version of an item, over all batches that are counted. */
export interface VersionFigures extends KnownAnswers {
  readonly discrimination: number | null;
}

export interface WholeStatistics extends ItemStatistics {
  readonly batches: number;
}

/** How items were answered: kept by version, since an item that was changed is another question. */
@Injectable()
export class StatisticsService {
  constructor(private readonly repository: StatisticsRepository) {}

  findVersionIds(batchId: string): Promise<string[]> {
    return this.repository.findVersionIds(batchId);
  }

  /**
   * Within the caller's transaction: a batch's answers to these versions are these sums and no others, and what all batches say
   * of them is reckoned anew. @param sums of a version; one that has none is no longer answered in the batch
   */
  async replace(batchId: string, versionIds: readonly string[], sums: ReadonlyMap<string, ItemSums>): Promise<void> {
    if (versionIds.length === 0) return;
    await this.repository.lockVersions(versionIds);
    await this.repository.deleteAnswers(batchId, versionIds);
    const rows = versionIds.flatMap((versionId) => {
      const own = sums.get(versionId);
      return own === undefined ? [] : [{ versionId, batchId, itemId: own.itemId, sums: own }];
    });
    await this.repository.insertAnswers(rows);
    const all = await this.repository.findAnswersOf(versionIds);
    const statistics = versionIds.flatMap((versionId): ItemStatistic[] => {
      const answers = all.filter((a) => a.versionId === versionId);
      const told = itemStatistics(answers.map((a) => a.sums));
      const itemId = answers[0]?.itemId;
      if (told === null || itemId === undefined) return [];
      const { facility, discrimination } = told;
      return [
        {
          versionId,
          itemId,
          answers: told.answers,
          facility: Math.round(facility * EASE),
          discrimination: discrimination === null ? null : Math.round(discrimination * EASE),
        },
      ];
    });
    await this.repository.replaceStatistics(versionIds, statistics);
  }

  /** Of versions of items, by their ids; those that nobody answered have none. */
  async findOf(versionIds: readonly string[]): Promise<ReadonlyMap<string, VersionFigures>> {
    return byVersion(await this.repository.findOf(versionIds));
  }

  /** Of the versions in force of a bank's items, by their ids. */
  async ofBank(bankId: string): Promise<ReadonlyMap<string, VersionFigures>> {
    return byVersion(await this.repository.findInForce(bankId));
  }

  /** Everything that is known of one version; null where nobody has answered it. */
  async whole(versionId: string): Promise<WholeStatistics | null> {
    const rows = await this.repository.findAnswersOf([versionId]);
    const told = itemStatistics(rows.map((r) => r.sums));
    return told && { ...told, batches: rows.length };
  }
}

const byVersion = (rows: readonly ItemStatistic[]): ReadonlyMap<string, VersionFigures> =>
  new Map(
    rows.map(({ versionId, answers, facility, discrimination }) => [
      versionId,
      {
        answers,
        facility: facility / EASE,
        discrimination: discrimination === null ? null : discrimination / EASE,
      },
    ]),
  );
