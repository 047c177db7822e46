import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A function that may run in a worker thread: input and output are plain data (structured clone). */
export interface Job<I, O> {
  /** Compiled file that exports it. */
  readonly file: string;
  readonly name: string;
  /** How long it may run; waiting for its turn does not count. */
  readonly seconds: number;
  /** Waits for nobody: it has a thread beside the others. */
  readonly urgent: boolean;
  /** Never set; holds the types of what goes in and comes out. */
  readonly shape?: (input: I) => O;
}

type Functions = Readonly<Record<string, unknown>>;
type InputOf<F> = F extends (input: infer I) => unknown ? I : never;
type OutputOf<F> = F extends (...input: never) => infer O ? Awaited<O> : never;

/**
 * The jobs of a worker file: `jobsIn<typeof import('./x.worker.js')>(import.meta.url, 'x.worker')`. In the file every
 * exported function takes one argument. The file itself is never loaded here.
 */
export function jobsIn<M extends Functions>(
  from: string,
  file: string,
): <N extends keyof M & string>(name: N, seconds: number, urgent?: 'urgent') => Job<InputOf<M[N]>, OutputOf<M[N]>> {
  const path = compiled(join(dirname(fileURLToPath(from)), `${file}.js`));
  return (name, seconds, urgent) => ({ file: path, name, seconds, urgent: urgent === 'urgent' });
}

const SRC = resolve(import.meta.dirname, '../..');

/** A thread cannot load TypeScript: run from the sources (tests), it takes what the last build made of them. */
function compiled(path: string): string {
  if (existsSync(path) || !import.meta.url.endsWith('.ts')) return path;
  return join(SRC, '../dist', relative(SRC, path));
}
