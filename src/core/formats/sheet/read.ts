import { cellAt, columnLetter, type Grid, isBlank } from '../../roster/grid.js';
import type { Rubric } from '../../rubric/rubric.js';
import { searchKey } from '../../text/vietnamese.js';
import type { ItemKind } from '../../item/item.js';
import { type Found, LETTERS, type Place, ReadingBook, type Reading } from '../draft.js';
import { blockText, inlineText } from '../plain-text.js';
import { rubricOfText } from '../rubric-text.js';
import { foldingOf, kindNamed, levelOf, verificationOf } from '../tags.js';
import { fieldOfHeader, isRowNumber, type SheetField } from './columns.js';

/** The header is looked for in so many rows: a title may stand above. */
const HEADER_WITHIN = 15;
/** Sheets of our own that hold no questions. */
const OWN_SHEETS = new Set(['huong dan', 'xuat xu']);

/** Reads the sheets that have a header with a column of questions. */
export function readSheets(grids: readonly Grid[]): Reading {
  const book = new ReadingBook();
  const read = grids.filter((grid) => new SheetReader(book, grid, grids.length > 1).read());
  if (read.length === 0) book.tell('error', {}, 'format/sheet-no-header');
  else
    for (const grid of grids)
      if (!read.includes(grid) && grid.rows.length > 0 && !OWN_SHEETS.has(searchKey(grid.sheet)))
        book.tell('warning', { part: grid.sheet }, 'format/sheet-unread', { sheet: grid.sheet });
  return book;
}

class SheetReader {
  private readonly columns = new Map<SheetField, number>();

  constructor(
    private readonly book: ReadingBook,
    private readonly grid: Grid,
    private readonly isOneOfMany: boolean,
  ) {}

  /** Whether there was a header. */
  read(): boolean {
    const header = this.grid.rows.slice(0, HEADER_WITHIN).findIndex((_, row) => this.isHeader(row));
    if (header < 0) return false;
    this.takeHeader(header);
    if (this.grid.truncated) this.book.tell('error', this.place(header, 0), 'format/sheet-truncated');
    for (let row = header + 1; row < this.grid.rows.length; row += 1) this.takeRow(row);
    return true;
  }

  private isHeader(row: number): boolean {
    const fields = (this.grid.rows[row] ?? []).map((cell) => fieldOfHeader(cell.text));
    return fields.includes('stem') && fields.filter((f) => f !== undefined).length >= 2;
  }

  private takeHeader(row: number): void {
    for (const [column, cell] of (this.grid.rows[row] ?? []).entries()) {
      const field = fieldOfHeader(cell.text);
      const params = { header: inlineText(cell.text).slice(0, 80) };
      if (field !== undefined && !this.columns.has(field)) this.columns.set(field, column);
      else if (field !== undefined) this.book.tell('error', this.place(row, column), 'format/sheet-twice', params);
      else if (!isBlank(cell) && !isRowNumber(cell.text))
        this.book.tell('warning', this.place(row, column), 'format/sheet-column', params);
    }
  }

  private takeRow(row: number): void {
    const cells = [...this.columns.keys()].filter((field) => this.text(row, field) !== '');
    if (cells.length === 0) return;
    const kind = this.kindOf(row);
    if (kind === null) {
      const params = { kind: this.text(row, 'kind'), text: this.text(row, 'stem').slice(0, 80) };
      this.book.tell('skip', this.placeOf(row, 'kind'), 'format/kind-unknown', params);
      return;
    }
    this.unread(row, 'level', levelOf);
    this.unread(row, 'verified', verificationOf);
    this.unread(row, 'folding', foldingOf);
    const place = this.placeOf(row, 'stem');
    const document = this.text(row, 'document');
    this.book.add({
      place,
      kind,
      stem: this.text(row, 'stem'),
      ...this.answers(row, kind),
      shuffle: !/^(khong|0|false)$/.test(searchKey(this.text(row, 'shuffle'))),
      code: this.text(row, 'code'),
      topic: this.text(row, 'topic'),
      level: levelOf(this.text(row, 'level')),
      explanation: this.text(row, 'explanation'),
      citation: document === '' ? undefined : { document, ...this.narrower(row) },
      verifiedAgainst: verificationOf(this.text(row, 'verified')),
      rubric: this.rubric(row),
      tags: this.tags(row),
    });
  }

