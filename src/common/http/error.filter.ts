import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { translate } from '../../i18n/translator.js';
import { Page } from './answers.js';
import type { FormRoutes } from './form-routes.js';
import { PageRenderer } from './page-renderer.js';
import { problemJson, tell, type Told, waitOf } from './problem.js';
import { maybeContextOf, type RequestContext } from './request-context.js';

/** The only place that turns an error into an answer: a page for people, problem+json for scripts. Never a stack. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
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
    const told = tell(error, context.lang);
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
      void reply.type('application/problem+json').send(problemJson(told));
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
    // Of what was too large nothing was read, and who has lost the cookies gets new ones there: the form's page mends it.
    const isMendedThere = told.status === 413 || told.code === 'csrf/missing';
    const form = isMendedThere ? this.routes.pageOf(url.split('?')[0] ?? '') : null;
    const back = {
      text: translate(context.lang, form === null ? 'common.error.back' : 'common.error.again'),
      href: form ?? (context.staff === null ? '/' : '/overview'),
    };
    const remedy = translate(context.lang, incident === null ? 'common.error.remedy' : 'common.error.remedyIncident');
    return this.renderer.render(
      new Page('errors/error', { message, incident, remedy, back }, { layout, title }),
      context,
      url,
    );
  }
}

const wantsPage = (request: FastifyRequest): boolean => {
  if (request.url.startsWith('/api/v1/')) return false;
  const accept = request.headers.accept ?? '';
  if (accept.includes('text/event-stream')) return false;
  return (
    accept.includes('text/html') ||
    (!accept.includes('json') && !(request.headers['content-type'] ?? '').includes('json'))
  );
};

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
