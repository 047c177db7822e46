import { byId, numberOf, one } from './dom.js';
import { Journal, sendable, type JournalPage } from './journal.js';
import { pause } from './lease.js';
import { asSent } from './saver.js';
import { Server } from './server.js';

const RETRY_MS = 3000;
/** Added to numbers that the server holds with other content. */
const APART = 2_000_000;

/** The attempt is over: what this machine still holds goes to the server, which says what becomes of it; then it is wiped. */
export async function closeAttempt(page: HTMLElement): Promise<void> {
  const journal = await Journal.open(page);
  const server = new Server(one(page, '[name=_csrf]', HTMLInputElement).value);
  const left = await journal.pages();
  let isSetAside = false;
  let isRefused = left.some(({ entries }) => entries.some((entry) => entry.held));
  for (const one of left) {
    const sent = sendable(one, numberOf(page.dataset['lease']));
    const fate = sent === null ? 'saved' : await send(server, sent);
    isSetAside ||= fate === 'setAside';
    isRefused ||= fate === 'refused';
  }
  await wipe(journal, server);
  byId('late-sending').hidden = true;
  byId('late-refused').hidden &&= !isRefused;
  // the server tells of which questions
  if (isSetAside) location.reload();
}

async function send(server: Server, page: JournalPage): Promise<'saved' | 'setAside' | 'refused'> {
  let entries = page.entries.map(asSent);
  for (;;) {
    const reply = await server.save(page.lease, entries);
    if (reply.ok) return (reply.body.setAside ?? []).length > 0 ? 'setAside' : 'saved';
    if (reply.status === 422 && reply.seqs.length > 0 && entries.every(({ seq }) => seq < APART)) {
      entries = entries.map((e) => (reply.seqs.includes(e.seq) ? { ...e, seq: e.seq + APART } : e));
      continue;
    }
    if ([400, 404, 409, 413, 422].includes(reply.status)) return 'refused';
    byId('late-sending').hidden = false;
    await pause(Math.max(RETRY_MS, reply.retryAfterMs));
  }
}

/** This attempt, and what older ones of the same person may have left; nothing of anybody else. */
async function wipe(journal: Journal, server: Server): Promise<void> {
  await journal.wipe();
  try {
    localStorage.removeItem('nhan-thuc/keys');
  } catch {
    // refused: then nothing is there
  }
  if ((await journal.attempts()).size === 0) return;
  const own = await server.ownAttempts();
  if (own.ok) await journal.wipe(own.body.closed);
}
