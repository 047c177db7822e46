import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import type { CandidateActor } from '../common/actor.js';
import { orThrow } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { BODY_LIMIT } from '../common/http/body-limit.js';
import { isCsrfToken, isForeign } from '../common/http/csrf.js';
import { problemJson, tell, waitOf } from '../common/http/problem.js';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { AnswersService } from './answers.service.js';
import { readSaveBody } from './save-body.js';

/** The answer to a save: exactly what was committed. */
export type SaveAnswer =
  | {
      readonly saved: readonly number[];
      readonly savedAt: number;
      readonly serverNow: number;
      readonly deadlineAt: number;
      readonly stale: boolean;
    }
  /** The attempt is closed: what came too late is set aside, never saved. */
  | { readonly saved: readonly number[]; readonly setAside: readonly number[]; readonly serverNow: number };

/**
 * Nine of ten requests of a sitting are saves, and each costs the framework more than the database. An ordinary save, of
 * somebody whose session was just looked up, with its token, from a page of ours, is therefore served right at the
 * socket; whatever is not quite ordinary goes the common way, which knows all refusals.
 */
@Injectable()
export class SaveLane {
  private isClosing = false;

  constructor(
    private readonly answers: AnswersService,
    private readonly candidates: CandidateAccess,
    private readonly clock: Clock,
    @Inject(KEYS) private readonly keys: Keys,
  ) {}

  /** @throws AppError save/malformed and what AnswersService.save throws */
  async save(candidate: CandidateActor, body: unknown): Promise<SaveAnswer> {
    const entries = orThrow(readSaveBody(body));
    const answered = await this.answers.save(candidate, entries);
    const serverNow = this.clock.epochMs();
    if (answered.late) {
      const { saved, setAside } = answered.receipt;
      return { saved, setAside, serverNow };
    }
    const { savedAt, deadlineAt, stale } = answered.receipt;
    return { saved: entries.map((e) => e.clientSeq), savedAt, serverNow, deadlineAt, stale };
  }

  /** Puts the lane before the framework's own listener. */
  lay(app: NestFastifyApplication): void {
    const server = app.getHttpServer();
    const common = server.listeners('request') as RequestListener[];
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('preClose', (done: () => void) => {
        this.isClosing = true;
        done();
      });
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const candidate = this.isClosing ? null : this.admitted(request);
      if (candidate === null) for (const listener of common) listener.call(server, request, response);
      else this.serve(candidate, request, response);
    });
  }

  /** Whose ordinary save this is; null sends it the common way. */
  private admitted({ method, url, headers }: IncomingMessage): CandidateActor | null {
    if (url !== '/delivery/save' || method !== 'POST') return null;
    if (headers['content-type'] !== 'application/json' || !(Number(headers['content-length']) <= BODY_LIMIT))
      return null;
    const cookies = headers.cookie ?? '';
    const candidate = this.candidates.knownActor(cookieIn(cookies, 'candidate'));
    if (candidate?.confirmed !== true) return null;
    if (!isCsrfToken(this.keys.session, cookieIn(cookies, 'browser'), headers['x-csrf-token'])) return null;
    return isForeign(headers, headers.host ?? '') ? null : candidate;
  }

  private serve(candidate: CandidateActor, request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.save(candidate, parsed(chunks)).then(
        (answer) => {
          reply(response, 200, 'application/json; charset=utf-8', JSON.stringify(answer), null);
        },
        (error: unknown) => {
          const told = tell(error, langOf(request.headers));
          reply(response, told.status, 'application/problem+json', problemJson(told), waitOf(error, told));
        },
      );
    });
  }
}

/** A body that is no JSON is no save: the check of its shape says so. */
function parsed(chunks: readonly Buffer[]): unknown {
  const [only = Buffer.alloc(0), ...more] = chunks;
  try {
    return JSON.parse((more.length === 0 ? only : Buffer.concat(chunks)).toString('utf8'));
  } catch {
    return null;
  }
}

function reply(response: ServerResponse, status: number, type: string, body: string, wait: number | null): void {
  // Names and values in one list: the fastest way through the http module.
  const headers = ['content-type', type, 'content-length', String(Buffer.byteLength(body)), ...FIXED_HEADERS];
  if (wait !== null) headers.push('retry-after', String(wait));
  response.writeHead(status, headers);
  response.end(body);
}

const FIXED_HEADERS = ['cache-control', 'no-store', 'x-content-type-options', 'nosniff'];

const COOKIES = {
  candidate: /(?:^|; )(?:__Host-)?nt_candidate=([^;]*)/,
  browser: /(?:^|; )(?:__Host-)?nt_browser=([^;]*)/,
} as const;

/** A cookie of ours under either of its names; '' when there is none. */
const cookieIn = (cookies: string, name: keyof typeof COOKIES): string => COOKIES[name].exec(cookies)?.[1] ?? '';

const langOf = ({ cookie = '' }: IncomingHttpHeaders): 'vi' | 'en' => (cookie.includes('nt_lang=en') ? 'en' : 'vi');
