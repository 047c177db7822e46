import { createHash, createHmac } from 'node:crypto';

/** The deterministic functions of node:crypto; with cipher.ts the only door through which they enter the core. */

/** SHA-256 as lower-case hex (64 characters). */
export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export const sha256 = (data: string | Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/** HMAC-SHA256 as 32 bytes. */
export const hmacSha256 = (key: Uint8Array, data: string | Uint8Array): Uint8Array =>
  createHmac('sha256', key).update(data).digest();
