import { pageBench } from './page.js';
import { LoadClient } from '../support/load-client.js';
import { seedSitting } from '../support/seed-sitting.js';
import { ServerProcess } from '../support/server-process.js';
import { Wire } from '../support/wire.js';

if (process.argv[2] === 'page') {
  await pageBench(process.argv.slice(3));
  process.exit();
}

/** One round with so many candidates, to see that everything holds together. */
const seeded = await seedSitting('sqlite', Number(process.argv[2] ?? 10));
const server = await ServerProcess.start(seeded);
const { entries, codes } = seeded.closed;
for (const { id, candidateNo } of entries) {
  const client = new LoadClient(Wire.to(server.url), candidateNo ?? '', codes.get(id) ?? '');
  await client.signIn();
  await client.start();
  await client.takeLease();
  const { status } = await client.save([{ seq: ++client.seq, item: 1, value: 'A' }]);
  process.stdout.write(`${client.candidateNo} ${status}\n`);
  await client.submit();
  client.wire.close();
}
process.stdout.write(`${server.memoryMb().toFixed(0)} MB, ${server.cpuSeconds()} s\n`);
await server.stop();
seeded.discard();
