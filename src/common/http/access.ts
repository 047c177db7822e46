import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Act } from '../../core/access/access-matrix.js';
import { AppError } from '../app-error.js';
import type { ApiActor, CandidateActor, StaffActor } from '../actor.js';
import { contextOf, type RequestContext } from './request-context.js';

export const ACT_KEY = 'nhan-thuc:act';

/** What a route is: the act it performs. Every route has one; without it, it opens for nobody. */
export const Performs = (act: Act): MethodDecorator => SetMetadata(ACT_KEY, act);

const contextIn = (host: ExecutionContext): RequestContext => contextOf(host.switchToHttp().getRequest());

/** The signed-in member of staff; the guard has let nobody else pass. */
export const Staff = createParamDecorator((_: unknown, host: ExecutionContext): StaffActor => {
  const { staff } = contextIn(host);
  if (staff === null) throw new AppError('auth/sign-in-needed');
  return staff;
});

/** The signed-in candidate. */
export const Candidate = createParamDecorator((_: unknown, host: ExecutionContext): CandidateActor => {
  const { candidate } = contextIn(host);
  if (candidate === null) throw new AppError('auth/sign-in-needed');
  return candidate;
});

/** The program that asks, by its token. */
export const Program = createParamDecorator((_: unknown, host: ExecutionContext): ApiActor => {
  const { api } = contextIn(host);
  if (api === null) throw new AppError('auth/token-needed');
  return api;
});

/** The request's own context: language, address, sessions. */
export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext): RequestContext => contextIn(host));
