import { Wire, type WireAnswer } from './wire.js';

export interface LoadEntry {
  readonly seq: number;
  readonly item: number;
  readonly value?: string;
  readonly flag?: boolean;
}

export interface LoadLease {
  readonly leaseNo: number;
  readonly clientSeq: number;
  readonly answers: Readonly<Record<string, string>>;
}

/** A candidate's browser as far as the server sees one: cookies, CSRF token, lease; nothing is remembered for it. */
export class LoadClient {
  readonly cookies = new Map<string, string>();
  private csrf = '';
  private headers = '';
  lease = 0;
  seq = 0;

  constructor(
    readonly wire: Wire,
    readonly candidateNo: string,
    private readonly code: string,
  ) {}

  /** Comes in with number and code and says 'this is me'. @throws Error on any other answer */
  async signIn(): Promise<void> {
    await this.page('/delivery/sign-in');
    await this.form('/delivery/sign-in', { candidateNo: this.candidateNo, code: this.code });
    await this.form('/delivery/confirm', { answer: 'yes' });
  }

  /** Opens the form and gets the page of the paper. */
  async start(): Promise<WireAnswer> {
    await this.form('/delivery/start', {});
    return this.page('/delivery/paper');
  }

  async takeLease(): Promise<LoadLease> {
    const answer = await this.json('/delivery/lease', '{}');
    if (answer.status !== 200) throw new Error(`lease: ${answer.status} ${answer.body}`);
    const lease = JSON.parse(answer.body) as LoadLease;
    this.lease = lease.leaseNo;
    this.seq = lease.clientSeq - 1;
    return lease;
  }

  /** The server's answer as it is; a dropped connection rejects. */
  save(entries: readonly LoadEntry[]): Promise<WireAnswer> {
    return this.json('/delivery/save', JSON.stringify({ lease: this.lease, entries }));
  }

  /** @param over another connection of the same browser */
  async submit(over = this.wire): Promise<WireAnswer> {
    const confirmed = new URLSearchParams({ _csrf: this.csrf, confirm: 'yes' });
    return this.send('POST', '/delivery/submit', FORM, confirmed, over);
  }

  /** The header that tells the server who asks. */
  get cookieHeader(): string {
    return `cookie: ${[...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}\r\n`;
  }

  json(path: string, body: string): Promise<WireAnswer> {
    return this.wire.request('POST', path, this.headers, body);
  }

  async page(path: string): Promise<WireAnswer> {
    const answer = await this.send('GET', path, '', null);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`);
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.csrf;
    this.remember();
    return answer;
  }

  private async form(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await this.send('POST', path, FORM, new URLSearchParams({ _csrf: this.csrf, ...fields }));
    if (answer.status !== 303) throw new Error(`POST ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
  }

  private async send(
    method: string,
    path: string,
    head: string,
    body: URLSearchParams | null,
    over = this.wire,
  ): Promise<WireAnswer> {
    const answer = await over.request(
      method,
      path,
      `accept: text/html\r\naccept-encoding: gzip\r\n${head}${this.cookieHeader}`,
      body === null ? '' : body.toString(),
    );
    for (const [, name = '', value = ''] of answer.head.matchAll(/\r\nset-cookie: ([^=]+)=([^;]*)/gi))
      this.cookies.set(name, value);
    this.remember();
    return answer;
  }

  /** The headers of every save, made once. */
  remember(): void {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    this.headers =
      `accept: application/json\r\ncontent-type: application/json\r\nx-csrf-token: ${this.csrf}\r\n` +
      `cookie: ${cookie}\r\n`;
  }
}

const FORM = 'content-type: application/x-www-form-urlencoded\r\n';
