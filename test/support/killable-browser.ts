import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { BROWSER_ARGS, browserExecutable } from './browser.js';

/** A browser with its profile on disk, in a process of our own that can be ended as a power switch would. */
export class KillableBrowser {
  private constructor(
    private readonly child: ChildProcess,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async start(profile: string): Promise<KillableBrowser> {
    const args = [
      ...BROWSER_ARGS,
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--window-size=1000,740',
      'about:blank',
    ];
    const child = spawn(await browserExecutable(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code, signal) => {
        reject(new Error(`the browser ended (${String(signal ?? code)}) before it could be led`));
      });
      createInterface({ input: child.stderr }).on('line', (line) => {
        const listening = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
        if (listening !== undefined) resolve(listening);
      });
    });
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('a browser without a profile');
    context.setDefaultTimeout(15_000);
    return new KillableBrowser(child, context, context.pages()[0] ?? (await context.newPage()));
  }

  /** SIGKILL to the browser's own process; pages and storage, its children, find it gone. Resolves when it is. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await gone;
  }
}
