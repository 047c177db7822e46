import { searchKey } from '../../text/vietnamese.js';
import { LETTERS } from '../draft.js';

export type SheetField =
  | 'code'
  | 'kind'
  | 'level'
  | 'topic'
  | 'stem'
  | `option${number}`
  | 'prompts'
  | 'key'
  | 'folding'
  | 'shuffle'
  | 'explanation'
  | 'document'
  | 'article'
  | 'clause'
  | 'section'
  | 'verified'
  | 'rubric';

export interface SheetColumn {
  readonly field: SheetField;
  /** As the template and exports write it. */
  readonly header: string;
  /** In letters. */
  readonly width: number;
  /** What is understood as well, folded. */
  readonly synonyms: readonly string[];
}

const column = (field: SheetField, header: string, width: number, synonyms: readonly string[] = []): SheetColumn => ({
  field,
  header,
  width,
  synonyms: [searchKey(header), ...synonyms],
});

export const SHEET_COLUMNS: readonly SheetColumn[] = [
  column('code', 'Mã câu', 10, ['ma', 'ma cau hoi', 'code']),
  column('kind', 'Loại câu', 14, ['loai', 'loai cau hoi', 'dang cau hoi', 'kind']),
  column('level', 'Mức độ', 13, ['muc do nhan thuc', 'do kho', 'level']),
  column('topic', 'Chủ đề', 22, ['chuyen de', 'noi dung kien thuc', 'topic']),
  column('stem', 'Câu hỏi', 60, ['noi dung cau hoi', 'noi dung', 'de bai', 'cau dan', 'question']),
  ...Array.from(LETTERS, (letter, i) =>
    column(`option${i}`, letter, 30, [
      `phuong an ${letter.toLowerCase()}`,
      `dap an ${letter.toLowerCase()}`,
      `lua chon ${letter.toLowerCase()}`,
      `phuong an ${i + 1}`,
    ]),
  ),
  column('prompts', 'Vế trái', 30, ['cot trai', 've trai (moi dong mot ve)']),
  column('key', 'Đáp án', 16, ['dap an dung', 'dap an chinh xac', 'key']),
  column('folding', 'So sánh', 16, ['cach so sanh']),
  column('shuffle', 'Trộn phương án', 10, ['tron', 'xao tron']),
  column('explanation', 'Giải thích', 50, ['loi giai', 'huong dan giai']),
  column('document', 'Văn bản', 24, ['can cu', 'tai lieu', 'nguon']),
  column('article', 'Điều', 8),
  column('clause', 'Khoản', 8),
  column('section', 'Mục', 20, ['phan', 'doan']),
  column('verified', 'Đối chiếu với', 18, ['doi chieu']),
  column('rubric', 'Biểu điểm', 60, ['dap an va bieu diem', 'huong dan cham']),
];

const FIELD_OF: ReadonlyMap<string, SheetField> = new Map(
  SHEET_COLUMNS.flatMap(({ field, synonyms }) => synonyms.map((name) => [name, field] as const)),
);

/** The field that a header means; a remark in brackets after it is none of its name. */
export const fieldOfHeader = (header: string): SheetField | undefined =>
  FIELD_OF.get(searchKey(header)) ?? FIELD_OF.get(searchKey(header.replace(/\s*\([^)]*\)\s*$/, '')));

/** Columns that number rows: nobody misses them. */
export const isRowNumber = (header: string): boolean => /^(stt|tt|so tt|so thu tu|#)$/.test(searchKey(header));

/** Words of the template for what the product calls otherwise. */
export const KIND_WORDS = {
  single: 'Một đáp án',
  multiple: 'Nhiều đáp án',
  trueFalse: 'Đúng, sai',
  shortText: 'Trả lời ngắn',
  ordering: 'Sắp xếp',
  matching: 'Ghép đôi',
  essay: 'Tự luận',
  oral: 'Vấn đáp',
} as const;
export const LEVEL_WORDS = { recall: 'Nhận biết', understand: 'Thông hiểu', apply: 'Vận dụng' } as const;
export const VERIFIED_WORDS = { fullText: 'Toàn văn', fact: 'Sự kiện' } as const;
export const FOLDING_WORDS = {
  exact: 'Đúng từng chữ',
  case: 'Không phân biệt hoa thường',
  marks: 'Không phân biệt dấu',
} as const;
