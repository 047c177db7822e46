import type { BandCode, ComponentKind, FailReason, OutcomeStatus } from '../core/scoring/outcome.js';
import type { ViolationDegree } from '../core/scoring/rule-set.js';
import { numberInWords, officialDate, officialTime } from '../core/text/official-text.js';
import { formatMinute, localDate } from '../i18n/translator.js';

/** Words of the official papers. Vietnamese only, whoever makes them. */

export const SAMPLE_MARK = 'DỮ LIỆU MẪU - KHÔNG CÓ GIÁ TRỊ';
export const COUNCIL = 'Hội đồng kiểm tra, đánh giá nhận thức';
export const ORG_SYMBOL = 'HĐKT';
export const NO_PLACE = '.....';
export const ABOUT_CHECK = 'kiểm tra, đánh giá nhận thức';
export const ABOUT_WHOM = 'đối với quần chúng ưu tú trước khi kết nạp Đảng';
export const ABOUT = `${ABOUT_CHECK} ${ABOUT_WHOM}`;
export const NONE = 'Không có.';

export const upper = (text: string): string => text.toLocaleUpperCase('vi');
export const batchName = (batch: { readonly number: number; readonly year: number }): string =>
  `đợt ${batch.number} năm ${batch.year}`;

export const BANDS: Readonly<Record<BandCode, string>> = {
  excellent: 'Giỏi',
  good: 'Khá',
  pass: 'Đạt',
  fail: 'Không đạt',
};

export const COMPONENTS: Readonly<Record<ComponentKind, string>> = { written: 'phiếu hỏi', oral: 'vấn đáp' };
export const DEGREES: Readonly<Record<ViolationDegree, string>> = {
  reprimand: 'Khiển trách',
  warning: 'Cảnh cáo',
  suspension: 'Đình chỉ',
};
export const SEXES = { male: 'Nam', female: 'Nữ' } as const;

/** What stands beside a person who has no band; '' for who has one. */
export const STATUS_NOTES: Readonly<Record<OutcomeStatus, string>> = {
  graded: '',
  incomplete: 'Chưa hoàn thành',
  suspended: 'Bị đình chỉ kiểm tra',
  absentWithLeave: 'Vắng có phép',
  absent: 'Vắng không phép',
  barred: 'Không được vào dự',
  pending: 'Chưa đủ điểm',
};

export const FAIL_NOTES: Readonly<Record<FailReason, string>> = {
  belowPass: 'Tổng điểm dưới mức đạt',
  'belowFloor.written': 'Phiếu hỏi dưới mức sàn',
  'belowFloor.oral': 'Vấn đáp dưới mức sàn',
  'missed.written': 'Bỏ phần phiếu hỏi',
  'missed.oral': 'Bỏ phần vấn đáp',
};

export const COLUMNS = {
  ordinal: 'TT',
  fullName: 'Họ và tên',
  birth: 'Ngày sinh',
  sex: 'Nam/Nữ',
  unit: 'Chi bộ, đảng bộ',
  candidateNo: 'Số báo danh',
  written: 'Điểm phiếu hỏi',
  oral: 'Điểm vấn đáp',
  total: 'Tổng điểm',
  band: 'Xếp loại',
  note: 'Ghi chú',
  sign: 'Ký tên',
  before: 'Kết quả trước',
  after: 'Kết quả sau',
  time: 'Giờ',
  minutes: 'Số phút',
  reason: 'Lý do',
  what: 'Nội dung',
  handling: 'Xử lý',
} as const;

/** Of the slip that tells one person their result. */
export const SLIP = {
  typeName: 'PHIẾU BÁO KẾT QUẢ',
  examined: 'Kiểm tra ngày',
  part: 'Nội dung',
  most: 'Điểm tối đa',
  reached: 'Điểm đạt',
  inWords: 'Bằng chữ',
  parts: { written: 'Phiếu hỏi', oral: 'Vấn đáp' },
  noBand: 'Không xếp loại',
} as const;

export const deducted = (percent: number, kind: ComponentKind): string =>
  `Trừ ${percent}% điểm ${COMPONENTS[kind]} do vi phạm`;
export const missedWithLeave = (kind: ComponentKind): string => `vắng có phép phần ${COMPONENTS[kind]}`;
export const byAddendum = (number: number): string => `Theo Phụ lục số ${number}`;

/** '9F86-D081-884C-7D65': enough of a digest to know again what it was made of. */
export const shortDigest = (digest: string): string =>
  (digest.slice(0, 16).toUpperCase().match(/.{4}/g) ?? []).join('-');

/** '44 (bốn mươi bốn)': a figure that nobody alters with one stroke. */
export const inWords = (n: number): string => `${n} (${numberInWords(n)})`;
export const listTotal = (n: number): string => `Danh sách này có ${inWords(n)} người.`;

/** 44 as '44', 5 as '05': as figures of people stand in minutes. */
export const people = (n: number): string => `${String(n).padStart(2, '0')} người`;
export const comrades = (n: number): string => `${String(n).padStart(2, '0')} đồng chí`;

export const momentOf = (at: Date): string => `${officialTime(formatMinute(at))}, ${officialDate(localDate(at))}`;
export const timeOf = (at: Date): string => officialTime(formatMinute(at));

/** '8 giờ 30 phút cùng ngày', or with its own day where that is another one. */
export const endOf = (start: Date, end: Date): string =>
  localDate(start) === localDate(end) ? `${timeOf(end)} cùng ngày` : momentOf(end);

export const SIGNERS = {
  writer: 'NGƯỜI GHI BIÊN BẢN',
  chairing: 'CHỦ TRÌ HỘI NGHỊ',
  secretary: 'THƯ KÝ HỘI ĐỒNG',
  forCouncil: 'T/M HỘI ĐỒNG',
  chair: 'CHỦ TỊCH',
  invigilator1: 'GIÁM THỊ THỨ NHẤT',
  invigilator2: 'GIÁM THỊ THỨ HAI',
  noted: 'NGƯỜI LẬP BIÊN BẢN',
  violator: 'NGƯỜI VI PHẠM',
  signHere: '(ký, ghi rõ họ tên)',
} as const;

/** Heads of the ledger as the foot of the minutes bears them. */
export const HEADS = {
  secretary: 'Thư ký',
  chair: 'Chủ trì',
  lock: 'khóa',
  addendum: 'phụ lục',
  prefix: 'Sổ ghi:',
} as const;
