import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import type { Job } from './job.js';
import { Workshop } from './workshop.js';

const job = <I, O>(name: string, seconds = 30, urgent = false): Job<I, O> => ({
  file: resolve('test/fixtures/strain.mjs'),
  name,
  seconds,
  urgent,
});
const SQUARE = job<number, number>('square');

/** A job that holds its thread until it is let go. */
function held(): { readonly flag: SharedArrayBuffer; readonly letGo: () => void } {
  const flag = new SharedArrayBuffer(4);
  return {
    flag,
    letGo: () => {
      Atomics.store(new Int32Array(flag), 0, 1);
      Atomics.notify(new Int32Array(flag), 0);
    },
  };
}
const HOLD = job<SharedArrayBuffer, string>('holdUntil');

describe('the workshop', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop({ threads: 1, room: 1, heapMb: 32 });
  });

  afterEach(() => workshop.beforeApplicationShutdown());

  it('works in another thread: the loop is free while a job runs', async () => {
    const { flag, letGo } = held();
    const running = workshop.run(HOLD, flag);
    // Were the job in this thread, nobody could ever let it go.
    setTimeout(letGo, 50);
    expect(await running).toBe('released');
  });

  it('runs one after the other and refuses who finds the queue full', async () => {
    const { flag, letGo } = held();
    const order: string[] = [];
    const first = workshop.run(HOLD, flag).then(() => order.push('first'));
    const second = workshop.run(SQUARE, 7).then((n) => order.push(`second ${n}`));
    await expect(workshop.run(SQUARE, 8)).rejects.toMatchObject({ code: 'common/busy' });
    letGo();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second 49']);
  });

  it('has a thread beside the others for what is urgent', async () => {
    const { flag, letGo } = held();
    const first = workshop.run(HOLD, flag);
    expect(await workshop.run(job<number, number>('square', 30, true), 5)).toBe(25);
    letGo();
    expect(await first).toBe('released');
  });

  it('stops a job at its time limit, and the next one works', async () => {
    await expect(workshop.run(job('forever', 0.2), null)).rejects.toMatchObject({ code: 'work/too-long' });
    expect(await workshop.run(SQUARE, 3)).toBe(9);
  });

  it('does not count the wait for one’s turn as time of a job', async () => {
    const { flag, letGo } = held();
    const first = workshop.run(HOLD, flag);
    const second = workshop.run(job<number, number>('square', 0.5), 3);
    setTimeout(letGo, 800);
    expect([await first, await second]).toEqual(['released', 9]);
  });

  it('stops a job that fills its memory, and the next one works', async () => {
    await expect(workshop.run(job('hoard'), null)).rejects.toMatchObject({ code: 'work/too-large' });
    expect(await workshop.run(SQUARE, 3)).toBe(9);
  });

  it('refuses clearly when the thread is gone, and the next one works', async () => {
    await expect(workshop.run(job('leave'), null)).rejects.toMatchObject({ code: 'work/died' });
    expect(await workshop.run(SQUARE, 3)).toBe(9);
  });

  it('hands on what a job throws itself', async () => {
    await expect(workshop.run(job('fail'), 'too wide')).rejects.toThrow('too wide');
  });

  it('ends running and waiting jobs at a stop, without waiting for them, and takes none afterwards', async () => {
    const running = workshop.run(job('forever'), null);
    const waiting = workshop.run(SQUARE, 3);
    const told = Promise.allSettled([running, waiting]);
    await workshop.beforeApplicationShutdown();
    expect(await told).toMatchObject([
      { status: 'rejected', reason: { code: 'common/stopping' } },
      { status: 'rejected', reason: { code: 'common/stopping' } },
    ]);
    await expect(workshop.run(SQUARE, 3)).rejects.toMatchObject({ code: 'common/stopping' });
  });
});
