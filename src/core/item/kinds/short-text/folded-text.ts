import { canonicalTone, nfc } from '../../../text/vietnamese.js';
import type { TextFolding } from '../../item.js';

/** A short text as it is compared: equal for all that the folding does not tell apart. */
export function foldedText(text: string, folding: TextFolding): string {
  const typed = canonicalTone(nfc(text));
  if (folding === 'exact') return typed;
  const lower = typed.toLocaleLowerCase('vi').normalize('NFC');
  return folding === 'case' ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}
