import { byId, one, say, setText } from './dom.js';
import { timeOfDay } from './server-clock.js';
import { text } from './texts.js';
import type { TimeEvents } from './told-time.js';

const NEWS_MS = 60_000;

/** Says plainly that every clock stands still, and takes it away when they go again. */
function showPause(isPaused: boolean): void {
  const note = byId('paused');
  note.hidden = !isPaused;
  // an end that was told before it holds no more
  if (isPaused) byId('news').hidden = true;
  say(isPaused ? note.textContent.trim() : '');
}

/** News of the moment: seen for a minute, and spoken once. */
export function showNews(words: string): void {
  const news = byId('news');
  const line = one(news, '[data-news-text]', HTMLElement);
  news.hidden = false;
  setText(line, words);
  say(words);
  setTimeout(() => {
    if (line.textContent === words) news.hidden = true;
  }, NEWS_MS);
}

/** A length of time in words: seconds while it is short, then minutes. */
function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 100 ? text('seconds', { n: seconds }) : text('minutes', { n: Math.round(seconds / 60) });
}

/** What changes of the time, in words on the page. */
export const timeNotices: TimeEvents = {
  given: (ms, deadlineAt) => {
    showNews(text('moreTime', { n: Math.max(1, Math.round(ms / 60_000)), time: timeOfDay(deadlineAt) }));
  },
  returned: (ms, deadlineAt) => {
    showNews(text('returned', { span: span(ms), time: timeOfDay(deadlineAt) }));
  },
  paused: showPause,
};
