import { all } from './dom.js';

/** Buttons that print the page: hidden until there is a script to obey them. */
export function offerPrinting(root: ParentNode): void {
  for (const button of all(root, '[data-print]', HTMLButtonElement)) {
    button.hidden = false;
    button.addEventListener('click', () => {
      window.print();
    });
  }
}
