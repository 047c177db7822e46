import { CODE_ALPHABET } from '../batch/access-code.js';

/** One entry as the browser keeps it. */
export interface RescueEntry {
  readonly seq: number;
  readonly item: number;
  readonly value?: string;
  readonly flag?: boolean;
}

/** What one page, holding one lease, had not been able to send. */
export interface RescuePage {
  readonly lease: number;
  readonly entries: readonly RescueEntry[];
}

/** What lies sealed in a rescue file. */
export interface RescueContent {
  readonly v: 1;
  readonly attempt: string;
  /** Given by the server with the page of this attempt: nobody else's browser can make a file for it. */
  readonly token: string;
  /** By the browser's clock: recorded, decides nothing. */
  readonly madeAt: string;
  /** The candidate has asked to hand in. */
  readonly handIn: boolean;
  /** Where the page stood when it made the file: its lease, and the last number that it had given. */
  readonly lease: number;
  readonly seq: number;
  readonly pages: readonly RescuePage[];
}

/**
 * Whether a wish to hand in that came in a file still is the candidate's last word: since then no page has taken over, and
 * the page itself has sent nothing newer. Who thought better of it and went on must not be handed in by an old file.
 */
export const isWishCurrent = (
  file: Pick<RescueContent, 'lease' | 'seq'>,
  attempt: { readonly leaseNo: number; readonly lastClientSeq: number },
): boolean => file.lease === attempt.leaseNo && attempt.lastClientSeq <= file.seq;

/** First bytes of every rescue file; the sender's public key (32), the nonce (24) and the sealed content follow. */
export const RESCUE_MAGIC = 'NTR1';
export const RESCUE_MAX_BYTES = 256 * 1024;

/** What the short code is made from: the same for the page that waits and for the server that has received. */
export const rescueText = (attempt: string, pages: readonly RescuePage[]): string =>
  [
    attempt,
    ...pages.flatMap(({ lease, entries }) =>
      entries.map(({ seq, item, value, flag }) => JSON.stringify([lease, seq, item, value ?? null, flag ?? null])),
    ),
  ]
    .sort()
    .join('\n');

/** A code of eight letters to write down and compare, from a SHA-512 of `rescueText`. */
export function rescueCode(hash: Uint8Array): string {
  const letters = [...hash.slice(0, 8)].map((byte) => CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length));
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
