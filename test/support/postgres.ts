/** One embedded PostgreSQL for a program outside jest; the tests' own setup, called by hand. */
export async function startPostgres(): Promise<{ pid: number; stop: () => Promise<void> }> {
  const at = (name: string): string => new URL(`../../../../test/support/${name}`, import.meta.url).href;
  const { default: start } = (await import(at('global-setup.mjs'))) as { default: () => Promise<void> };
  const { default: stop } = (await import(at('global-teardown.mjs'))) as { default: () => Promise<void> };
  await start();
  const { process: child } = (globalThis as unknown as { __PG__: { process: { pid: number } } }).__PG__;
  return { pid: child.pid, stop };
}
