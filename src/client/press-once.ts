import { all } from './dom.js';

const buttonsIn = (root: ParentNode): HTMLButtonElement[] => all(root, '[data-once]', HTMLButtonElement);

/**
 * A second press on a `[data-once]` button does nothing while its form is on its way. Heard at the document, so that it
 * holds for parts of the page that are put in later. aria-disabled, not disabled: the button keeps the focus.
 */
export function sendOnceAnywhere(): void {
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    const buttons = buttonsIn(event.target);
    if (buttons.some((button) => button.getAttribute('aria-disabled') === 'true')) event.preventDefault();
    else for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  });
  // coming back by the back button sets them free
  window.addEventListener('pageshow', () => {
    for (const button of buttonsIn(document)) button.removeAttribute('aria-disabled');
  });
}
