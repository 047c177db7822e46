/** What an official paper of the Party says. How it looks is not the caller's business: see styles.ts and the letterhead. */

export interface PaperSpec {
  readonly letterhead: Letterhead;
  /** In capitals: 'BIÊN BẢN'. */
  readonly typeName: string;
  /** The trích yếu, a line each; one that is too long is broken into lines of about equal length. */
  readonly abstract: readonly string[];
  readonly blocks: readonly Block[];
  readonly closing?: Closing | null;
  readonly annexes?: readonly Annex[];
  /** Small line at the foot of every page, for example the head of the ledger. */
  readonly footerNote?: string | null;
  /** Band at the top of every page of what is no real paper: 'DỮ LIỆU MẪU'. */
  readonly sampleMark?: string | null;
  readonly landscape?: boolean;
}

export interface Letterhead {
  /** The organisation above: 'ĐẢNG BỘ TỈNH QUẢNG NINH'. */
  readonly upper: string | null;
  /** Who issues, one or two names, all bold. */
  readonly issuers: readonly string[];
  /** null: a paper that bears no number, such as a list. */
  readonly number: PaperNumber | null;
  readonly placeDate: PlaceDate | null;
}

/** 'Số 02-BB/HĐKT'. */
export interface PaperNumber {
  /** null leaves room to write it. */
  readonly ordinal: number | null;
  readonly typeSymbol: string;
  readonly orgSymbol: string;
}

export interface PlaceDate {
  readonly place: string;
  /** YYYY-MM-DD; null leaves room to write it. */
  readonly date: string | null;
}

export interface Run {
  readonly text: string;
  /** Bold. Not named so: a string has a method of that name, and a linter warns of it. */
  readonly strong?: boolean;
  readonly italic?: boolean;
}

/** Of a plain string every line is a paragraph of its own. */
export type Text = string | readonly Run[];

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Text; readonly align?: Align; readonly indent?: boolean }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'dash'; readonly text: Text }
  /** '- Thời gian: …'; a value that is null becomes a dotted line to write on. */
  | { readonly kind: 'definition'; readonly term: string; readonly value: string | null }
  /** Dotted lines to write on. */
  | { readonly kind: 'dots'; readonly lines: number }
  | TableBlock
  | { readonly kind: 'pageBreak' };

export type Align = 'left' | 'center' | 'right' | 'both';

export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** A line beneath the table: 'Danh sách này có 44 (bốn mươi bốn) người.' */
  readonly total?: string | null;
  /** In points, default 12. */
  readonly size?: 10 | 11 | 12 | 13;
  /** Least height of a row, where people write into it; the header keeps its own. */
  readonly rowMm?: number;
}

export interface TableColumn {
  readonly header: string;
  /** Columns without a width share what the others leave. */
  readonly widthMm?: number;
  readonly align?: Align;
}

export interface Annex {
  /** 'PHỤ LỤC 1'. */
  readonly label: string | null;
  readonly title: readonly string[];
  readonly blocks: readonly Block[];
  readonly closing?: Closing | null;
  readonly landscape?: boolean;
}

export interface Closing {
  /** Each row is signed side by side; one who signs alone signs on the right. */
  readonly signatures: readonly SignatureRow[];
  /** Names only ('Các chi bộ'): dashes, semicolons and the last full stop are added. */
  readonly recipients?: readonly string[];
  /** Height kept free for a signature and a stamp, default 25. */
  readonly roomMm?: number;
}

export interface SignatureRow {
  readonly left: Signer | null;
  readonly right: Signer | null;
}

export interface Signer {
  /** In capitals, bold: 'T/M HỘI ĐỒNG', 'NGƯỜI GHI BIÊN BẢN'. */
  readonly authority: string | null;
  /** In capitals, not bold: 'CHỦ TỊCH'. */
  readonly position?: string | null;
  /** Small and italic: '(ký, ghi rõ họ tên)'. */
  readonly note?: string | null;
  /** null leaves room to write it. */
  readonly name: string | null;
}
