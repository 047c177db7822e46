import { HttpException, Logger } from '@nestjs/common';
import { refusalOf } from '../../database/failure.js';
import { hasText, type Lang, translate } from '../../i18n/translator.js';
import { AppError, statusOf } from '../app-error.js';
import { newId } from '../ids.js';

/** What somebody is told of an error. */
export interface Told {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly message: string;
  /** Under which number the log has it; null for what a person caused. */
  readonly incident: string | null;
  /** Numbers of entries that a device must give anew. */
  readonly seqs?: readonly number[];
}

const logger = new Logger('Http');

/** The one translation of an error into words; what nobody expected goes to the log with its stack, and only there. */
export function tell(error: unknown, lang: Lang): Told {
  if (error instanceof AppError) return known(error, lang);
  if (error instanceof HttpException) return known(new AppError(codeOfHttp(error.getStatus())), lang);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return known(new AppError(codeOfHttp(status)), lang);
  const passing = refusalOf(error);
  if (passing !== null) {
    logger.warn(`${passing.code}: ${error instanceof Error ? error.message : String(error)}`);
    return known(passing, lang);
  }
  const incident = newId().slice(-12);
  logger.error(`incident ${incident}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return {
    status: 500,
    code: 'common/unexpected',
    title: translate(lang, 'common.error.unexpected'),
    message: translate(lang, 'common.error.unexpectedText'),
    incident,
  };
}

/** RFC 9457 for scripts. */
export const problemJson = ({ status, code, title, message, incident, seqs }: Told): string =>
  JSON.stringify({ type: 'about:blank', status, code, title, detail: message, incident, seqs });

/** Seconds after which another try makes sense. */
export function waitOf(error: unknown, { status }: Told): number | null {
  if (status === 503) return 2;
  const seconds = error instanceof AppError ? error.params['seconds'] : undefined;
  return status === 429 && typeof seconds === 'number' ? seconds : null;
}

function known(error: AppError, lang: Lang): Told {
  const key = `error.${error.code}`;
  const message = hasText(key) ? translate(lang, key, error.params) : translate(lang, 'common.error.unexpectedText');
  const status = statusOf(error.code);
  const titled = `common.error.title.${status}`;
  const seq = error.code === 'save/conflict' ? error.params['seq'] : undefined;
  return {
    status,
    code: error.code,
    title: translate(lang, hasText(titled) ? titled : 'common.error.title'),
    message,
    incident: null,
    ...(typeof seq === 'number' ? { seqs: [seq] } : {}),
  };
}

function codeOfHttp(status: number): string {
  if (status === 404 || status === 405) return 'common/not-found';
  if (status === 413) return 'common/too-large';
  return status === 429 || status === 503 ? 'common/busy' : 'common/unreadable';
}
