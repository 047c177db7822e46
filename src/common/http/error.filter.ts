import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf } from '../../database/failure.js';
import { hasText, type Lang, translate } from '../../i18n/translator.js';
import { AppError, statusOf } from '../app-error.js';
import { newId } from '../ids.js';
import { Page } from './answers.js';
import type { FormRoutes } from './form-routes.js';
import { PageRenderer } from './page-renderer.js';
import { maybeContextOf, type RequestContext } from './request-context.js';

interface Told {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly incident: string | null;
}

/** The only place that turns an error into an answer: a page for people, problem+json for scripts. Never a stack. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(
    private readonly renderer: PageRenderer,
    private readonly routes: FormRoutes,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const context = maybeContextOf(request) ?? fallbackContext();
    const told = this.tell(error, context.lang);
    if (told.code === 'auth/sign-in-needed' && wantsPage(request)) {
      void reply
        .status(303)
        .header('location', signInPath(pageOf(request)))
        .send('');
      return;
    }
    const above = error instanceof HttpException && request.method === 'GET' ? this.pageAbove(request) : null;
    if (above !== null) {
      void reply.status(303).header('location', above).send('');
      return;
    }
    if (told.code === 'auth/token-needed') void reply.header('www-authenticate', challengeOf(request));
    const wait = waitOf(error, told);
    if (wait !== null) void reply.header('retry-after', String(wait));
    void reply.status(told.status).header('cache-control', 'no-store');
    if (!wantsPage(request)) {
      const { status, code, title, message, incident } = told;
      void reply
        .type('application/problem+json')
        .send(JSON.stringify({ type: 'about:blank', status, code, title, detail: message, incident }));
      return;
    }
    void reply.type('text/html; charset=utf-8').send(this.page(told, context, request.url));
  }

  private pageAbove(request: FastifyRequest): string | null {
    return wantsPage(request) ? this.routes.pageAbove(request.url.split('?')[0] ?? '') : null;
  }

  private page(told: Told, context: RequestContext, url: string): string {
    const layout = context.staff === null ? 'plain' : 'staff';
    const { title, message, incident } = told;
    const back = {
      text: translate(context.lang, 'common.error.back'),
      href: context.staff === null ? '/' : '/overview',
    };
    const remedy = translate(context.lang, incident === null ? 'common.error.remedy' : 'common.error.remedyIncident');
    return this.renderer.render(
      new Page('errors/error', { message, incident, remedy, back }, { layout, title }),
      context,
      url,
    );
  }

  private tell(error: unknown, lang: Lang): Told {
    if (error instanceof AppError) return known(error, lang);
    if (error instanceof HttpException) return known(new AppError(codeOfHttp(error.getStatus())), lang);
    const status = (error as { statusCode?: unknown }).statusCode;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return known(new AppError(codeOfHttp(status)), lang);
    const passing = refusalOf(error);
    if (passing !== null) {
      this.logger.warn(`${passing.code}: ${error instanceof Error ? error.message : String(error)}`);
      return known(passing, lang);
    }
    const incident = newId().slice(-12);
    this.logger.error(
      `incident ${incident}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    const title = translate(lang, 'common.error.unexpected');
    return {
      status: 500,
      code: 'common/unexpected',
      title,
      message: translate(lang, 'common.error.unexpectedText'),
      incident,
    };
  }
}

function known(error: AppError, lang: Lang): Told {
  const key = `error.${error.code}`;
  const message = hasText(key) ? translate(lang, key, error.params) : translate(lang, 'common.error.unexpectedText');
  const status = statusOf(error.code);
  const titled = `common.error.title.${status}`;
  return {
    status,
    code: error.code,
    title: translate(lang, hasText(titled) ? titled : 'common.error.title'),
    message,
    incident: null,
  };
}

function codeOfHttp(status: number): string {
  if (status === 404 || status === 405) return 'common/not-found';
  if (status === 413) return 'common/too-large';
  return status === 429 || status === 503 ? 'common/busy' : 'common/unreadable';
}

const wantsPage = (request: FastifyRequest): boolean => {
  if (request.url.startsWith('/api/v1/')) return false;
  const accept = request.headers.accept ?? '';
  return (
    accept.includes('text/html') ||
    (!accept.includes('json') && !(request.headers['content-type'] ?? '').includes('json'))
  );
};

/** Seconds after which another try makes sense. */
function waitOf(error: unknown, { status }: Told): number | null {
  if (status === 503) return 2;
  const seconds = error instanceof AppError ? error.params['seconds'] : undefined;
  return status === 429 && typeof seconds === 'number' ? seconds : null;
}

/** RFC 6750: a token that was sent and opens nothing is told apart from none. */
const challengeOf = (request: FastifyRequest): string =>
  `Bearer realm="nhan-thuc"${request.headers.authorization === undefined ? '' : ', error="invalid_token"'}`;

/** The page that was asked for, or that the form stood on: a form's own address cannot be opened again. */
function pageOf(request: FastifyRequest): string {
  if (request.method === 'GET') return request.url;
  try {
    const { host, pathname } = new URL(request.headers.referer ?? '');
    return host === request.host && !/^\/delivery/.test(request.url) ? pathname : request.url;
  } catch {
    return request.url;
  }
}

/** A candidate goes back to the room's door, staff to theirs. */
const signInPath = (url: string): string =>
  url.startsWith('/delivery') || url.startsWith('/council/mine')
    ? '/delivery/sign-in'
    : `/identity/sign-in?back=${encodeURIComponent(url)}`;

const fallbackContext = (): RequestContext => ({
  lang: 'vi',
  secure: false,
  address: '',
  browserId: '',
  csrf: '',
  staff: null,
  candidate: null,
  api: null,
});
