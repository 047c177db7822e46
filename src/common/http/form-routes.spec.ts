import { describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { FormRoutes } from './form-routes.js';

describe('an address that only takes a form', () => {
  const routes = new FormRoutes();
  const server = fastify();
  routes.listen(server);
  const nothing = (): void => undefined;
  server.get('/council/:batchId', nothing);
  server.post('/council/:batchId/minutes', nothing);
  server.get('/roster', nothing);
  server.post('/roster', nothing);
  server.get('/roster/:file.xlsx', nothing);
  server.post('/lonely/:id', nothing);
  server.get('/seats/:seatId', nothing);
  server.post('/seats/:seatId/marks/:markId/note', nothing);

  it('leads to the nearest page above it', () => {
    expect(routes.pageAbove('/council/b1/minutes')).toBe('/council/b1');
    expect(routes.pageAbove('/seats/s1/marks/m1/note')).toBe('/seats/s1');
  });

  it('was sent from the page at its own address, else from the one above', () => {
    expect(routes.pageOf('/roster')).toBe('/roster');
    expect(routes.pageOf('/council/b1/minutes')).toBe('/council/b1');
    expect(routes.pageOf('/lonely/l1')).toBeNull();
  });

  it('leads nowhere when it is a page itself, when nothing is above it, and when nobody knows it', () => {
    for (const path of ['/roster', '/council/b1', '/lonely/l1', '/council/b1/unknown', '/council/b1/minutes/x', '/'])
      expect([path, routes.pageAbove(path)]).toEqual([path, null]);
  });
});
