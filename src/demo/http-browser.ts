/** What a person's browser does, over real HTTP: cookies, forms with their tokens, redirects followed by hand. */
export class HttpBrowser {
  private readonly cookies = new Map<string, string>();
  private token = '';

  constructor(private readonly base: string) {}

  /** The page at the end of the redirects. */
  async open(path: string): Promise<string> {
    let response = await this.send(path, { method: 'GET' });
    for (let hops = 0; hops < 5 && response.status === 303; hops += 1) {
      response = await this.send(response.headers.get('location') ?? '/', { method: 'GET' });
    }
    const page = await response.text();
    if (response.status >= 400) throw new Error(`GET ${path}: ${response.status} ${plain(page)}`);
    this.token = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? this.token;
    return page;
  }

  /** Submits a form that answers with a page. @returns the page */
  async preview(path: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const response = await this.post(path, fields);
    const page = await response.text();
    if (response.status !== 200) throw new Error(`POST ${path}: ${response.status} ${plain(page)}`);
    return page;
  }

  /** Submits a form of the page that is open. @returns where it led to */
  async submit(path: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const response = await this.post(path, fields);
    const text = await response.text();
    if (response.status !== 303) throw new Error(`POST ${path}: ${response.status} ${plain(text)}`);
    return response.headers.get('location') ?? '';
  }

  /** What a page's script sends. */
  async json<T>(path: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': this.token };
    const response = await this.send(path, { method: 'POST', body: JSON.stringify(body), headers });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`POST ${path}: ${response.status} ${plain(text)}`);
    return JSON.parse(text) as T;
  }

  private post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.token, ...fields }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  private async send(
    path: string,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.base), {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
