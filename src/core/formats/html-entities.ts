/** The named letters of HTML 4 from code 160 on, in their order. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute ' +
  'micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring ' +
  'AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml ' +
  'times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil ' +
  'egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ' +
  'ugrave uacute ucirc uuml yacute thorn yuml';

/** Beyond them, those that editors write into questions. */
const OTHERS: readonly (readonly [string, number])[] = [
  ['amp', 0x26],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', 0x22],
  ['apos', 0x27],
  ['Abreve', 0x102],
  ['abreve', 0x103],
  ['Dstrok', 0x110],
  ['dstrok', 0x111],
  ['Itilde', 0x128],
  ['itilde', 0x129],
  ['Utilde', 0x168],
  ['utilde', 0x169],
  ['ensp', 0x2002],
  ['emsp', 0x2003],
  ['thinsp', 0x2009],
  ['ndash', 0x2013],
  ['mdash', 0x2014],
  ['lsquo', 0x2018],
  ['rsquo', 0x2019],
  ['sbquo', 0x201a],
  ['ldquo', 0x201c],
  ['rdquo', 0x201d],
  ['bdquo', 0x201e],
  ['bull', 0x2022],
  ['hellip', 0x2026],
  ['prime', 0x2032],
  ['euro', 0x20ac],
  ['larr', 0x2190],
  ['rarr', 0x2192],
  ['le', 0x2264],
  ['ge', 0x2265],
  ['ne', 0x2260],
];

export const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN.trim()
    .split(' ')
    .map((name, i) => [name, String.fromCodePoint(160 + i)] as const),
  ...OTHERS.map(([name, code]) => [name, String.fromCodePoint(code)] as const),
]);
