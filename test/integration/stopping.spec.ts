import { connect, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { openHouse } from '../support/house.js';

describe('a server that is told to stop', () => {
  it('ends within 10 s, though a request is under way whose end never comes and idle connections are open', async () => {
    const house = await openHouse();
    const port = Number(new URL(house.url).port);
    const open = (text: string): Promise<Socket> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(text, () => {
            resolve(socket);
          });
        });
        socket.on('error', () => undefined);
      });
    await open('');
    await open(`POST /delivery/save HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{`);
    await fetch(`${house.url}/health/live`);
    const since = performance.now();
    await house.close();
    expect(performance.now() - since).toBeLessThan(10_000);
  }, 30_000);
});
