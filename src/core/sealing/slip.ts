import { CODE_ALPHABET } from '../batch/access-code.js';
import { ok, refuse, type Result } from '../shared/result.js';

/** 120 bits of chance. */
export const SLIP_BYTES = 15;
const GROUPS = 5;
const GROUP_BYTES = SLIP_BYTES / GROUPS;
/** 31^5 > 2^24: five letters hold three bytes, the sixth checks them. */
const DATA_LETTERS = 5;
const GROUP_LETTERS = DATA_LETTERS + 1;
export const SLIP_LETTERS = GROUPS * GROUP_LETTERS;
const BASE = CODE_ALPHABET.length;

/** An opening slip as it is printed: five groups of six letters, each group with a check letter of its own. */
export const printedSlip = (slip: Uint8Array): string =>
  Array.from({ length: GROUPS }, (_, i) => printedGroup(slip, i)).join(' ');

/**
 * A slip as typed: any case, with or without spaces and hyphens. Each group is checked by itself, so that the refusal names the
 * one to look at again. Refusals: `seal/slip-keyboard` for letters with marks, `seal/slip-length`, `seal/slip-group`.
 */
export function readSlip(typed: string): Result<Uint8Array> {
  const letters = typed.toUpperCase().replace(/[\s.–-]/g, '');
  if (/[^\x20-\x7e]/.test(letters)) return refuse('seal/slip-keyboard');
  if (letters.length !== SLIP_LETTERS) return refuse('seal/slip-length', { n: letters.length, of: SLIP_LETTERS });
  const slip = new Uint8Array(SLIP_BYTES);
  for (let i = 0; i < GROUPS; i += 1) {
    const group = letters.slice(i * GROUP_LETTERS, (i + 1) * GROUP_LETTERS);
    const bytes = readGroup(group, i);
    if (bytes === null) return refuse('seal/slip-group', { group: i + 1, typed: group });
    slip.set(bytes, i * GROUP_BYTES);
  }
  return ok(slip);
}

function printedGroup(slip: Uint8Array, place: number): string {
  const bytes = slip.subarray(place * GROUP_BYTES, (place + 1) * GROUP_BYTES);
  let value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const digits: number[] = [];
  for (let i = 0; i < DATA_LETTERS; i += 1) {
    digits.unshift(value % BASE);
    value = Math.floor(value / BASE);
  }
  return [...digits, checkDigit(digits, place)].map((d) => CODE_ALPHABET.charAt(d)).join('');
}

function readGroup(group: string, place: number): Uint8Array | null {
  const digits = [...group].map((letter) => CODE_ALPHABET.indexOf(letter));
  if (digits.includes(-1)) return null;
  const data = digits.slice(0, DATA_LETTERS);
  if (digits[DATA_LETTERS] !== checkDigit(data, place)) return null;
  const value = data.reduce((sum, digit) => sum * BASE + digit, 0);
  if (value >= 256 ** GROUP_BYTES) return null;
  return Uint8Array.of(value >> 16, (value >> 8) & 255, value & 255);
}

/**
 * Weights 1 to 5 modulo the prime 31, and the group's place: one wrong letter, two letters in each other's place, and two
 * groups in each other's place are always found.
 */
const checkDigit = (data: readonly number[], place: number): number =>
  data.reduce((sum, digit, i) => sum + (i + 1) * digit, 7 * (place + 1)) % BASE;
