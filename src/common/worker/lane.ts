import { AppError } from '../app-error.js';

/** Lets `width` works run at once; up to `room` more wait in order of arrival, and whoever comes beyond them is refused. */
export class Lane {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly width: number,
    private readonly room: number,
  ) {}

  /** @throws AppError common/busy when the queue is full; else whatever `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.width) this.running += 1;
    else if (this.waiting.length >= this.room) throw new AppError('common/busy');
    // Whoever leaves hands over the place, so that nobody who comes just then can take it.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
