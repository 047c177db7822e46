import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ITEM_KINDS, ITEM_LEVELS, type ItemContent } from '../core/item/item.js';
import { isHumanMarked } from '../core/item/kinds.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { readBankFolder } from '../question-bank/bank-files.js';
import { toldFinding } from '../question-bank/bank-check.presenter.js';
import { BankCheckService } from '../question-bank/bank-check.service.js';
import { checkItems, type CheckReport } from '../question-bank/bank-check.worker.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { chooseOwner, faultLine } from './bank.command.js';
import { type CommandContext, CommandError } from './command-context.js';
import { withApp } from './with-app.js';

interface Checked extends CheckReport {
  readonly code: string;
  readonly title: string;
  readonly topics: readonly { readonly code: string; readonly title: string }[];
  readonly items: readonly ItemContent[];
}

/**
 * `bank check <folder>` of one bank or of several, `bank check --database [--owner name]`: counts by topic, kind and level,
 * then what the rules of item writing and the search for near-duplicates have to say. Exit code 1 where that is anything.
 */
export async function bankCheck(
  ctx: CommandContext,
  folder: string,
  options: { database: boolean; owner: string | undefined },
): Promise<void> {
  if (options.database === (folder !== '')) throw new CommandError(translate(ctx.lang, 'cli.bank.checkWhat'), 2);
  const banks = options.database ? await fromDatabase(ctx, options.owner) : fromFolders(ctx, folder);
  for (const bank of banks) tell(ctx, bank);
  const n = banks.reduce((sum, { findings, duplicates }) => sum + findings.length + duplicates.length, 0);
  if (n > 0) throw new CommandError(translate(ctx.lang, 'cli.bank.checkFound', { n }));
  ctx.say('cli.bank.checkClean');
}

function fromFolders(ctx: CommandContext, folder: string): Checked[] {
  const folders = bankFolders(folder);
  if (folders.length === 0) throw new CommandError(translate(ctx.lang, 'cli.bank.checkNone', { folder }));
  const read = folders.map((f) => ({ folder: f, ...readBankFolder(f) }));
  const faults = read.flatMap((r) => r.faults.map((fault) => ({ ...fault, file: join(r.folder, fault.file) })));
  for (const fault of faults) process.stderr.write(`${faultLine(fault, ctx)}\n`);
  if (faults.length > 0) throw new CommandError(translate(ctx.lang, 'cli.bank.checkFaults', { n: faults.length }));
  return read.flatMap(({ bank }) => {
    if (bank === null) return [];
    const items = bank.items.map(({ content }) => content);
    return [{ ...bank, items, ...checkItems({ items, register: bank.sources }) }];
  });
}

/** The folder itself where it is a bank's, else those within it that are. */
function bankFolders(folder: string): string[] {
  const isBank = (path: string): boolean => existsSync(join(path, 'bank.yaml'));
  if (isBank(folder) || !existsSync(folder) || !statSync(folder).isDirectory()) return isBank(folder) ? [folder] : [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isBank);
}

async function fromDatabase(ctx: CommandContext, ownerName: string | undefined): Promise<Checked[]> {
  return withApp(ctx, 'read', async (app) => {
    const owner = await chooseOwner(ctx, app.get(OrganizationService), ownerName);
    const checked: Checked[] = [];
    for (const { bank } of await app.get(QuestionBankService).findBanks(owner)) {
      const { items, findings, duplicates } = await app.get(BankCheckService).check(owner, bank.id);
      checked.push({ code: bank.code, title: bank.title, topics: bank.topics, items, findings, duplicates });
    }
    return checked;
  });
}

function tell(ctx: CommandContext, bank: Checked): void {
  const { code, title, items, findings, duplicates } = bank;
  ctx.say('cli.bank.checkOf', { title, code, n: items.length });
  for (const counts of countsOf(ctx, bank)) print(`  ${counts}`);
  for (const finding of findings) {
    const { item, says, remedy } = toldFinding(finding, items, ctx.lang);
    print(`${item ?? code}: ${says} ${remedy} (${finding.rule})`);
  }
  const stemOf = new Map(items.map((i) => [i.code, i.stem]));
  for (const { first, second, score, part } of duplicates) {
    ctx.say('cli.bank.checkPair', {
      first,
      second,
      part: translate(ctx.lang, `bank.check.part.${part}`),
      percent: Math.floor(score * 100 + 1e-9),
    });
    for (const c of [first, second]) print(`  ${c}: ${stemOf.get(c) ?? ''}`);
  }
}

/** Under each topic a row for each kind that it has and one for all that a machine marks, a column for each level. */
function countsOf(ctx: CommandContext, { topics, items }: Checked): string[] {
  const told = (key: string): string => translate(ctx.lang, key);
  const head = ['', ...ITEM_LEVELS.map((level) => told(`level.${level}`)), told('bank.show.sum')];
  const rowsOf = (of: readonly ItemContent[]): string[][] => {
    const kinds = ITEM_KINDS.filter((kind) => of.some((i) => i.kind === kind));
    const choice = of.filter((i) => !isHumanMarked(i.kind));
    return [
      ...kinds.map((kind) =>
        row(
          told(`kind.${kind}`),
          of.filter((i) => i.kind === kind),
        ),
      ),
      row(told('bank.show.choice'), choice),
    ];
  };
  const blocks = topics.map(({ code, title }) => ({ title, rows: rowsOf(items.filter((i) => i.topic === code)) }));
  const total = { title: told('bank.show.sum'), rows: rowsOf(items) };
  const widths = widthsOf([head, ...[...blocks, total].flatMap(({ rows }) => rows)]);
  return [
    line(head, widths),
    ...[...blocks, total].flatMap(({ title, rows }) => [title, ...rows.map((r) => line(r, widths))]),
  ];
}

const row = (name: string, of: readonly ItemContent[]): string[] => [
  `  ${name}`,
  ...ITEM_LEVELS.map((level) => String(of.filter((i) => i.level === level).length)),
  String(of.length),
];

const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => (cells[i] ?? '').length)));

/** Words to the left, numbers to the right. */
const line = (cells: readonly string[], widths: readonly number[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
