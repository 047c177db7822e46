import { Injectable } from '@nestjs/common';
import { batchTitle } from '../batch/batch.presenter.js';
import { BoardService } from '../invigilation/board.service.js';
import { OutcomeService } from '../marking/outcome.service.js';
import { RescoreService } from '../marking/rescore.service.js';
import { JoinedMarks } from '../rating/joined-marks.service.js';
import type { MinutesFacts } from './minutes-texts.js';

/** What happened in a batch, for the secretary to begin the minutes with. */
@Injectable()
export class MinutesFactsService {
  constructor(
    private readonly outcomes: OutcomeService,
    private readonly boards: BoardService,
    private readonly joined: JoinedMarks,
    private readonly rescores: RescoreService,
  ) {}

  async ofBatch(ownerId: string, batchId: string): Promise<MinutesFacts> {
    const { view, rows } = await this.outcomes.outcomes(ownerId, batchId);
    const numbers = new Map(rows.map((r) => [r.entry.id, r.entry.candidateNo ?? '']));
    const boards = await Promise.all(view.sittings.map((s) => this.boards.board(ownerId, s.id)));
    const marks = [
      ...(await this.joined.ofBatch(view.batch, 'written')),
      ...(await this.joined.ofBatch(view.batch, 'oral')),
    ];
    return {
      batch: lowerFirst(batchTitle(view.batch, 'vi')),
      sittings: view.sittings.map(({ room, startedAt, closedAt }) => ({ room, startedAt, closedAt })),
      incidents: boards.flatMap(({ sitting, incidents }) =>
        incidents.map((i) => ({
          at: i.at,
          room: sitting.room,
          candidateNo: i.entryId === null ? null : (numbers.get(i.entryId) ?? null),
          text: i.text,
        })),
      ),
      violations: rows.flatMap((r) =>
        r.violations.map(({ component, degree, percent, text }) => ({
          candidateNo: r.entry.candidateNo ?? '',
          component,
          degree,
          percent,
          text,
        })),
      ),
      settlements: marks.flatMap(({ question, settlement }) =>
        settlement === null
          ? []
          : [
              {
                candidateNo: numbers.get(question.entryId) ?? '',
                component: question.component,
                no: question.no,
                reason: settlement.reason,
              },
            ],
      ),
      rescores: (await this.rescores.findOfBatch(batchId)).map(({ code, kind, reason }) => ({ code, kind, reason })),
    };
  }
}

/** A title within a sentence. */
const lowerFirst = (text: string): string => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
