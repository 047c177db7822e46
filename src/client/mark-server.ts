const TIMEOUT_MS = 12_000;

/** An answer of the server, or why there is none; status 0: nothing came back. */
export type MarkReply<T> =
  { readonly ok: true; readonly body: T } | { readonly ok: false; readonly status: number; readonly detail: string };

const init = (csrf: string, body: unknown): RequestInit => ({
  method: 'POST',
  credentials: 'same-origin',
  headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf },
  body: JSON.stringify(body),
});

async function detailOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { detail?: string }).detail ?? '';
  } catch {
    return '';
  }
}

export async function post<T>(path: string, csrf: string, body: unknown): Promise<MarkReply<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort();
  }, TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      ...init(csrf, body),
      cache: 'no-store',
      // a session that ended answers with the sign-in page: that is no answer to a save
      redirect: 'manual',
      signal: abort.signal,
    });
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    if (response.ok && isJson) return { ok: true, body: (await response.json()) as T };
    const status = response.type === 'opaqueredirect' ? 401 : response.status;
    return { ok: false, status, detail: await detailOf(response) };
  } catch {
    return { ok: false, status: 0, detail: '' };
  } finally {
    clearTimeout(timer);
  }
}

/** The last word of a page that goes away: the browser finishes the request after the page is gone. */
export function postOnLeave(path: string, csrf: string, body: unknown): void {
  void fetch(path, { ...init(csrf, body), keepalive: true }).catch(() => undefined);
}
