import type { Refusal, Result } from '../core/shared/result.js';

/**
 * A refusal on its way to a person. `code` is stable and has a sentence in every language (`error.<code>`); the one
 * filter maps it to a status and a page or a problem+json.
 */
export class AppError extends Error {
  constructor(
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
    this.name = 'AppError';
  }

  static of(refusal: Refusal): AppError {
    return new AppError(refusal.code, refusal.params ?? {});
  }
}

/** The value, or the refusal as an error. */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw AppError.of(result.error);
}

/** The row, or `common/not-found`: an unknown id and somebody else's row answer alike. */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new AppError('common/not-found');
  return row;
}

const STATUS_OF_KIND: readonly (readonly [RegExp, number])[] = [
  [/^(common\/not-found)$/, 404],
  [/^(auth\/sign-in-needed|auth\/token-needed)$/, 401],
  [/^(auth\/wrong-credentials|auth\/wrong-code)$/, 401],
  [/^(auth\/forbidden|csrf\/.*)$/, 403],
  [/^(auth\/too-many-tries)$/, 429],
  [/^(common\/too-large|file\/too-large|bank\/file-too-large)$/, 413],
  [/^(common\/unreadable|form\/.*|save\/malformed|save\/too-long|api\/bad-date)$/, 400],
  [/^(common\/busy|common\/full|common\/away|common\/stopping|work\/.*)$/, 503],
  [/^(save\/conflict|rescue\/.*|roster\/.*|file\/.*|bank\/.*|blueprint\/.*)$/, 422],
  [/.*/, 409],
];

/** HTTP status of a refusal's code; what a person can cause is 4xx, what passes by itself 503. */
export function statusOf(code: string): number {
  const hit = STATUS_OF_KIND.find(([pattern]) => pattern.test(code));
  return hit?.[1] ?? 409;
}
