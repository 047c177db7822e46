import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf, type Fault, type FaultRun, hold } from './fault.js';
import type { JournalClient } from './journal-client.js';
import { onStage, type Stage } from './stage.js';

const CANDIDATES = 300;
const STOP_MS = 10_000;

/** The server is stopped and started in the middle of a sitting: pages go on, nobody signs in again. */
export const restarts: Fault = {
  name: 'restarts',
  what: `SIGTERM and a new start while ${CANDIDATES} candidates sit, with open connections and event streams; a cycle is one restart`,
  engines: ['sqlite', 'postgres'],
  cycles: 20,
  run: (run) => {
    const candidates = run.cycles < 5 ? 30 : CANDIDATES;
    const random = chanceOf(run.seed);
    return onStage({ engine: run.engine, candidates, random }, async (stage) => {
      await stage.start();
      await stage.comeIn();
      let isOver = false;
      const living = Promise.all(stage.clients.map((client) => sit(run, client, () => isOver, random.nextInt(1_000))));
      for (let i = 0; i < run.cycles; i += 1) {
        const open = [...openStreams(stage), halfRequest(stage.port)];
        await pause(500 + random.nextInt(1_000));
        await restart(run, stage);
        for (const socket of open) socket.destroy();
      }
      isOver = true;
      await living;
      await stage.finish();
      run.progress.add('saves', stage.saves);
    });
  },
};

async function restart(run: FaultRun, stage: Stage): Promise<void> {
  const since = performance.now();
  await stage.stop();
  const stopMs = performance.now() - since;
  run.progress.most('stopMs', stopMs);
  hold(stopMs < STOP_MS, `to stop took ${Math.round(stopMs)} ms`);
  run.progress.most('readyMs', await stage.start());
  run.progress.add('cycles');
}

/** Answers about every second, and now and then opens a page. */
async function sit(run: FaultRun, client: JournalClient, isOver: () => boolean, firstMs: number): Promise<void> {
  await pause(firstMs);
  for (let turn = 1; !isOver(); turn += 1) {
    client.note();
    await client.push();
    if (turn % 5 === 0) await openPaper(run, client);
    await pause(1_000);
  }
}

/** A page that does not come is asked for again, as a person does; one that comes is the paper. */
async function openPaper(run: FaultRun, client: JournalClient): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    try {
      await client.page.page('/delivery/paper');
      run.progress.add('pages');
      return;
    } catch (error) {
      // The connection was cut: no page. Any page but the paper is one that nobody should see.
      const status = /: (\d{3})$/.exec((error as Error).message)?.[1];
      if (status !== undefined) client.journal.odd.push(`the paper's page was answered by ${status}`);
      await pause(50);
    }
  }
  client.journal.odd.push('the paper did not open any more');
}

/** Event streams as open pages hold them, where the server has them. */
function openStreams(stage: Stage): Socket[] {
  return stage.clients.slice(0, 30).map((client) => {
    const socket = connect(stage.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `GET /delivery/events HTTP/1.1\r\nhost: 127.0.0.1:${stage.port}\r\naccept: text/event-stream\r\n${client.page.cookieHeader}\r\n`,
    );
    return socket;
  });
}

/** A request whose end never comes. */
function halfRequest(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`POST /delivery/save HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{`);
  return socket;
}
