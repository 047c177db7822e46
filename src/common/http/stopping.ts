import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What is being answered when the server is told to stop has so long to end. */
const STOP_MS = 5_000;

/** A request whose end never comes, from a phone that has left the network, does not hold up a stop. */
export function stopInTime(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done: () => void) => {
      setTimeout(() => {
        app.getHttpServer().closeAllConnections();
      }, STOP_MS).unref();
      done();
    });
}
