import { all, numberOf, one } from './dom.js';
import { markText, onPressOrHold, step } from './mark-steps.js';

/** What was typed, in hundredths; null for an empty field and for what is no number. */
function pointsIn(field: HTMLInputElement): number | null {
  const typed = field.value.trim().replace(',', '.');
  const points = Math.round(Number(typed) * 100);
  return typed === '' || Number.isNaN(points) ? null : points;
}

/** `[data-step-field]`, a field for a mark, gets the tablet's two buttons; without script it is the field alone. */
export function stepFields(root: ParentNode): void {
  for (const box of all(root, '[data-step-field]', HTMLElement)) {
    const field = one(box, 'input', HTMLInputElement);
    const max = numberOf(box.dataset['stepField']);
    for (const button of all(box, '[data-step]', HTMLButtonElement)) {
      button.hidden = false;
      onPressOrHold(button, () => {
        field.value = markText(step(pointsIn(field), numberOf(button.dataset['step']), max));
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }
  }
}
