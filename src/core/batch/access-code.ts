/** Without 0 O 1 I L: what is read from paper must have one reading. 31 letters, 8 of them: 39,6 bits. */
export const CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
export const CODE_LENGTH = 8;

/** An access code from random bytes; bytes that would favour some letters are passed over. */
export function accessCode(bytes: Iterable<number>): string {
  let code = '';
  const limit = 256 - (256 % CODE_ALPHABET.length);
  for (const byte of bytes) {
    if (byte >= limit) continue;
    code += CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length);
    if (code.length === CODE_LENGTH) return code;
  }
  throw new Error('accessCode: too few random bytes');
}

/** As printed: two groups of four. */
export const printedCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

/** As typed: any case, with or without spaces and hyphens. */
export const normaliseCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
