import { closeOutside, sendOnce } from './once.js';
import { keepHeadRoom } from './head-room.js';
import { openPaper } from './paper.js';
import { closeAttempt } from './receipt.js';
import { watchReview } from './review.js';
import { fillFromCard } from './sign-in.js';
import { watchElsewhere, watchState } from './wait.js';

// Before the first paint: from here on the page may count on the script (candidate.css hides what it then shows).
const root = document.documentElement;
root.classList.add('js');

// Out of the browser's memory, by the back button: whose session it is now the server must say.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  root.hidden = true;
  location.reload();
});

async function start(): Promise<void> {
  sendOnce(document);
  closeOutside(document);
  keepHeadRoom();
  const page = document.querySelector('[data-page]');
  if (!(page instanceof HTMLElement)) return;
  switch (page.dataset['page']) {
    case 'sign-in':
      fillFromCard(page);
      break;
    case 'wait':
      watchState(page);
      break;
    case 'elsewhere':
      watchElsewhere(page);
      break;
    case 'paper':
      await openPaper(page);
      break;
    case 'review':
      await watchReview(page);
      break;
    case 'receipt':
      await closeAttempt(page);
      break;
  }
}

document.addEventListener('DOMContentLoaded', () => {
  start().catch((error: unknown) => {
    // without script the page is whole and every form works: better so than half alive
    root.classList.remove('js');
    console.error(error);
  });
});
