import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACT_KEY } from '../../src/common/http/access.js';
import type { Act } from '../../src/core/access/access-matrix.js';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly act: Act | undefined;
}

/** Every route that the application has, read from the controllers themselves. */
export function allRoutes(app: NestFastifyApplication): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((m) => [...m.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (metatype === null) return [];
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    const base = Reflect.getMetadata(PATH_METADATA, metatype) as string;
    return Object.getOwnPropertyNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      if (name === 'constructor' || typeof handler !== 'function') return [];
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
      if (path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] as Route['method'];
      return [
        {
          method,
          path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
          act: Reflect.getMetadata(ACT_KEY, handler) as Act | undefined,
        },
      ];
    });
  });
}
