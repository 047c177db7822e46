import { all } from './dom.js';
import { isChanged } from './changes.js';

type Kept = Readonly<Record<string, string>>;

const PREFIX = 'nhan-thuc.draft:';

function read(key: string): Kept | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Kept);
  } catch {
    return null;
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const fieldsOf = (form: HTMLFormElement): Field[] =>
  [...form.querySelectorAll<Field>('input, textarea, select')].filter((f) => f.type !== 'hidden' && f.name !== '');

/** What the fields of a form hold, as far as the server did not write it there. */
function typed(form: HTMLFormElement, whole: boolean): Kept {
  const changed = fieldsOf(form).filter((f) => whole || isChanged(f));
  const said = changed.filter((f) => !(f instanceof HTMLInputElement && f.type === 'radio' && !f.checked));
  return Object.fromEntries(said.map((f) => [f.name, f.value]));
}

function fill(form: HTMLFormElement, kept: Kept): void {
  for (const field of fieldsOf(form)) {
    const value = kept[field.name];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === value;
    else field.value = value;
  }
}

/**
 * `form[data-keep-draft]` keeps what is typed in this browser until the server has it: a session that ran out, a closed
 * tab that comes back or a server that is away loses no word. It is kept for the state of the minutes that it was typed
 * into, which the attribute names.
 */
export function keepDrafts(root: ParentNode): void {
  for (const form of all(root, 'form[data-keep-draft]', HTMLFormElement)) {
    // the form's own address: its page has another one when it came back with faults
    const key = `${PREFIX}${form.getAttribute('action') ?? ''}`;
    const kept = read(key);
    const base = form.dataset['keepDraft'] ?? '';
    // came back refused: what the server wrote into the fields is not stored there either
    const whole = all(form, '[data-unsaved]', HTMLElement).some((hint) => !hint.hidden);
    if (kept !== null) {
      if (kept['base'] === base && !whole) {
        fill(form, kept);
        for (const hint of all(form, '[data-kept]', HTMLElement)) hint.hidden = false;
        form.dispatchEvent(new Event('input'));
      } else sessionStorage.removeItem(key);
    }
    const keep = (): void => {
      try {
        const now = typed(form, whole);
        if (Object.keys(now).length === 0) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify({ ...now, base }));
      } catch {
        // a browser that keeps nothing: the form works as without script
      }
    };
    if (whole) keep();
    form.addEventListener('input', keep);
  }
}
