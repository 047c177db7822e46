import { refuse, ok, type Result } from '../../core/shared/result.js';
import { legacyEncoding } from '../../core/text/legacy-font.js';

/** No text has these; Ctrl-Z ended files once. */
const CONTROLS = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f]/;

/**
 * Text of a file in UTF-8 or UTF-16, in NFC, without its byte order mark. Refuses with `bank/file-legacy-font` {encoding} for bytes of
 * an old font, `bank/file-encoding` for any other encoding, and `bank/file-unknown` for what is no text.
 */
export function decodeText(data: Buffer): Result<string> {
  const encoding = encodingOf(data);
  if (encoding === 'utf-8' && CONTROLS.test(data.toString('latin1'))) return refuse('bank/file-unknown');
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(data);
    return CONTROLS.test(text) ? refuse('bank/file-unknown') : ok(text.normalize('NFC'));
  } catch {
    const old = oldEncoding(data);
    return old === null ? refuse('bank/file-encoding') : refuse('bank/file-legacy-font', { encoding: old });
  }
}

/** By its mark; without one, Latin letters in UTF-16 have every other byte zero. */
function encodingOf(data: Buffer): string {
  const [first, second] = data;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = data.subarray(0, 2000);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const many = sample.length / 8;
  if ((zeros[1] ?? 0) > many && zeros[0] === 0) return 'utf-16le';
  if ((zeros[0] ?? 0) > many && zeros[1] === 0) return 'utf-16be';
  return 'utf-8';
}

/** The old font of bytes of one letter each, told by the lines that are not plain. */
function oldEncoding(data: Buffer): string | null {
  const lines = data
    .toString('latin1')
    .split(/[\r\n]+/)
    .filter((line) => /[\u0080-\u00ff]/.test(line));
  const found = lines.slice(0, 50).map(legacyEncoding);
  return found.find((e) => e === 'TCVN3' || e === 'VNI') ?? null;
}
