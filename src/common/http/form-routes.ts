import type { FastifyInstance } from 'fastify';

/**
 * The addresses that only take a form. One of them stands in the browser's bar when a form comes back with faults: who
 * reloads it, changes the language or signs in again asks for it as a page, and is led to the page that it belongs to.
 */
export class FormRoutes {
  private readonly forms: RegExp[] = [];
  private readonly pages: RegExp[] = [];

  /** Hears of every route; to be called before the first. */
  listen(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      const methods = [method].flat();
      if (methods.includes('GET')) this.pages.push(patternOf(url));
      else if (methods.includes('POST')) this.forms.push(patternOf(url));
    });
  }

  /** The page that a form was sent from: the one at its own address, else the one above; null where there is none. */
  pageOf(path: string): string | null {
    return isOneOf(this.pages, path) ? path : this.pageAbove(path);
  }

  /** The page above a form's address; null for what is no form's address. */
  pageAbove(path: string): string | null {
    if (!isOneOf(this.forms, path) || isOneOf(this.pages, path)) return null;
    const parts = path.split('/');
    for (let n = parts.length - 1; n > 1; n--) {
      const above = parts.slice(0, n).join('/');
      if (isOneOf(this.pages, above)) return above;
    }
    return null;
  }
}

const isOneOf = (patterns: readonly RegExp[], path: string): boolean => patterns.some((p) => p.test(path));

/** '/council/:batchId/minutes' as an expression. */
const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  );
