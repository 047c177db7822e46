import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import nacl from 'tweetnacl';
import { KEYS } from '../config/config.module.js';
import type { Keys } from '../config/keys.js';
import { hmacSha256 } from '../core/shared/digest.js';

/**
 * Keys that a candidate's page needs, derived from the keys file: every instance has the same, and a restart keeps them.
 * They go out with the page of the signed-in candidate alone and stay in its memory.
 */
@Injectable()
export class PageSecrets {
  private readonly rescuePair: nacl.BoxKeyPair;

  constructor(@Inject(KEYS) private readonly keys: Keys) {
    this.rescuePair = nacl.box.keyPair.fromSecretKey(Uint8Array.from(this.derive('rescue-file')));
  }

  /** What the paper's page is given, in base64. */
  ofAttempt(attemptId: string): { journalKey: string; rescueKey: string; rescueToken: string } {
    return {
      journalKey: base64(this.derive(`journal|${attemptId}`)),
      rescueKey: base64(this.rescuePair.publicKey),
      rescueToken: base64(this.rescueToken(attemptId)),
    };
  }

  /** Opens what a page has sealed for this server; null for anything else. */
  open(sealed: Uint8Array, nonce: Uint8Array, senderKey: Uint8Array): Uint8Array | null {
    return nacl.box.open(sealed, nonce, senderKey, this.rescuePair.secretKey);
  }

  isRescueToken(attemptId: string, given: string): boolean {
    const bytes = Buffer.from(given, 'base64');
    const own = this.rescueToken(attemptId);
    return bytes.length === own.length && timingSafeEqual(bytes, own);
  }

  private rescueToken(attemptId: string): Uint8Array {
    return this.derive(`rescue-token|${attemptId}`);
  }

  private derive(purpose: string): Uint8Array {
    return hmacSha256(this.keys.ledger, purpose);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
