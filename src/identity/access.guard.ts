import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../common/app-error.js';
import { ACT_KEY } from '../common/http/access.js';
import { contextOf, type RequestContext } from '../common/http/request-context.js';
import { type Act, mayAct } from '../core/access/access-matrix.js';

/** Routes are denied by default: one that names no act opens for nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(host: ExecutionContext): boolean {
    const act = this.reflector.get<Act | undefined>(ACT_KEY, host.getHandler());
    if (act === undefined) throw new AppError('auth/forbidden');
    const refusal = refusalOf(act, contextOf(host.switchToHttp().getRequest()));
    if (refusal !== null) throw new AppError(refusal);
    return true;
  }
}

function refusalOf(act: Act, context: RequestContext): string | null {
  if (act === 'public') return null;
  if (act === 'candidate.enter' || act === 'candidate.sit') {
    if (context.candidate === null) return 'auth/sign-in-needed';
    return act === 'candidate.sit' && !context.candidate.confirmed ? 'auth/not-confirmed' : null;
  }
  if (act === 'api.eligibility') return context.api?.scope === 'eligibility.read' ? null : 'auth/token-needed';
  if (context.staff === null) return 'auth/sign-in-needed';
  return mayAct(context.staff.roles, act) ? null : 'auth/forbidden';
}
