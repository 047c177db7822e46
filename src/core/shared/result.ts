/** A refusal that a person can cause: a stable code (`attempt/not-open`) and the values its sentence needs. */
export interface Refusal {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export type Result<T, E = Refusal> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

export const refuse = (
  code: string,
  params?: Readonly<Record<string, string | number>>,
): { readonly ok: false; readonly error: Refusal } => fail(params === undefined ? { code } : { code, params });

/** Exhaustiveness: the compiler proves that no case is left; at run time it is a broken invariant. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
