import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** Authenticated encryption and the keys for it, deterministic: nonces and salts come in as arguments. */

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * AES-256-GCM. @param key 32 bytes @param nonce 12 bytes, never twice under one key
 * @returns the ciphertext with its tag (16 bytes) behind it
 */
export function encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, bound: string): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What `encrypt` was given; null where key, nonce, ciphertext or what it is bound to is another. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, bound: string): Uint8Array | null {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(bound))
    .setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
  } catch {
    return null;
  }
}

/** HKDF-SHA256: a key of 32 bytes for one purpose. Only for secrets of full chance: it slows no guessing. */
export const derivedKey = (secret: Uint8Array, salt: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, salt, purpose, KEY_BYTES));
