import { randomBytes } from 'node:crypto';
import { accessCode } from '../core/batch/access-code.js';
import { SYSTEM_ACTOR } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { StaffService } from '../identity/staff.service.js';
import { translate } from '../i18n/translator.js';
import { type CommandContext, CommandError } from './command-context.js';
import { withApp } from './with-app.js';

/** `user reset <username>`: a new password, shown once; every session of that account ends. */
export async function userReset(ctx: CommandContext, username: string): Promise<void> {
  const password = [0, 1].map(() => accessCode(randomBytes(64)).toLowerCase()).join('-');
  await withApp(ctx, 'write', async (app) => {
    try {
      await app.get(StaffService).resetPassword(username, password, SYSTEM_ACTOR);
    } catch (error) {
      if (error instanceof AppError) throw new CommandError(translate(ctx.lang, `error.${error.code}`, error.params));
      throw error;
    }
  });
  ctx.say('cli.user.reset', { username, password });
}
