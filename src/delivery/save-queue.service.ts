import { Injectable } from '@nestjs/common';
import type { CandidateActor } from '../common/actor.js';
import { found } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { FormService } from '../batch/form.service.js';
import type { SaveEntry } from '../core/attempt/attempt.js';
import { refusalOf } from '../database/failure.js';
import { answerFields, settledEntries } from './answer-fields.js';
import { AttemptRepository } from './attempt.repository.js';
import { type Fixed, KnownAttempts, JudgedGroup, type SaveReceipt, type Waiting } from './judged-group.js';
import { SaveRepository } from './save.repository.js';
import { writtenOf } from './timing.service.js';

const CACHE_SIZE = 5_000;

/**
 * Saves commit in groups: everything that arrived while the loop was busy shares one transaction, which checks deadline
 * and lease, and each is acknowledged only after the commit. A save that cannot stand fails alone.
 */
@Injectable()
export class SaveQueue {
  private waiting: Waiting[] = [];
  private isDraining = false;
  private readonly fixed = new Map<string, Fixed>();
  private readonly known = new KnownAttempts(CACHE_SIZE);

  constructor(
    private readonly repository: SaveRepository,
    private readonly attempts: AttemptRepository,
    private readonly candidates: CandidateAccess,
    private readonly forms: FormService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError attempt/closed, attempt/too-late, save/malformed, save/too-long, save/conflict, save/not-your-lease */
  save(actor: CandidateActor, entries: readonly SaveEntry[]): Promise<SaveReceipt> {
    const fixed = this.fixed.get(actor.entryId);
    if (fixed !== undefined) return this.enqueue(actor, fixed, entries);
    return this.readFixed(actor.entryId).then((read) => this.enqueue(actor, read, entries));
  }

  private enqueue({ sessionId }: CandidateActor, fixed: Fixed, sent: readonly SaveEntry[]): Promise<SaveReceipt> {
    return new Promise<SaveReceipt>((resolve, reject) => {
      const entries = settledEntries(sent, fixed.fields);
      this.waiting.push({ fixed, sessionId, entries, resolve, reject });
      if (!this.isDraining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isDraining = true;
    // One turn of the loop: requests already in the sockets' buffers join this group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      await this.commit(group);
    }
    // In the same breath as the look at who waits: whoever comes a moment later must find nobody at work.
    this.isDraining = false;
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    const rest = await this.commitForeseen(group);
    if (rest.length > 0) await this.commitLocked(rest);
  }

  /**
   * Nine of ten saves are judged against the rows as they were last committed, by a statement that writes nothing where a
   * row is no longer so: nothing is read, and on PostgreSQL a group is one way there and back.
   * @returns those who must be judged against rows that are locked
   */
  private async commitForeseen(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    const rows = this.known.foreseen(group);
    if (rows.size === 0) return group;
    const judged = new JudgedGroup(
      group.filter((w) => rows.has(w.fixed.attemptId)),
      this.known,
      this.clock,
    );
    try {
      const written = judged.decide(rows, new Map());
      // To refuse somebody, the row must be locked and read: time may have been given since.
      const done = judged.hasRefused ? new Set<string>() : await this.repository.commitUnchanged(rows, written);
      judged.settle(done);
      return group.filter((w) => !done.has(w.fixed.attemptId));
    } catch (error) {
      judged.forget();
      if (this.isRefused(group, error)) return [];
      // What broke it breaks the careful way too, which tells whose it is; what was committed after all is found there.
      return group;
    }
  }

  private async commitLocked(group: readonly Waiting[]): Promise<void> {
    const judged = new JudgedGroup(group, this.known, this.clock);
    try {
      await this.repository.commit(judged);
      judged.settle();
    } catch (error) {
      judged.forget();
      if (this.isRefused(group, error)) return;
      if (group.length === 1) for (const waiting of group) waiting.reject(error);
      // The group failed as a whole: each tries alone, so that one poisoned save does not take the others with it.
      else for (const waiting of group) await this.commitLocked([waiting]);
    }
  }

  /** A database that is held, full or away would let them wait one after the other, and who came meanwhile once more. */
  private isRefused(group: readonly Waiting[], error: unknown): boolean {
    if (refusalOf(error) === null) return false;
    for (const waiting of [...group, ...this.waiting.splice(0)]) waiting.reject(error);
    return true;
  }

  private async readFixed(entryId: string): Promise<Fixed> {
    const [attempt, self, form] = await Promise.all([
      this.attempts.findByEntry(entryId),
      this.candidates.getSelf(entryId),
      this.forms.getForm(entryId),
    ]);
    const fixed: Fixed = {
      attemptId: found(attempt).id,
      graceMs: writtenOf(self.batch).graceSeconds * 1000,
      fields: answerFields(form.items),
    };
    if (this.fixed.size >= CACHE_SIZE) this.fixed.clear();
    this.fixed.set(entryId, fixed);
    return fixed;
  }
}
