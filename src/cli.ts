import { parseArgs } from 'node:util';
import { type CommandContext, commandContext, CommandError } from './command/command-context.js';
import { AppError } from './common/app-error.js';
import { ConfigError } from './config/app-config.js';
import { type Lang, translate } from './i18n/translator.js';

const LANG: Lang = process.env['NT_LANG'] === 'en' ? 'en' : 'vi';

const OPTIONS = {
  owner: { type: 'string' },
  by: { type: 'string' },
  head: { type: 'string' },
  'retire-missing': { type: 'boolean', default: false },
  database: { type: 'boolean', default: false },
  plain: { type: 'boolean', default: false },
  dump: { type: 'string' },
  into: { type: 'string' },
  yes: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const { values, positionals } = readArguments();

type Command = (ctx: CommandContext, argument: string) => Promise<void>;

/** name -> [needs an argument, what it does]; each loads what it needs, so that who asks for help does not wait for all of it */
const COMMANDS: Readonly<Record<string, readonly [boolean, () => Promise<Command>]>> = {
  'bank import': [
    true,
    async () => {
      const { bankImport } = await import('./command/bank.command.js');
      return (ctx, folder) => bankImport(ctx, folder, { owner: values.owner, retireMissing: values['retire-missing'] });
    },
  ],
  'bank confirm': [
    true,
    async () => {
      const { bankConfirm } = await import('./command/bank.command.js');
      return (ctx, code) => bankConfirm(ctx, code, values.by, values.owner);
    },
  ],
  'bank check': [
    false,
    async () => {
      const { bankCheck } = await import('./command/bank-check.command.js');
      return (ctx, folder) => bankCheck(ctx, folder, { database: values.database, owner: values.owner });
    },
  ],
  'user reset': [true, async () => (await import('./command/user.command.js')).userReset],
  'ledger verify': [
    false,
    async () => {
      const { ledgerVerify } = await import('./command/ledger.command.js');
      return (ctx) => ledgerVerify(ctx, values.head);
    },
  ],
  'attempt replay': [false, async () => (await import('./command/ledger.command.js')).attemptReplay],
  backup: [
    false,
    async () => {
      const { backup } = await import('./command/backup.command.js');
      return (ctx, target) => backup(ctx, target === '' ? undefined : target, values);
    },
  ],
  restore: [
    true,
    async () => {
      const { restore } = await import('./command/backup.command.js');
      return (ctx, source) => restore(ctx, source, values);
    },
  ],
  passphrase: [true, async () => (await import('./command/backup.command.js')).newPassphrase],
};

/** What was typed; what is not understood is named in the person's language, with how the command is used. */
function readArguments(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const { code = '', message } = error as { readonly code?: string; readonly message: string };
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const option = /'(-[^' ]+)/.exec(message)?.[1] ?? message;
    const isUnknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    process.stderr.write(
      `${isUnknown ? translate(LANG, 'cli.option.unknown', { option }) : translate(LANG, 'cli.option.value', { option })}\n${translate(LANG, 'cli.usage')}\n`,
    );
    process.exit(2);
  }
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(`${translate(LANG, 'cli.usage')}\n`);
    return;
  }
  if (positionals[0] === 'demo') {
    if (positionals.length > 1) throw new CommandError(translate(LANG, 'cli.usage'), 2);
    // The largest part of the program, which no other command needs.
    const { runDemo } = await import('./demo/demo.js');
    await runDemo(process.env, values.fresh);
    return;
  }
  const two = positionals.slice(0, 2).join(' ');
  const name = two in COMMANDS ? two : (positionals[0] ?? '');
  const [needsArgument, load] = COMMANDS[name] ?? [false, null];
  const argument = positionals[name.split(' ').length] ?? '';
  const isTooMuch = positionals.length > name.split(' ').length + 1;
  if (load === null || isTooMuch || (needsArgument && argument === ''))
    throw new CommandError(translate(LANG, 'cli.usage'), 2);
  const ctx = commandContext(process.env);
  const command = await load();
  await command(ctx, argument);
}

main().catch((error: unknown) => {
  process.stderr.write(`${told(error)}\n`);
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
});

function told(error: unknown): string {
  if (error instanceof ConfigError) return error.lines.join('\n');
  if (error instanceof AppError) return translate(LANG, `error.${error.code}`, error.params);
  return error instanceof Error ? error.message : String(error);
}
