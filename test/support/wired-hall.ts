import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { HttpBrowser } from '../../src/demo/http-browser.js';
import { CandidatePage } from './candidate-page.js';
import { type CuttableProxy, cuttableProxy } from './cuttable-proxy.js';
import { Hall, type HallOptions, originOf } from './hall.js';

/**
 * A hall for the tests of one describe, everybody present and started, whose candidates come in by a wire that a test may
 * cut. It is opened before the tests and closed after them; after each the wire is whole, all machines are gone, and no page
 * has complained.
 */
export class WiredHall {
  hall: Hall;
  wire: CuttableProxy;
  invigilator: HttpBrowser;

  /** @param staysOnPage how a candidate answers 'Leave the page?'; else a page that is left goes */
  constructor(
    options: HallOptions = {},
    private readonly staysOnPage = false,
  ) {
    beforeAll(async () => {
      this.hall = await Hall.open(options);
      this.wire = await cuttableProxy(this.hall.port);
      this.invigilator = await this.hall.start();
    });
    afterEach(async () => {
      this.wire.mend();
      await this.hall.clear();
      expect(this.hall.complaints.splice(0)).toEqual([]);
    });
    afterAll(async () => {
      await this.wire.close();
      await this.hall.close();
    });
  }

  /** A candidate at a machine of their own, by the wire. @param handicaps scripts that run before each page's own */
  async arrive(...handicaps: readonly string[]): Promise<CandidatePage> {
    const visitor = await this.hall.visitor({ origin: originOf(this.wire.port) });
    for (const handicap of handicaps) await visitor.context.addInitScript(handicap);
    const candidate = new CandidatePage(visitor);
    if (this.staysOnPage) candidate.page.on('dialog', (dialog) => void dialog.dismiss());
    return candidate;
  }

  /** Another page in the same browser, as when it was closed and opened again. */
  async reopen({ visitor }: CandidatePage): Promise<CandidatePage> {
    return new CandidatePage({ ...visitor, page: await visitor.context.newPage() });
  }
}
