type Fields = readonly (readonly [string, string])[];

const PREFIX = 'nhan-thuc.fields:';

/** What a form held when it was last typed into, by its address; null where nothing is kept. */
export function readKept(action: string): Fields | null {
  try {
    const text = sessionStorage.getItem(PREFIX + action);
    return text === null ? null : (JSON.parse(text) as Fields);
  } catch {
    return null;
  }
}

export function writeKept(action: string, fields: Fields): void {
  try {
    sessionStorage.setItem(PREFIX + action, JSON.stringify(fields));
  } catch {
    // a browser that keeps nothing: the form works as without script
  }
}

export function forgetKept(action: string): void {
  try {
    sessionStorage.removeItem(PREFIX + action);
  } catch {
    // as above
  }
}
