import { describe, expect, it } from '@jest/globals';
import { AppError } from '../app-error.js';
import { Clock } from '../clock.js';
import { Errands, type MadeFile } from './errands.js';

class HandClock extends Clock {
  ms = 0;

  override epochMs(): number {
    return this.ms;
  }
}

const FILE: MadeFile = { fileName: 'a.docx', bytes: Buffer.from('a') };
const MINUTE = 60_000;

/** Work that ends when the test says so. */
function work(): { readonly run: () => Promise<MadeFile>; readonly end: (file?: MadeFile) => Promise<void> } {
  let done!: (file: MadeFile) => void;
  const promise = new Promise<MadeFile>((resolve) => (done = resolve));
  return {
    run: () => promise,
    end: async (file = FILE) => {
      done(file);
      await promise;
      await Promise.resolve();
    },
  };
}

const ask = (userId: string, subjectId = 'batch') => ({ userId, subjectId, total: 10 });

describe('errands', () => {
  it('tell how much is done, then have the file', async () => {
    const errands = new Errands(new Clock());
    let progress!: (done: number) => void;
    const { run, end } = work();
    const { id } = errands.start(ask('an'), (tell) => {
      progress = tell;
      return run();
    });
    progress(4);
    expect(errands.find('an', 'batch', id)).toMatchObject({ state: 'running', done: 4, total: 10, file: null });
    await end();
    expect(errands.find('an', 'batch', id)).toMatchObject({ state: 'ready', done: 10, file: FILE });
  });

  it('are seen by who asked alone, and under what they are about', () => {
    const errands = new Errands(new Clock());
    const { id } = errands.start(ask('an'), work().run);
    expect(errands.find('an', 'batch', id)?.id).toBe(id);
    expect(errands.find('binh', 'batch', id)).toBeNull();
    expect(errands.find('an', 'other', id)).toBeNull();
  });

  it('asked for again while they run are the same; afterwards a new one', async () => {
    const errands = new Errands(new Clock());
    const first = work();
    const { id } = errands.start(ask('an'), first.run);
    expect(errands.start(ask('an'), work().run).id).toBe(id);
    expect(errands.start(ask('binh'), work().run).id).not.toBe(id);
    await first.end();
    expect(errands.start(ask('an'), work().run).id).not.toBe(id);
  });

  it('that fail say why', async () => {
    const errands = new Errands(new Clock());
    const { id } = errands.start(ask('an'), () => Promise.reject(new AppError('work/too-long')));
    await Promise.resolve();
    await Promise.resolve();
    expect(errands.find('an', 'batch', id)).toMatchObject({ state: 'failed', code: 'work/too-long', file: null });
  });

  it('beyond five at once are refused', () => {
    const errands = new Errands(new Clock());
    for (let i = 0; i < 5; i += 1) errands.start(ask(`person ${i}`), work().run);
    expect(() => errands.start(ask('one more'), work().run)).toThrow('common/busy');
  });

  it('are kept half an hour after the last look, and the newest twenty', async () => {
    const clock = new HandClock();
    const errands = new Errands(clock);
    const finished = async (userId: string): Promise<string> => {
      const { run, end } = work();
      const { id } = errands.start(ask(userId), run);
      await end();
      return id;
    };
    const first = await finished('an');
    clock.ms = 29 * MINUTE;
    expect(errands.find('an', 'batch', first)).not.toBeNull();
    clock.ms = 58 * MINUTE;
    expect(errands.find('an', 'batch', first)).not.toBeNull();
    clock.ms = 89 * MINUTE;
    expect(errands.find('an', 'batch', first)).toBeNull();
    const ids: string[] = [];
    for (let i = 0; i < 21; i += 1) {
      clock.ms += 1;
      ids.push(await finished(`person ${i}`));
    }
    expect(errands.find('person 0', 'batch', ids[0]!)).toBeNull();
    expect(errands.find('person 1', 'batch', ids[1]!)).not.toBeNull();
  });
});
