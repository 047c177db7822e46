import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export interface ServerOptions {
  readonly dataDir: string;
  /** Absent: the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules that the process loads before the server (`--import`). */
  readonly preload?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** Another program than the built server; it too prints `Ready: <url>`. */
  readonly program?: readonly string[];
}

/** The built server in a process of its own. */
export class ServerProcess {
  readonly exited: Promise<number | NodeJS.Signals | null>;
  private stderr = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(signal ?? code);
      });
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-20_000);
    });
  }

  /** Starts and waits until it serves. @throws Error with what it wrote when it ends before */
  static async start(o: ServerOptions): Promise<ServerProcess> {
    const program = o.program ?? [join(process.cwd(), 'dist/main.js')];
    const imports = (o.preload ?? []).flatMap((file) => ['--import', file]);
    const { NODE_ARGS } = (await import(pathToFileURL(join(process.cwd(), 'scripts/node-args.mjs')).href)) as {
      NODE_ARGS: string[];
    };
    const child = spawn(process.execPath, [...NODE_ARGS, ...(o.nodeArgs ?? []), ...imports, ...program], {
      env: {
        ...process.env,
        DATA_DIR: o.dataDir,
        PORT: String(o.port ?? 0),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        ...(o.databaseUrl === undefined ? {} : { DATABASE_URL: o.databaseUrl }),
        ...o.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let early = '';
    child.stderr.on('data', (chunk: Buffer) => (early += chunk.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code, signal) => {
        reject(new Error(`the server ended (${String(signal ?? code)}) before it served: ${early}`));
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const ready = /^Ready: (\S+)/.exec(line)?.[1];
        if (ready !== undefined) resolve(ready.replace('localhost', '127.0.0.1'));
      });
    });
    return new ServerProcess(child, url);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get errors(): string {
    return this.stderr;
  }

  /** Ends as an operator would. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
  }

  /** Ends as a power switch would, for this process. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** CPU seconds spent so far, user and system. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  /** Resident memory in MB now. */
  memoryMb(): number {
    const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    return Number(line) / 1024;
  }
}

/** CPU seconds of a process so far; 0 where the system does not tell. */
export function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
