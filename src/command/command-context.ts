import { type AppConfig, readConfig } from '../config/app-config.js';
import { type Lang, translate } from '../i18n/translator.js';

/** Ends the command with an exit code and a sentence on standard error. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

export interface CommandContext {
  readonly config: AppConfig;
  readonly lang: Lang;
  /** Prints a text of the catalogue. */
  say(key: string, params?: Readonly<Record<string, string | number>>): void;
}

export function commandContext(env: Readonly<Record<string, string | undefined>>): CommandContext {
  const lang: Lang = env['NT_LANG'] === 'en' ? 'en' : 'vi';
  const config = readConfig({ LOG_LEVEL: 'error', ...env });
  return { config, lang, say: (key, params = {}) => process.stdout.write(`${translate(lang, key, params)}\n`) };
}
