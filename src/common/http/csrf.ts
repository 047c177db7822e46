import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../../core/shared/digest.js';

const REMEMBERED = 10_000;
const remembered = new WeakMap<Uint8Array, Map<string, string>>();

/** The token of a browser's forms: an HMAC of its random mark, so that nothing needs to be stored. */
export function csrfToken(key: Uint8Array, browserId: string): string {
  const tokens = remembered.get(key) ?? new Map<string, string>();
  remembered.set(key, tokens);
  let token = tokens.get(browserId);
  if (token === undefined) {
    token = Buffer.from(hmacSha256(key, `csrf|${browserId}`)).toString('base64url');
    if (tokens.size >= REMEMBERED) tokens.clear();
    tokens.set(browserId, token);
  }
  return token;
}

export function isCsrfToken(key: Uint8Array, browserId: string, token: unknown): boolean {
  if (typeof token !== 'string' || browserId === '') return false;
  const expected = Buffer.from(csrfToken(key, browserId));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * Whether a browser says that another site sent the request. A client that says nothing is judged by its token.
 * @param host the host that the browser sees, proxies taken into account
 */
export function isForeign(headers: Readonly<Record<string, string | string[] | undefined>>, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = headers['origin'];
  if (typeof origin !== 'string') return false;
  if (origin === 'null') return true;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}
