import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP relay in front of the house that a test can cut and mend, as the network of a room fails and comes back. */
export interface CuttableProxy {
  readonly port: number;
  cut(): void;
  /** Lets requests through, and breaks as soon as the answer comes: what was asked is done, and nobody hears of it. */
  deafen(): void;
  mend(): void;
  /** Leads to another port from now on: the house has moved. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

export async function cuttableProxy(target: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let to = target;
  let isCut = false;
  let isDeaf = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(to, '127.0.0.1');
    const pair = [client, upstream];
    const end = (): void => {
      for (const socket of pair) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (isDeaf) end();
      else client.write(answer);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      drop();
    },
    deafen: () => {
      isDeaf = true;
    },
    mend: () => {
      isCut = false;
      isDeaf = false;
    },
    leadTo: (port) => {
      to = port;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        drop();
      }),
  };
}
