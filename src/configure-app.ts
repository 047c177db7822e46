import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CandidateAccess } from './batch/candidate-access.service.js';
import type { CandidateActor } from './common/actor.js';
import { AppError } from './common/app-error.js';
import { clearCookie, readCookie, writeCookie } from './common/http/cookies.js';
import { csrfToken, isCsrfToken, isForeign } from './common/http/csrf.js';
import { ErrorFilter } from './common/http/error.filter.js';
import { FormRoutes } from './common/http/form-routes.js';
import { PageInterceptor } from './common/http/page.interceptor.js';
import { PageRenderer } from './common/http/page-renderer.js';
import { maybeContextOf, type RequestContext, setContext } from './common/http/request-context.js';
import { projectRoot } from './common/http/view-engine.js';
import { BODY_LIMIT } from './common/http/body-limit.js';
import { newToken } from './common/ids.js';
import { AppConfig } from './config/app-config.js';
import { KEYS } from './config/config.module.js';
import type { Keys } from './config/keys.js';
import { Resumption } from './delivery/resumption.service.js';
import { SaveLane } from './delivery/save-lane.js';
import { AccessGuard } from './identity/access.guard.js';
import { ApiTokenService } from './identity/api-token.service.js';
import { StaffService } from './identity/staff.service.js';

const UPLOAD_LIMIT = 5 * 1024 * 1024 + 1;

export function newAdapter(config: AppConfig): FastifyAdapter {
  const logger =
    config.LOG_LEVEL === 'silent' ? false : { level: config.LOG_LEVEL, serializers: { req: withoutQuery } };
  const https =
    config.TLS_CERT === undefined || config.TLS_KEY === undefined
      ? {}
      : { https: { cert: readFileSync(config.TLS_CERT), key: readFileSync(config.TLS_KEY) } };
  return new FastifyAdapter({
    ...https,
    logger,
    bodyLimit: BODY_LIMIT,
    trustProxy: config.TRUST_PROXY?.split(',').map((s) => s.trim()) ?? false,
    forceCloseConnections: 'idle' as const,
    // Who asks in the moment of a stop is answered, and told to come by another connection: nobody is sent to other servers.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  });
}

/** What a log may tell of a request: a query can hold a one-time token, a header a session. */
const withoutQuery = (request: { method: string; url: string }): { method: string; path: string } => ({
  method: request.method,
  path: request.url.split('?')[0] ?? '',
});

/** Everything round the routes, shared by the server and its tests. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  const config = app.get(AppConfig);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    // On a village hall's plain HTTP a remembered redirect to HTTPS would lock everybody out.
    strictTransportSecurity: config.tls ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: config.tls ? { policy: 'same-origin' } : false,
    originAgentCluster: false,
  });
  await app.register(multipart, {
    attachFieldsToBody: true,
    limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 40, fieldSize: 10_000, parts: 45 },
  });
  await app.register(fastifyStatic, {
    root: join(projectRoot, 'public/assets'),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    setHeaders: (reply: { header: (name: string, value: string) => unknown }, path: string) => {
      const immutable = /-[A-Z0-9]{8}\.\w+(\.br|\.gz)?$/.test(path);
      void reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  addHooks(app, config);
  const routes = new FormRoutes();
  routes.listen(app.getHttpAdapter().getInstance());
  const renderer = app.get(PageRenderer);
  app.useGlobalGuards(new AccessGuard(app.get(Reflector)));
  app.useGlobalInterceptors(new PageInterceptor(renderer));
  app.useGlobalFilters(new ErrorFilter(renderer, routes));
  app.get(SaveLane).lay(app);
  app.enableShutdownHooks();
}

function addHooks(app: NestFastifyApplication, config: AppConfig): void {
  const fastify = app.getHttpAdapter().getInstance();
  const keys = app.get<Keys>(KEYS);
  const staff = app.get(StaffService);
  const candidates = app.get(CandidateAccess);
  const resumption = app.get(Resumption);
  const tokens = app.get(ApiTokenService);

  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url.startsWith('/assets/')) return;
    void reply.header('cache-control', 'no-store');
    const context = newContext(request, reply, config, keys);
    setContext(request, context);
    const [staffToken, candidateToken] = [
      readCookie(request, 'staff', context.secure),
      readCookie(request, 'candidate', context.secure),
    ];
    const bearer = bearerOf(request);
    if (bearer !== null) context.api = await tokens.findActor(bearer, context.address);
    if (staffToken !== undefined) context.staff = await staff.findActor(staffToken);
    if (candidateToken !== undefined) context.candidate = await candidates.findActor(candidateToken);
    else context.candidate = await comeBack(request, reply, context, resumption);
    // An upload is read before the guard runs: only staff may send one at all.
    if ((request.headers['content-type'] ?? '').startsWith('multipart/') && context.staff === null) {
      throw new AppError('auth/sign-in-needed');
    }
  });

  fastify.addHook('preHandler', (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) => {
    done(refusalOfForeign(request, keys));
  });
}

/** A browser that has lost its session cookie, but not what it keeps for that. */
async function comeBack(
  request: FastifyRequest,
  reply: FastifyReply,
  { secure }: RequestContext,
  resumption: Resumption,
): Promise<CandidateActor | null> {
  const token = readCookie(request, 'resume', secure);
  if (token === undefined) return null;
  const actor = await resumption.findActor(token);
  if (actor === null) clearCookie(reply, 'resume', secure);
  else writeCookie(reply, 'candidate', token, { secure });
  return actor;
}

/** The token of another program. It is looked at on the interface alone: elsewhere it opens nothing. */
function bearerOf({ url, headers }: FastifyRequest): string | null {
  if (!url.startsWith('/api/v1/')) return null;
  return /^Bearer ([\w.~+/=-]{1,200})$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Whatever changes anything must come from a page of ours in the same browser. */
function refusalOfForeign(request: FastifyRequest, keys: Keys): AppError | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (isForeign(request.headers, request.host)) return new AppError('csrf/foreign');
  const browserId = maybeContextOf(request)?.browserId ?? '';
  const token = request.headers['x-csrf-token'] ?? tokenIn(request.body);
  return isCsrfToken(keys.session, browserId, token) ? undefined : new AppError('csrf/missing');
}

function newContext(request: FastifyRequest, reply: FastifyReply, config: AppConfig, keys: Keys): RequestContext {
  const secure = config.tls || request.protocol === 'https';
  const given = readCookie(request, 'browser', secure);
  const browserId = given !== undefined && /^[\w-]{43}$/.test(given) ? given : newToken();
  if (browserId !== given) writeCookie(reply, 'browser', browserId, { secure, maxAgeSeconds: 365 * 86_400 });
  const lang = readCookie(request, 'lang', secure) === 'en' ? 'en' : 'vi';
  return {
    lang,
    secure,
    address: request.ip,
    browserId,
    csrf: csrfToken(keys.session, browserId),
    staff: null,
    candidate: null,
    api: null,
  };
}

/** The token of a form: a plain field, or a part of a multipart body. */
function tokenIn(body: unknown): unknown {
  const field = (body as Record<string, unknown> | null | undefined)?.['_csrf'];
  return typeof field === 'object' && field !== null ? (field as { value?: unknown }).value : field;
}
