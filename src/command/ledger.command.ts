import { parseShortHead, shortHead } from '../core/ledger/chain.js';
import { AttemptService } from '../delivery/attempt.service.js';
import { translate } from '../i18n/translator.js';
import { type LedgerReport, LedgerVerifier } from '../ledger/ledger-verifier.js';
import { type CommandContext, CommandError } from './command-context.js';
import { withApp } from './with-app.js';

/** `ledger verify [--head 1042-9F86-...]`: exit 0 sound, 1 not, 2 no database. */
export async function ledgerVerify(ctx: CommandContext, printedHead: string | undefined): Promise<void> {
  const known = printedHead === undefined ? null : parseShortHead(printedHead);
  if (printedHead !== undefined && known === null) throw new CommandError(translate(ctx.lang, 'cli.ledger.badHead'));
  const report = await withApp(ctx, 'read', (app) => app.get(LedgerVerifier).verify(known));
  tell(ctx, report);
  if (!report.sound) throw new CommandError(translate(ctx.lang, 'cli.ledger.unsound'));
}

/** `attempt replay`: every attempt's cached state against the fold of its steps. */
export async function attemptReplay(ctx: CommandContext): Promise<void> {
  const stale = await withApp(ctx, 'read', (app) => app.get(AttemptService).findStale());
  if (stale.length > 0) throw new CommandError(translate(ctx.lang, 'cli.replay.stale', { ids: stale.join(', ') }));
  ctx.say('cli.replay.sound');
}

function tell(ctx: CommandContext, report: LedgerReport): void {
  ctx.say('cli.ledger.count', { n: report.count, head: shortHead(report.head) });
  if (report.erased.length > 0) ctx.say('cli.ledger.erased', { n: report.erased.length, byAct: report.erasedByAct });
  if (report.chainFault !== null)
    ctx.say('cli.ledger.chainFault', { seq: report.chainFault.seq, code: report.chainFault.code });
  for (const f of report.rowFaults.slice(0, 20)) {
    ctx.say('cli.ledger.rowFault', { seq: f.seq ?? 0, code: f.code, type: f.subjectType, id: f.subjectId });
  }
  if (report.headComparison !== null) ctx.say(`cli.ledger.head.${report.headComparison}`);
  if (report.sound) ctx.say('cli.ledger.sound');
}