  private answers(row: number, kind: ItemKind): Partial<Found> {
    const prompts = this.lines(row, 'prompts');
    return { options: this.options(row), key: this.key(row, kind), ...(kind === 'matching' && { prompts }) };
  }

  /** Options under A to H; an empty cell amid others would give the key another meaning. */
  private options(row: number): string[] {
    const texts = Array.from(LETTERS, (_, i) => this.text(row, `option${i}`));
    const last = texts.findLastIndex((text) => text !== '');
    for (const [i, text] of texts.slice(0, last + 1).entries())
      if (text === '')
        this.book.tell('error', this.placeOf(row, `option${i}`), 'format/sheet-gap', { letter: LETTERS.charAt(i) });
    return texts.slice(0, last + 1);
  }

  private key(row: number, kind: ItemKind): string[] {
    const text = this.text(row, 'key');
    if (text === '') return [];
    if (kind === 'shortText') return this.lines(row, 'key');
    if (kind === 'trueFalse') return [/^(dung|d|true|t|1)$/.test(searchKey(text)) ? 'T' : 'F'];
    if (kind === 'essay' || kind === 'oral') return [];
    const parts = keyParts(text, kind);
    if (parts.length === 0)
      this.book.tell('error', this.placeOf(row, 'key'), 'format/key-unreadable', { text: text.slice(0, 80) });
    return parts;
  }

  private rubric(row: number): Rubric | null {
    const text = blockText(this.text(row, 'rubric'));
    const rubric = text === '' ? null : rubricOfText(text);
    if (text !== '' && rubric === null)
      this.book.tell('error', this.placeOf(row, 'rubric'), 'format/rubric-unreadable');
    return rubric;
  }

  private tags(row: number): string[] {
    const folding = foldingOf(this.text(row, 'folding'));
    return folding === undefined ? [] : [`folding:${folding}`];
  }

  private narrower(row: number): Partial<Record<'article' | 'clause' | 'section', string>> {
    const fields = (['article', 'clause', 'section'] as const).flatMap((field) => {
      const text = inlineText(this.text(row, field));
      return text === '' ? [] : [[field, text] as const];
    });
    return Object.fromEntries(fields);
  }

  /** null: a word that names no kind of ours. Without a word the filled cells tell. */
  private kindOf(row: number): ItemKind | null {
    const word = this.text(row, 'kind');
    if (word !== '') return kindNamed(word) ?? null;
    const key = this.text(row, 'key');
    if (this.text(row, 'rubric') !== '') return 'essay';
    if (this.text(row, 'prompts') !== '') return 'matching';
    if (this.text(row, 'option0') !== '') return keyParts(key, 'multiple').length > 1 ? 'multiple' : 'single';
    if (/^(dung|sai|true|false)$/.test(searchKey(key))) return 'trueFalse';
    return key === '' ? 'essay' : 'shortText';
  }

  private unread(row: number, field: SheetField, read: (text: string) => unknown): void {
    const text = this.text(row, field);
    if (text !== '' && read(text) === undefined)
      this.book.tell('error', this.placeOf(row, field), 'format/word-unknown', { text: text.slice(0, 80) });
  }

  private text(row: number, field: SheetField): string {
    const column = this.columns.get(field);
    return column === undefined ? '' : cellAt(this.grid, row, column).text.trim();
  }

  private lines(row: number, field: SheetField): string[] {
    return blockText(this.text(row, field))
      .split('\n')
      .filter((line) => line !== '');
  }

  private placeOf(row: number, field: SheetField): Place {
    return this.place(row, this.columns.get(field) ?? this.columns.get('stem') ?? 0);
  }

  private place(row: number, column: number): Place {
    const cell = `${columnLetter(column)}${row + 1}`;
    return this.isOneOfMany ? { part: this.grid.sheet, cell } : { cell };
  }
}

/** 'A, C', 'AC', '1C 2A'; [] where it is nothing of the kind. */
export function keyParts(text: string, kind: ItemKind): string[] {
  const bare = text.toUpperCase().replace(/[\s,;.\-–→>và]+/giu, '');
  const pattern = kind === 'matching' ? /^([1-9][A-H])+$/ : /^[A-H]+$/;
  return pattern.test(bare) ? (bare.match(kind === 'matching' ? /[1-9][A-H]/g : /[A-H]/g) ?? []) : [];
}
