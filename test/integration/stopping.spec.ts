import { connect, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { openHouse } from '../support/house.js';

describe('a server that is told to stop', () => {
  it('still gives the page that is being asked for, and ends that connection', async () => {
    const house = await openHouse();
    const port = Number(new URL(house.url).port);
    const socket = connect(port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (part) => (text += part.toString()));
      socket.on('close', () => {
        resolve(text);
      });
    });
    // A request that has begun when the stop comes, and is whole only then.
    await new Promise<void>((resolve) => {
      house.app.getHttpServer().once('connection', () => {
        resolve();
      });
      socket.write('GET /delivery/sign-in HTTP/1.1\r\nhost: thi.test\r\naccept: text/html\r\n');
    });
    // What the socket has received so far lies behind that of a request of its own.
    await fetch(`${house.url}/health/live`);
    const closed = house.close();
    socket.write('\r\n');
    const text = await answer;
    await closed;
    expect(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]).toBe('200');
    expect(text).toMatch(/connection: close/i);
    expect(text).toContain('</html>');
  }, 30_000);

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
