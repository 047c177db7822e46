import { ClockFace } from './clock-face.js';
import { numberOf } from './dom.js';
import { Journal } from './journal.js';
import { timeNotices } from './notices.js';
import { Touch } from './push.js';
import { type AttemptState, isReachable, Server } from './server.js';
import { ServerClock } from './server-clock.js';
import { ToldTime } from './told-time.js';

const POLL_MS = 10_000;
const POLL_FAST_MS = 2600;

/**
 * The page before handing in: the clock follows the server, what is not saved yet leads back to the paper first, and so
 * does whatever this page has no words for: more time, another device, the end.
 */
export async function watchReview(page: HTMLElement): Promise<void> {
  const deadlineAt = numberOf(page.dataset['deadline']);
  const serverNow = numberOf(page.dataset['now']);
  if (!Number.isNaN(deadlineAt) && !Number.isNaN(serverNow))
    keepTime(serverNow, deadlineAt, numberOf(page.dataset['stood']) || 0);
  const journal = await Journal.open(page);
  if ((await journal.pages()).length > 0) location.replace('/delivery/paper');
}

function keepTime(serverNow: number, deadlineAt: number, stoodMs: number): void {
  let isLeaving = false;
  const leave = (): void => {
    if (isLeaving) return;
    isLeaving = true;
    // the paper's page knows what to do at the end, and the server where to go
    void isReachable('/delivery/state').then((yes) => {
      if (yes) location.assign('/delivery/paper');
      else isLeaving = false;
    });
  };
  const clock = new ServerClock(serverNow);
  const face = new ClockFace(clock, deadlineAt, leave);
  const time = new ToldTime(clock, face, { serverNow, deadlineAt, stoodMs }, timeNotices);
  const learn = (state: AttemptState, sentAt: number | null): void => {
    if (state.state !== 'running' || !state.mine) leave();
    else time.state(state, sentAt);
  };
  // asking needs no token: nothing is sent
  const server = new Server('');
  new Touch({
    ask: async () => {
      const reply = await server.state();
      if (reply.ok) learn(reply.body, reply.sentAt);
      return reply.ok;
    },
    told: (state) => {
      learn(state, null);
    },
    slowMs: POLL_MS,
    fastMs: POLL_FAST_MS,
  }).start();
}
