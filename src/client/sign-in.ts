import { byId, one } from './dom.js';

/**
 * The card's QR code leads to `#no=01-27-014&code=K7QM4RXP`: a fragment, so that the code reaches no server log. The
 * fields are filled and the button gets the focus; nothing is sent before someone presses it.
 */
export function fillFromCard(page: HTMLElement): void {
  const fill = (): void => {
    const card = new URLSearchParams(location.hash.slice(1));
    const no = card.get('no');
    const code = card.get('code');
    if (no === null || code === null) return;
    one(page, '#candidateNo', HTMLInputElement).value = no;
    one(page, '#code', HTMLInputElement).value = code;
    // the code stands in the address no longer than needed
    history.replaceState(null, '', location.pathname + location.search);
    one(page, '[data-qr]', HTMLElement).hidden = false;
    one(page, 'form [data-once]', HTMLButtonElement).focus();
  };
  fill();
  window.addEventListener('hashchange', fill);
  if (document.querySelector('[role=alert]') !== null) byId('candidateNo').focus();
}
