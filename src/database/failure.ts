import { AppError } from '../common/app-error.js';

const BUSY = /^(SQLITE_BUSY\w*|55P03)$/;
/** No room on the disk, or none that the database may take. */
const FULL = /^(SQLITE_FULL|ENOSPC|53100)$/;
/** PostgreSQL is shutting down or starting, refuses more connections, or cannot be reached. */
const AWAY = /^(08\w{3}|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
/** What the driver says without a code when a connection breaks under it. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

interface Failure {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly driverError?: Failure;
}

/** The refusal for a failure of the database that passes by itself or by the operator's hand, else null. */
export function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return /^common\/(busy|full|away)$/.test(error.code) ? error : null;
  if (typeof error !== 'object' || error === null) return null;
  const { code, message, driverError } = error as Failure;
  if (driverError !== undefined) return refusalOf(driverError);
  const [name, text] = [String(code), String(message)];
  if (BUSY.test(name)) return new AppError('common/busy');
  if (FULL.test(name)) return new AppError('common/full');
  return AWAY.test(name) || BROKEN.test(text) ? new AppError('common/away') : null;
}
