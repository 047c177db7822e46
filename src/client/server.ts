import type { Entry } from './journal.js';

const TIMEOUT_MS = 12_000;

export interface LeaseGrant {
  readonly leaseNo: number;
  readonly clientSeq: number;
  readonly serverNow: number;
  readonly deadlineAt: number;
  readonly answers: Readonly<Record<string, string>>;
  readonly flags: readonly number[];
}

export interface SaveReceipt {
  readonly saved: readonly number[];
  /** Where the attempt is closed: what came too late, and is kept for the council. */
  readonly setAside?: readonly number[];
  readonly savedAt: number;
  readonly serverNow: number;
  readonly deadlineAt: number;
  readonly stale: boolean;
}

/** What /delivery/state answers and the server says by itself. While no form is open (waiting) only the time comes with it. */
export interface AttemptState {
  readonly state: 'waiting' | 'running' | 'closed';
  readonly serverNow: number;
  readonly deadlineAt: number;
  readonly leaseNo: number;
  /** this session holds the lease */
  readonly mine: boolean;
  /** everything stands still until an invigilator resumes */
  readonly paused: boolean;
  /** how long the server stood still since the start: part of the deadline */
  readonly stoodMs: number;
}

/** An answer of the server, or why there is none. `status` 0: nothing came back. */
export type Reply<T> =
  | { readonly ok: true; readonly body: T; readonly sentAt: number }
  | {
      readonly ok: false;
      readonly status: number;
      readonly code: string;
      readonly seqs: readonly number[];
      readonly retryAfterMs: number;
    };

interface Problem {
  readonly code?: string;
  readonly seqs?: readonly number[];
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return {};
  }
}

async function ask<T>(path: string, init: RequestInit, timeoutMs: number): Promise<Reply<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, timeoutMs);
  const sentAt = performance.now();
  try {
    const response = await fetch(path, {
      credentials: 'same-origin',
      cache: 'no-store',
      // a session that ended answers with the sign-in page: that is no answer to a save
      redirect: 'manual',
      signal: abort.signal,
      ...init,
    });
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    if (response.ok && isJson) return { ok: true, body: (await response.json()) as T, sentAt };
    const status = response.type === 'opaqueredirect' ? 401 : response.status;
    const { code = '', seqs = [] } = await problemOf(response);
    return { ok: false, status, code, seqs, retryAfterMs: 1000 * Number(response.headers.get('retry-after') ?? 0) };
  } catch {
    return { ok: false, status: 0, code: '', seqs: [], retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** The server, as the paper sees it. */
export class Server {
  constructor(private readonly csrf: string) {}

  private post(body: unknown): RequestInit {
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': this.csrf },
      body: JSON.stringify(body),
    };
  }

  lease(): Promise<Reply<LeaseGrant>> {
    return ask('/delivery/lease', this.post({}), TIMEOUT_MS);
  }

  save(lease: number, entries: readonly Entry[]): Promise<Reply<SaveReceipt>> {
    return ask('/delivery/save', this.post({ lease, entries }), TIMEOUT_MS);
  }

  /** Hands in. Whether it is done the state tells: the answer leads to a page. */
  async submit(): Promise<void> {
    await ask('/delivery/submit', this.post({ confirm: 'yes' }), TIMEOUT_MS);
  }

  /** Closed attempts of this person, this one included. */
  ownAttempts(): Promise<Reply<{ closed: readonly string[] }>> {
    return ask('/delivery/own-attempts', { headers: { accept: 'application/json' } }, TIMEOUT_MS);
  }

  /** The last word of a page that is going away: the browser finishes the request after the page is gone. */
  saveOnLeave(lease: number, entries: readonly Entry[]): void {
    void fetch('/delivery/save', {
      ...this.post({ lease, entries }),
      credentials: 'same-origin',
      keepalive: true,
    }).catch(() => undefined);
  }

  state(): Promise<Reply<AttemptState>> {
    return ask('/delivery/state', { headers: { accept: 'application/json' } }, TIMEOUT_MS);
  }
}

/** True when the server shows the page of that path, so that going there cannot end on the browser's error page. */
export async function isReachable(path: string): Promise<boolean> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, TIMEOUT_MS);
  try {
    await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', signal: abort.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
