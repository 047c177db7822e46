import { nfc, searchKey } from '../text/vietnamese.js';

/**
 * What a column of a roster may hold. `familyName` and `givenName` are the halves of a name in two columns; `male` and
 * `female` the two columns of the old form, with a cross or the birth date under the sex; `birthDay`, `birthMonth` and
 * `birthYear` a birth date in three columns.
 */
export type RosterField =
  | 'ordinal'
  | 'fullName'
  | 'familyName'
  | 'givenName'
  | 'birth'
  | 'birthDay'
  | 'birthMonth'
  | 'birthYear'
  | 'male'
  | 'female'
  | 'sex'
  | 'unitName'
  | 'post'
  | 'idNumber'
  | 'phone'
  | 'certificateNo'
  | 'certificateOn'
  | 'cellResolution'
  | 'note';

export interface HeaderWord {
  readonly field: RosterField;
  /** 0 for the best word of a field: of two columns the one with the lower rank is taken, then the one to the left. */
  readonly rank: number;
}

const MAX_HEADER_LENGTH = 200;

/** A header as words: no marks, no punctuation, no remarks in brackets; '' for what is too long to be one. */
export function foldHeader(text: string): string {
  if (text.length > MAX_HEADER_LENGTH) return '';
  const folded = searchKey(text);
  const bare = folded.replace(/\([^()]*\)/g, ' ');
  return words(words(bare) === '' ? folded : bare);
}

const words = (s: string): string => s.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** The field of a header cell with the header above it ('' if none), or null for a column a roster does not need. */
export function headerWord(text: string, above: string): HeaderWord | null {
  const leaf = foldHeader(text);
  const parent = foldHeader(above);
  const part = partOfBirth(text, leaf, parent);
  if (part !== null) return { field: part, rank: 0 };
  if (isFalseFriend(text, leaf)) return null;
  // A bare 'Số' or 'Ngày cấp' says nothing without the header above it.
  const phrase = NEEDS_PARENT.test(leaf) ? `${parent} ${leaf}`.trim() : leaf;
  const index = WORDS.findIndex(([pattern]) => pattern.test(phrase));
  const field = WORDS[index]?.[1];
  return field === undefined ? null : { field, rank: index };
}

const NEEDS_PARENT = /^(so|so hieu|so giay|so the|ma so|ngay|ngay cap|ngay thang|ngay thang nam|so ngay.*|ngay so.*)$/;

function partOfBirth(text: string, leaf: string, parent: string): RosterField | null {
  if (!/\bsinh\b/.test(parent)) return null;
  if (leaf === 'ngay') return 'birthDay';
  if (leaf === 'thang') return 'birthMonth';
  return nfc(text).toLowerCase() === 'năm' ? 'birthYear' : null;
}

/** 'Năm' is no man and 'DT' (dân tộc) no telephone, though they fold like 'Nam' and 'ĐT'. */
function isFalseFriend(text: string, leaf: string): boolean {
  if (leaf === 'nam') return nfc(text).toLowerCase().includes('ă');
  return leaf === 'dt' && !nfc(text).toLowerCase().includes('đ');
}

const NAME_TAIL = '( (khai sinh|day du|hoc vien|thi sinh|ung vien|can bo|quan chung.*|nguoi du .*|nguoi duoc .*))?';
const UNIT_TAIL = [
  '( (chi bo|dang bo|dang uy|co so|truc thuoc|bo phan|gioi thieu|de nghi|sinh hoat|cong tac|hoc tap|don vi|co quan',
  '|noi|dang|va|hoac))*',
].join('');
const CERTIFICATE = String.raw`(?=.*\b(gcn|giay chung nhan|chung nhan)\b)`;
const RESOLUTION = String.raw`(?=.*\b(nghi quyet|nq)\b)`;
const HAS_NUMBER = String.raw`(?=.*\bso\b)`;

/** Patterns over folded headers, the better first. */
const WORDS: readonly (readonly [RegExp, RosterField])[] = [
  [/^(stt|tt|s tt|s t t|so tt|so thu tu|no)$/, 'ordinal'],
  [/^(ho|ho (va )?(ten |chu )?(dem|lot)|ho (va )?ten (chu )?(dem|lot)|ten dem)$/, 'familyName'],
  [/^ten$/, 'givenName'],
  [new RegExp(`^ho (va |chu |dem |lot )*ten${NAME_TAIL}$`), 'fullName'],
  [/^(full ?name|name)$/, 'fullName'],
  [
    /^((sinh )?ngay (thang )?(nam )?sinh|ngay sinh.*|ngay thang nam sinh.*|nam sinh.*|sinh (ngay|nam).*|ntns)$/,
    'birth',
  ],
  [/^(date of birth|birth ?(date|day)?|dob)$/, 'birth'],
  [/^(nam|male)$/, 'male'],
  [/^(nu|female)$/, 'female'],
  [/^(gioi tinh.*|phai|gioi|nam nu|nu nam|nam hay nu|nam hoac nu|sex|gender)$/, 'sex'],
  [new RegExp(`^(ten )?(chi bo|to chuc (co so )?dang|chi dang bo)${UNIT_TAIL}$`), 'unitName'],
  [new RegExp(`^(ten )?(dang bo|dang uy|noi gioi thieu|noi sinh hoat)${UNIT_TAIL}$`), 'unitName'],
  [new RegExp(`^(ten )?(don vi|noi cong tac|co quan|unit)${UNIT_TAIL}$`), 'unitName'],
  [/^(chuc vu|nghe nghiep|chuc danh|cong viec|nghe|post|job)( .*)?$/, 'post'],
  [
    /^((so|ma|the|giay) )*(cccd|can cuoc|dinh danh|cmnd|cmtnd|cmt|chung minh|id number)( (?!.*(ngay|noi) cap).*)?$/,
    'idNumber',
  ],
  [/^(so )?(dien thoai|dt|sdt|di dong|phone|mobile)( .*)?$/, 'phone'],
  [new RegExp(String.raw`^${CERTIFICATE}(?=.*\b(ngay|thoi gian)\b)(?!.*\b(so|noi)\b).*$`), 'certificateOn'],
  [new RegExp(String.raw`^${CERTIFICATE}(${HAS_NUMBER}|(?!.*\b(noi|don vi|co quan)\b)).*$`), 'certificateNo'],
  [new RegExp(String.raw`^${RESOLUTION}(${HAS_NUMBER}|(?!.*\bngay\b)).*$`), 'cellResolution'],
  [/^(ghi chu|notes?|remarks?)( .*)?$/, 'note'],
];
