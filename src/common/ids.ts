import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new row's identity: UUIDv7, made by the application so that both engines hold the same text. */
export const newId = (): string => v7();

/** 256 bits of chance as URL-safe text, for session tokens and one-time links. */
export const newToken = (): string => randomBytes(32).toString('base64url');
