import { describe, expect, it } from '@jest/globals';
import { Lane } from './lane.js';

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('a lane', () => {
  it('lets so many through at once and the others in the order in which they came', async () => {
    const lane = new Lane(2, 10);
    const gates = [gate(), gate(), gate(), gate()];
    const begun: number[] = [];
    const works = gates.map(({ opened }, i) =>
      lane.run(async () => {
        begun.push(i);
        await opened;
        return i;
      }),
    );
    expect(begun).toEqual([0, 1]);
    gates[1]!.open();
    await works[1];
    expect(begun).toEqual([0, 1, 2]);
    gates[0]!.open();
    await works[0];
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const g of gates) g.open();
    expect(await Promise.all(works)).toEqual([0, 1, 2, 3]);
  });

  it('refuses at once whoever finds the queue full, and takes the next when there is room again', async () => {
    const lane = new Lane(1, 1);
    const first = gate();
    const running = lane.run(() => first.opened);
    const waiting = lane.run(() => Promise.resolve('second'));
    await expect(lane.run(() => Promise.resolve('third'))).rejects.toMatchObject({ code: 'common/busy' });
    first.open();
    await running;
    expect(await waiting).toBe('second');
    expect(await lane.run(() => Promise.resolve('fourth'))).toBe('fourth');
  });

  it('goes on after a work that failed', async () => {
    const lane = new Lane(1, 5);
    const failed = lane.run(() => Promise.reject(new Error('no')));
    const next = lane.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
