import { all } from './dom.js';

/** Whether a field no longer holds what the server wrote into it. */
export function isChanged(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return isOtherOption(field);
  if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return false;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  return field.type === 'file' ? field.value !== '' : field.value !== field.defaultValue;
}

function isOtherOption(select: HTMLSelectElement): boolean {
  const options = [...select.options];
  if (options.some((option) => option.defaultSelected)) return options.some((o) => o.selected !== o.defaultSelected);
  return select.selectedIndex > 0;
}

export const hasChanges = (root: ParentNode): boolean =>
  [...root.querySelectorAll('input, select, textarea')].some(isChanged);

/** `form[data-watch-changes]` shows its `[data-unsaved]` while it holds something that is not saved. */
export function watchChanges(root: ParentNode): void {
  for (const form of all(root, 'form[data-watch-changes]', HTMLFormElement)) {
    const hints = all(form, '[data-unsaved]', HTMLElement);
    // shown by the server: the form came back with what was refused
    const wasUnsaved = hints.some((hint) => !hint.hidden);
    const show = (): void => {
      const isUnsaved = wasUnsaved || hasChanges(form);
      for (const hint of hints) hint.hidden = !isUnsaved;
    };
    form.addEventListener('input', show);
    form.addEventListener('change', show);
    // browsers put typed values back after a reload or on the way back
    window.addEventListener('pageshow', show);
  }
}
