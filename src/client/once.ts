import { all } from './dom.js';

/**
 * A second press on a button that sends a form does nothing. It is marked with aria-disabled, not disabled: a disabled
 * button would drop out of the form and lose the focus. Coming back by the back button sets it free.
 */
export function sendOnce(root: ParentNode): void {
  for (const button of all(root, '[data-once]', HTMLButtonElement)) {
    button.form?.addEventListener('submit', (event) => {
      if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
      else button.setAttribute('aria-disabled', 'true');
    });
  }
  window.addEventListener('pageshow', () => {
    for (const button of all(root, '[data-once]', HTMLButtonElement)) button.removeAttribute('aria-disabled');
  });
}

/** A piece of text that a `<details>` opens over the page closes with Escape and with a press elsewhere. */
export function closeOutside(root: ParentNode): void {
  const pops = all(root, '[data-pop]', HTMLDetailsElement);
  const closeBut = (inside: EventTarget | null): void => {
    for (const pop of pops) if (!(inside instanceof Node && pop.contains(inside))) pop.open = false;
  };
  document.addEventListener('click', (event) => {
    closeBut(event.target);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const pop of pops) {
      if (!pop.open) continue;
      pop.open = false;
      pop.querySelector('summary')?.focus();
    }
  });
}
