import nacl from 'tweetnacl';
import {
  RESCUE_MAGIC,
  type RescueContent,
  rescueCode,
  type RescuePage,
  rescueText,
} from '../core/attempt/rescue-file.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Seals what this machine keeps, with a key that only the page of the signed-in candidate is given. */
export class Seal {
  constructor(private readonly key: Uint8Array) {}

  close(value: unknown): string {
    const nonce = nacl.randomBytes(nacl.secretbox.nonceLength);
    return toBase64(joined(nonce, nacl.secretbox(utf8(JSON.stringify(value)), nonce, this.key)));
  }

  /** Undefined for what another key has sealed, or what is damaged. */
  open(text: string): unknown {
    try {
      const bytes = fromBase64(text);
      const cut = nacl.secretbox.nonceLength;
      const plain = nacl.secretbox.open(bytes.slice(cut), bytes.slice(0, cut), this.key);
      return plain === null ? undefined : JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return undefined;
    }
  }
}

/** A file that only the server can read; the key pair of this side is forgotten at once. */
export function sealFile(content: RescueContent, serverKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = nacl.box.keyPair();
  const nonce = nacl.randomBytes(nacl.box.nonceLength);
  const sealed = nacl.box(utf8(JSON.stringify(content)), nonce, serverKey, own.secretKey);
  return joined(utf8(RESCUE_MAGIC), own.publicKey, nonce, sealed);
}

/** The code under which the server will show what it received. */
export const codeOf = (attempt: string, pages: readonly RescuePage[]): string =>
  rescueCode(nacl.hash(utf8(rescueText(attempt, pages))));
