import { ClockFace } from './clock-face.js';
import { numberOf } from './dom.js';
import { Journal } from './journal.js';
import { isReachable } from './server.js';
import { ServerClock } from './server-clock.js';

/** The page before handing in: the clock goes on, and what is not saved yet leads back to the paper first. */
export async function watchReview(page: HTMLElement): Promise<void> {
  const deadlineAt = numberOf(page.dataset['deadline']);
  const serverNow = numberOf(page.dataset['now']);
  if (!Number.isNaN(deadlineAt) && !Number.isNaN(serverNow)) {
    let isLeaving = false;
    new ClockFace(new ServerClock(serverNow), deadlineAt, () => {
      if (isLeaving) return;
      isLeaving = true;
      // the paper's page knows what to do at the end, and the server where to go
      void isReachable('/delivery/state').then((yes) => {
        if (yes) location.assign('/delivery/paper');
        else isLeaving = false;
      });
    });
  }
  const journal = await Journal.open(page.dataset['attempt'] ?? '');
  if ((await journal.pages()).length > 0) location.replace('/delivery/paper');
}
