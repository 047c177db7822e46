const STEP = 50;
const decimals = new Intl.NumberFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'vi-VN', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 2,
});
export const markText = (points: number): string => decimals.format(points / 100);

/** Half a point more or less; from 'not marked' minus gives 0 and plus the first half. */
export function step(points: number | null, direction: number, max: number): number {
  if (points === null) return direction < 0 ? 0 : STEP;
  return Math.max(0, Math.min(max, points + direction * STEP));
}

const HOLD_MS = 500;
const REPEAT_MS = 130;

/** A press is one step; a finger that stays goes on, so that eight points are not sixteen presses. */
export function onPressOrHold(button: HTMLButtonElement, act: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasRepeated = false;
  const stop = (): void => {
    clearTimeout(timer);
  };
  const repeat = (): void => {
    if (button.disabled) return;
    hasRepeated = true;
    act();
    timer = setTimeout(repeat, REPEAT_MS);
  };
  button.addEventListener('pointerdown', () => {
    hasRepeated = false;
    stop();
    timer = setTimeout(repeat, HOLD_MS);
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) button.addEventListener(end, stop);
  // a long touch would open the browser's menu in the middle of it
  button.addEventListener('contextmenu', (event) => {
    event.preventDefault();
  });
  button.addEventListener('click', (event) => {
    // the click that ends a hold is no press of its own; one of the keyboard has no pointer (detail 0)
    if (hasRepeated && event.detail !== 0) hasRepeated = false;
    else act();
  });
}
