import { beforeEach, describe, expect, it } from '@jest/globals';
import { Together } from './together.js';
import type { UnitOfWork } from './unit-of-work.js';

const outside = { isRunning: false } as UnitOfWork;
const inside = { isRunning: true } as UnitOfWork;

describe('what many ask for in one turn of the loop', () => {
  const reads: string[][] = [];
  const read = (keys: readonly string[]): Promise<Map<string, string>> => {
    reads.push([...keys]);
    if (keys.includes('broken')) return Promise.reject(new Error('the database is away'));
    return Promise.resolve(new Map(keys.filter((k) => k !== 'nobody').map((k) => [k, `row of ${k}`])));
  };
  beforeEach(() => {
    reads.length = 0;
  });

  it('is read in one statement, the same key once', async () => {
    const together = new Together(outside, read);
    const rows = await Promise.all(['a', 'b', 'a', 'nobody'].map((key) => together.find(key)));
    expect(rows).toEqual(['row of a', 'row of b', 'row of a', null]);
    expect(reads).toEqual([['a', 'b', 'nobody']]);
  });

  it('is read anew in the next turn', async () => {
    const together = new Together(outside, read);
    await together.find('a');
    await together.find('a');
    expect(reads).toEqual([['a'], ['a']]);
  });

  it('is read at once within a transaction, each for itself', async () => {
    const together = new Together(inside, read);
    const asked = [together.find('a'), together.find('b')];
    expect(reads).toEqual([['a'], ['b']]);
    expect(await Promise.all(asked)).toEqual(['row of a', 'row of b']);
  });

  it('fails for all who asked, and for nobody after them', async () => {
    const together = new Together(outside, read);
    const asked = await Promise.allSettled([together.find('a'), together.find('broken')]);
    expect(asked.map((a) => a.status)).toEqual(['rejected', 'rejected']);
    expect(await together.find('a')).toBe('row of a');
  });

  it('is read in several statements when it is very much', async () => {
    const together = new Together(outside, read);
    await Promise.all(Array.from({ length: 250 }, (_, i) => together.find(String(i))));
    expect(reads.map((keys) => keys.length)).toEqual([100, 100, 50]);
  });
});
