import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Download, Page, Redirect } from './answers.js';
import { packed, takesGzip } from './packing.js';
import { PageRenderer } from './page-renderer.js';
import { contextOf } from './request-context.js';

/** Turns a controller's Page, Redirect or Download into bytes. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(private readonly renderer: PageRenderer) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = host.switchToHttp();
    return next.handle().pipe(map((answer: unknown) => this.answer(answer, http.getRequest(), http.getResponse())));
  }

  private answer(answer: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    if (answer instanceof Page) {
      void reply.status(answer.options.status ?? 200).type('text/html; charset=utf-8');
      const html = this.renderer.render(answer, contextOf(request), request.url);
      if (answer.options.packed !== true) return html;
      void reply.header('vary', 'accept-encoding');
      if (!takesGzip(request.headers['accept-encoding'])) return html;
      void reply.header('content-encoding', 'gzip');
      return packed(html);
    }
    if (answer instanceof Redirect) {
      void reply.status(303).header('location', answer.location);
      return '';
    }
    if (answer instanceof Download) {
      void reply
        .status(200)
        .type(answer.type)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.fileName)}`);
      return answer.bytes;
    }
    void reply.status(200);
    return answer;
  }
}
