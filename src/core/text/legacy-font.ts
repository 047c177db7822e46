/**
 * Text typed with the fonts of before Unicode (TCVN3, VNI), or decoded wrongly, reads as Vietnamese in its own font only.
 * Nothing converts it by guess: a name converted wrongly is worse than a name refused.
 */

export type LegacyEncoding = 'TCVN3' | 'VNI' | 'UTF-8';

/** Letters that neither an old font nor a wrong decoding can produce: who has one of them writes Unicode. */
const UNICODE_VIETNAMESE = /[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]/u;

/** UTF-8 whose bytes were taken for letters: á»… Ã© Æ° Ä‘. */
const MISREAD_UTF8 = /á[º»]|Ã[\u0080-\u009f\u00a1-\u00bf‘’“”–—™š›œžŸ]|Æ[°¡]|Ä[‘\u0091ƒ\u0083]/u;

/** Where TCVN3 put some of its letters; « and » also quote, ® also follows a trade mark. */
const TCVN3_SIGN = /[¡-§¨©ª¬\u00adµ¸¶·¹¼½¾]\p{L}|\p{L}[¡-§¨©ª¬\u00adµ¸¶·¹¼½¾]|®\p{L}|\p{L}[«»]\p{L}/u;
/** A capital with a mark amid small letters: NguyÔn, TrÇn, B×nh. */
const TCVN3_CAPITAL = /\p{Ll}[À-ÖØ-Þß](?:\p{Ll}|$|\s)|\p{L}[×÷]|÷\p{L}/u;

/** VNI writes a vowel, then its mark upon another one; no Vietnamese word has a marked vowel after a or e. */
const VNI_PAIR = /[ae][àáâãäåèéêëìíîïòóôõöøùúûü]|[oôuy][øûïåäëü]|ö[ôùúøûõïîì]/iu;

/** Letters of Latin-1 that no name of this country has; ñ, ö and ü are left out, some of its peoples write them. */
const FOREIGN_LETTER = /[äåæçëîïøûþß]/iu;

/** The encoding a text seems to be in, or null if it is what it says. */
export function legacyEncoding(text: string): LegacyEncoding | null {
  if (text.includes('\ufffd')) return 'UTF-8';
  const composed = text.normalize('NFC');
  if (!/[\u0080-\u00ff]/.test(composed) || UNICODE_VIETNAMESE.test(composed)) return null;
  if (MISREAD_UTF8.test(composed)) return 'UTF-8';
  if (TCVN3_SIGN.test(composed) || TCVN3_CAPITAL.test(composed)) return 'TCVN3';
  if (VNI_PAIR.test(composed)) return 'VNI';
  return FOREIGN_LETTER.test(composed) ? 'TCVN3' : null;
}
