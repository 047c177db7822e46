import { type QrPath, qrPath } from './qr-path.js';

/** Runs in a worker thread: the QR codes of many cards. */
export const qrPaths = (texts: readonly string[]): QrPath[] => texts.map(qrPath);
