import { SYSTEM_ACTOR } from '../common/actor.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { type BankFault, readBankFolder } from '../question-bank/bank-files.js';
import { BankImportService, type ImportReport } from '../question-bank/bank-import.service.js';
import { QuestionBankService } from '../question-bank/question-bank.service.js';
import { type CommandContext, CommandError } from './command-context.js';
import { withApp } from './with-app.js';

/** `bank import <folder> [--owner name] [--retire-missing]`: every fault with file and line, or the import. */
export async function bankImport(
  ctx: CommandContext,
  folder: string,
  options: { owner: string | undefined; retireMissing: boolean },
): Promise<void> {
  const { bank, faults } = readBankFolder(folder);
  for (const fault of faults) process.stderr.write(`${faultLine(fault, ctx)}\n`);
  if (bank === null) throw new CommandError(translate(ctx.lang, 'cli.bank.faults', { n: faults.length }));
  await withApp(ctx, 'write', async (app) => {
    const owner = await chooseOwner(ctx, app.get(OrganizationService), options.owner);
    const report = await app.get(BankImportService).import(owner, bank, SYSTEM_ACTOR, options.retireMissing);
    tell(ctx, bank.title, report);
  });
}

/** `bank confirm <code> --by "full name"`: records who compared the keys with the official texts. */
export async function bankConfirm(
  ctx: CommandContext,
  code: string,
  by: string | undefined,
  ownerName: string | undefined,
): Promise<void> {
  if (by === undefined || by.trim().length < 3) throw new CommandError(translate(ctx.lang, 'cli.bank.confirmBy'));
  await withApp(ctx, 'write', async (app) => {
    const owner = await chooseOwner(ctx, app.get(OrganizationService), ownerName);
    await app.get(QuestionBankService).confirm(owner, code, by.trim(), SYSTEM_ACTOR);
    ctx.say('cli.bank.confirmed', { code, by: by.trim() });
  });
}

export const faultLine = (fault: BankFault, ctx: CommandContext): string =>
  `${fault.file}:${fault.line}: ${translate(ctx.lang, fault.code, fault.params)}`;

/** The committee that is named, or the only one. */
export async function chooseOwner(
  ctx: CommandContext,
  organization: OrganizationService,
  name: string | undefined,
): Promise<string> {
  const owners = await organization.findOwners();
  const chosen = name === undefined ? owners : owners.filter((o) => o.name === name);
  const [only] = chosen;
  if (only === undefined || chosen.length > 1) {
    throw new CommandError(
      translate(ctx.lang, owners.length === 0 ? 'cli.owner.none' : 'cli.owner.choose', {
        names: owners.map((o) => o.name).join('; '),
      }),
    );
  }
  return only.id;
}

function tell(ctx: CommandContext, title: string, r: ImportReport): void {
  ctx.say('cli.bank.imported', { title, added: r.added.length, changed: r.changed.length, unchanged: r.unchanged });
  if (r.retired.length > 0) ctx.say('cli.bank.retired', { codes: r.retired.join(', ') });
  else if (r.missing.length > 0) ctx.say('cli.bank.missing', { codes: r.missing.join(', ') });
}
