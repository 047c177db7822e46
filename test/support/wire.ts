import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface WireAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

interface Pending {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One keep-alive HTTP connection with as little work as can be: a generator of load shares the cores with the server
 * that it measures. One request at a time; answers must have a content-length. Connects anew when it was dropped.
 */
export class Wire {
  private socket: Socket | null = null;
  private pending: Pending | null = null;
  private received: Buffer = Buffer.alloc(0);
  /** Bytes over the wire so far, both ways, HTTP heads included. */
  bytes = 0;

  constructor(private port: number) {}

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  static to(url: string): Wire {
    return new Wire(Number(new URL(url).port));
  }

  /** @param head further header lines, each ended by CR LF. @throws Error when the connection fails or is dropped */
  request(method: string, path: string, head: string, body = ''): Promise<WireAnswer> {
    const length = body === '' && method === 'GET' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      if (this.pending !== null) throw new Error('wire: one request at a time');
      this.pending = { resolve, reject };
      const text = `${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${head}${length}\r\n${body}`;
      this.bytes += text.length;
      this.open().write(text);
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  /** Asks another server from now on; what is under way with this one is lost. */
  moveTo(port: number): void {
    this.close();
    this.port = port;
  }

  private open(): Socket {
    if (this.socket !== null && !this.socket.destroyed) return this.socket;
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    this.received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      this.take(chunk);
    });
    const fail = (error?: Error): void => {
      if (this.socket === socket) this.socket = null;
      const { pending } = this;
      this.pending = null;
      pending?.reject(error ?? new Error('wire: the connection was dropped'));
    };
    socket.on('error', fail);
    socket.on('close', () => {
      fail();
    });
    this.socket = socket;
    return socket;
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf(END_OF_HEAD);
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + 4 + length;
    if (this.received.length < end) return;
    this.bytes += end;
    const bytes = this.received.subarray(headEnd + 4, end);
    const body = (/\r\ncontent-encoding: gzip/i.test(head) ? gunzipSync(bytes) : bytes).toString('utf8');
    this.received = this.received.subarray(end);
    const { pending } = this;
    this.pending = null;
    pending?.resolve({ status: Number(head.slice(9, 12)), head, body });
  }
}
