/** What holds focus or is scrolled to stays clear of the head that stands over the page: a long name makes that higher. */
export function keepHeadRoom(): void {
  const head = document.querySelector('.run__top');
  if (!(head instanceof HTMLElement) || typeof ResizeObserver === 'undefined') return;
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${String(head.offsetHeight + 12)}px`;
  }).observe(head);
}
