import type { Change, Journal, JournalPage } from './journal.js';
import { asSent } from './saver.js';
import type { LeaseGrant, Server } from './server.js';

const RETRY_MS = 3000;

/** A lease, and what this machine still has to send under it. */
export interface TakenLease {
  readonly grant: LeaseGrant;
  readonly left: readonly Change[];
  /** the journal's pages that `left` comes from; forgotten once the new page holds it */
  readonly pages: readonly JournalPage[];
}

export interface LeaseEvents {
  heard(grant: LeaseGrant, sentAt: number): void;
  signedOut(): void;
}

export const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

/** Asks until a lease is granted; null when the server has another page for this candidate. */
async function ask(server: Server, events: LeaseEvents): Promise<LeaseGrant | null> {
  for (;;) {
    const reply = await server.lease();
    if (reply.ok) {
      events.heard(reply.body, reply.sentAt);
      return reply.body;
    }
    if (reply.status === 409) return null;
    if (reply.status === 401 || reply.status === 403) events.signedOut();
    await pause(Math.max(RETRY_MS, reply.retryAfterMs));
  }
}

/** Sends what an older lease left behind, under that lease and its own numbers, until it is taken or refused for good. */
async function sendOvertaken(server: Server, page: JournalPage): Promise<void> {
  for (;;) {
    const reply = await server.save(page.lease, page.entries.filter((entry) => entry.held !== true).map(asSent));
    const isRefused = !reply.ok && [400, 404, 409, 413, 422].includes(reply.status);
    if (reply.ok || isRefused) return;
    await pause(Math.max(RETRY_MS, reply.retryAfterMs));
  }
}

/**
 * Takes a lease for this page. Unsent changes of the lease just before it are this machine's own and go out anew under
 * the new one. Where another device has held a lease in between, they go out under their old one instead: the server
 * then lets them fill only what the newer device left untouched.
 */
export async function takeLease(server: Server, journal: Journal, events: LeaseEvents): Promise<TakenLease | null> {
  for (;;) {
    const grant = await ask(server, events);
    if (grant === null) return null;
    const pages = await journal.pages();
    const isOwn = (page: JournalPage): boolean => page.lease === 0 || page.lease >= grant.leaseNo - 1;
    const overtaken = pages.filter((page) => !isOwn(page));
    if (overtaken.length === 0) return { grant, left: pages.flatMap((page) => [...page.entries]), pages };
    for (const page of overtaken) {
      await sendOvertaken(server, page);
      await journal.forget(page.lease);
    }
  }
}
