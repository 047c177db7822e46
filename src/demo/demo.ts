import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock } from '../common/clock.js';
import { type AppConfig, readConfig } from '../config/app-config.js';
import { InstanceMetaStore } from '../database/instance-meta.store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type Lang, localDate, translate } from '../i18n/translator.js';
import { MarkingService } from '../marking/marking.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { type Server, startServer } from '../server.js';
import { DemoData } from './demo-data.js';
import { DemoDecision } from './demo-decision.js';
import { DemoPlay } from './demo-play.js';
import { STAFF } from './scenario.js';

const MARKER = '.nhan-thuc-demo';

/** Starts a server on sample data, plays the first batch through its pages, and leaves the second open to try. */
export async function runDemo(env: Readonly<Record<string, string | undefined>>, fresh: boolean): Promise<Server> {
  const lang: Lang = env['NT_LANG'] === 'en' ? 'en' : 'vi';
  const config = readConfig({ DATA_DIR: './data/demo', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...env, DEMO: 'true' });
  claimDirectory(config, fresh, lang);
  const say = (key: string, params: Readonly<Record<string, string | number>> = {}): void => {
    process.stdout.write(`${translate(lang, key, params)}\n`);
  };
  const server = await startServer(config);
  const { app, url } = server;
  const data = new DemoData(app, await demoSeed(app, lang));
  say('demo.preparing');
  const { ownerId, first, second } = await data.ensure();
  const play = new DemoPlay(app, url, data, ownerId);
  if (first.stage === 'rosterClosed' || first.stage === 'running') await playWritten(play, first, app, say);
  const decision = new DemoDecision(app, url, data, play, ownerId, first.batch.id);
  if (!(await decision.canPlay())) {
    await server.close();
    throw new Error(translate(lang, 'demo.older', { dir: config.dataDir }));
  }
  if (await decision.isDone()) say('demo.alreadyPlayed');
  else await playDecision(decision, app, join(config.dataDir, 'papers'), say);
  const candidates = await play.openSecond(second);
  say('demo.table.staff', { url });
  table(
    [
      translate(lang, 'demo.column.role'),
      translate(lang, 'demo.column.name'),
      translate(lang, 'demo.column.username'),
      translate(lang, 'demo.column.password'),
    ],
    STAFF.map((s) => [
      s.roles.map((r) => translate(lang, `role.${r}`)).join(', '),
      s.fullName,
      s.username,
      data.passwordOf(s.username),
    ]),
  );
  say('demo.table.candidates', { url });
  table(
    [
      translate(lang, 'demo.column.candidateNo'),
      translate(lang, 'demo.column.name'),
      translate(lang, 'demo.column.code'),
    ],
    candidates.map((e) => [e.candidateNo ?? '', e.fullName, data.codeOf(e)]),
  );
  say('demo.table.room');
  process.stdout.write(`Ready: ${url}\n`);
  return server;
}

type Say = (key: string, params?: Record<string, number | string>) => void;

async function playWritten(
  play: DemoPlay,
  first: Parameters<DemoPlay['playFirst']>[0],
  app: NestFastifyApplication,
  say: Say,
): Promise<void> {
  const started = performance.now();
  say('demo.playing', { n: first.accepted - 1 });
  await play.playFirst(first, progressBar());
  await app.get(MarkingService).scoreClosed();
  say('demo.played', {
    present: first.accepted - 1,
    absent: 1,
    seconds: Math.round((performance.now() - started) / 1000),
  });
}

async function playDecision(
  decision: DemoDecision,
  app: NestFastifyApplication,
  folder: string,
  say: Say,
): Promise<void> {
  const started = performance.now();
  say('demo.examining');
  const settled = await decision.examine(progressBar());
  await decision.rescore();
  await decision.conclude();
  await decision.admit(localDate(app.get(Clock).now()));
  await decision.numberPapers();
  const papers = await decision.papers(folder);
  say('demo.decided', { settled, papers, folder, seconds: Math.round((performance.now() - started) / 1000) });
}

/** Marks an empty directory as the demo's; `fresh` deletes one that is marked. @throws Error for anybody else's data */
function claimDirectory(config: AppConfig, fresh: boolean, lang: Lang): void {
  const dir = config.dataDir;
  const marked = existsSync(join(dir, MARKER));
  const empty = !existsSync(dir) || readdirSync(dir).length === 0;
  if (!marked && !empty) throw new Error(translate(lang, 'demo.notMarked', { dir }));
  if (fresh && marked) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, MARKER), 'sample data\n');
}

/** @throws Error when the database holds somebody's real data */
async function demoSeed(app: NestFastifyApplication, lang: Lang): Promise<string> {
  const meta = app.get(InstanceMetaStore);
  const known = await meta.find('demoSeed');
  if (known !== null) return known;
  const owners = await app.get(OrganizationService).findOwners();
  if (owners.length > 0)
    throw new Error(translate(lang, 'demo.notMarked', { dir: owners.map((o) => o.name).join('; ') }));
  const seed = randomBytes(32).toString('base64');
  await app.get(UnitOfWork).run(() => meta.set('demoSeed', seed));
  return seed;
}

/** A line that redraws itself on a terminal, and a few plain lines in a log. */
function progressBar(): (done: number, of: number) => void {
  let shown = -1;
  return (done, of) => {
    const tenth = Math.floor((done * 10) / of);
    const bar = `[${'#'.repeat(tenth * 2)}${'.'.repeat(20 - tenth * 2)}] ${done}/${of}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${bar}${done === of ? '\n' : ''}`);
    else if (tenth !== shown) process.stdout.write(`${bar}\n`);
    shown = tenth;
  };
}

/** Columns padded by what they show: Vietnamese letters count as one each in NFC. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((c, i) => c.padEnd(widths[i] ?? 0))
      .join('   ')
      .trimEnd()}`;
  process.stdout.write(`${[line(header), ...rows.map(line)].join('\n')}\n\n`);
}
