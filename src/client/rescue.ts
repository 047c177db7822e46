import type { RescuePage } from '../core/attempt/rescue-file.js';
import { sendable, sentSeq, type Journal } from './journal.js';
import { asSent } from './saver.js';
import { codeOf, fromBase64, sealFile } from './seal.js';

/** How long the browser may take to write the file. */
const REVOKE_MS = 60_000;

/** What could not be sent, as a file that only the server reads and as a code to write down. */
export class Rescue {
  private readonly attempt: string;
  private readonly candidateNo: string;
  private readonly token: string;
  private readonly serverKey: Uint8Array;
  private readonly lease: number;

  /** Takes its keys out of the document: they stay in memory. */
  constructor(
    page: HTMLElement,
    private readonly journal: Journal,
  ) {
    const { attempt = '', no = '', rescueToken = '', rescueKey = '', lease } = page.dataset;
    this.attempt = attempt;
    this.candidateNo = no;
    this.token = rescueToken;
    this.serverKey = fromBase64(rescueKey);
    this.lease = Number(lease);
    delete page.dataset['rescueToken'];
  }

  async code(): Promise<string> {
    return codeOf(this.attempt, await this.pages());
  }

  /** Lets the browser save the file; nothing is asked of the network. @param place where the page stands */
  async save(handIn: boolean, place: { readonly lease: number; readonly seq: number }): Promise<void> {
    const { attempt, token } = this;
    const madeAt = new Date().toISOString();
    const lease = place.lease > 0 ? place.lease : this.lease;
    const seq = sentSeq(place.lease, place.seq);
    const content = { v: 1, attempt, token, madeAt, handIn, lease, seq, pages: await this.pages() } as const;
    const file = new Blob([sealFile(content, this.serverKey)], { type: 'application/octet-stream' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `cuu-ho-${this.candidateNo}.ntr`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, REVOKE_MS);
  }

  private async pages(): Promise<RescuePage[]> {
    return (await this.journal.pages()).flatMap((page) => {
      const sent = sendable(page, this.lease);
      return sent === null ? [] : [{ lease: sent.lease, entries: sent.entries.map(asSent) }];
    });
  }
}
