import type { Lang } from '../../i18n/translator.js';
import type { ApiActor, CandidateActor, StaffActor } from '../actor.js';

/** What the house knows of a request before any handler runs. */
export interface RequestContext {
  readonly lang: Lang;
  readonly secure: boolean;
  readonly address: string;
  /** Random mark of this browser; the CSRF token is bound to it. */
  readonly browserId: string;
  readonly csrf: string;
  staff: StaffActor | null;
  candidate: CandidateActor | null;
  /** Another program, by its bearer token. */
  api: ApiActor | null;
}

const KEY = Symbol('context');

export function setContext(request: object, context: RequestContext): void {
  (request as Record<symbol, unknown>)[KEY] = context;
}

/** The context of a request. @throws Error when the hook that makes it has not run. */
export function contextOf(request: unknown): RequestContext {
  const context = (request as Record<symbol, RequestContext | undefined>)[KEY];
  if (context === undefined) throw new Error('request context: the hook has not run');
  return context;
}

export const maybeContextOf = (request: unknown): RequestContext | undefined =>
  (request as Record<symbol, RequestContext | undefined>)[KEY];
