import { one, setText } from './dom.js';
import { text } from './texts.js';

export interface KeyActs {
  choose(letter: string): void;
  flag(): void;
  step(by: 1 | -1): void;
}

const STORED = 'nhan-thuc/keys';

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value: string): void {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // a choice of comfort: it holds for this page, that is enough
  }
}

/**
 * Single keys: A to H choose, F flags where no option bears that letter, left and right move. They can be switched off
 * (WCAG 2.1.4), and never act while someone types or holds a modifier.
 */
export function listenForKeys(form: HTMLElement, lettersHere: () => readonly string[], acts: KeyActs): void {
  const button = one(form, '[data-keys]', HTMLButtonElement);
  const hint = one(form, '[data-keys-hint]', HTMLElement);
  let isOn = stored() !== 'off';
  const show = (): void => {
    setText(button, text(isOn ? 'keysOff' : 'keysOn'));
    hint.hidden = !isOn;
  };
  show();
  button.addEventListener('click', () => {
    isOn = !isOn;
    store(isOn ? 'on' : 'off');
    show();
  });
  document.addEventListener('keydown', (event) => {
    if (!isOn || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const target = event.target;
    if (
      target instanceof HTMLElement &&
      target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select')
    )
      return;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      acts.step(event.key === 'ArrowRight' ? 1 : -1);
      return;
    }
    // by place on the keyboard, since Telex turns letters into marks; by letter where the browser tells no place
    const letter = (/^Key([A-Z])$/.exec(event.code)?.[1] ?? event.key).toUpperCase();
    if (event.repeat) return;
    if (lettersHere().includes(letter)) acts.choose(letter);
    else if (letter === 'F') acts.flag();
  });
}
