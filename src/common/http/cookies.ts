import type { FastifyReply, FastifyRequest } from 'fastify';

/** resume: a candidate's session once more, kept by a browser that is closed or has crashed. */
export type CookieName = 'browser' | 'staff' | 'candidate' | 'resume' | 'lang';

/** Cookie names follow the scheme: over HTTPS they carry the __Host- prefix, which plain HTTP cannot have. */
export const cookieName = (name: CookieName, secure: boolean): string => `${secure ? '__Host-' : ''}nt_${name}`;

export const readCookie = (request: FastifyRequest, name: CookieName, secure: boolean): string | undefined =>
  request.cookies[cookieName(name, secure)];

export function writeCookie(
  reply: FastifyReply,
  name: CookieName,
  value: string,
  o: { secure: boolean; maxAgeSeconds?: number },
): void {
  void reply.setCookie(cookieName(name, o.secure), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: o.secure,
    ...(o.maxAgeSeconds === undefined ? {} : { maxAge: o.maxAgeSeconds }),
  });
}

export function clearCookie(reply: FastifyReply, name: CookieName, secure: boolean): void {
  void reply.clearCookie(cookieName(name, secure), { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
