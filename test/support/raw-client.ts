/** One browser over real HTTP that shows every answer as it is: no redirect is followed, no error is thrown. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly bytes: Buffer;
}

export class RawClient {
  readonly cookies = new Map<string, string>();
  token = '';

  constructor(readonly base: string) {}

  get(path: string, accept = 'text/html'): Promise<Answer> {
    return this.raw('GET', path, { accept });
  }

  /** A form with its token. */
  post(path: string, fields: Readonly<Record<string, string>>, accept = 'text/html'): Promise<Answer> {
    return this.raw('POST', path, { accept }, new URLSearchParams({ _csrf: this.token, ...fields }).toString());
  }

  /** What a page's script sends. */
  json(path: string, body: unknown): Promise<Answer> {
    return this.raw(
      'POST',
      path,
      { accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': this.token },
      JSON.stringify(body),
    );
  }

  async raw(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(this.base + path, {
      method,
      redirect: 'manual',
      headers: { ...type, ...headers, cookie },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    this.token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.token;
    return { status: response.status, headers: response.headers, body: text, bytes };
  }
}
