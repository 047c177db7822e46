import { setTimeout as pause } from 'node:timers/promises';

/** Reads again and again until the value is as wanted, and gives it. @throws Error with the last value after so long */
export async function until<T>(
  what: string,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  seconds = 10,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s, last ${JSON.stringify(value)}`);
    await pause(50);
  }
}
