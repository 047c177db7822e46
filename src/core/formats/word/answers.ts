import type { Rubric, RubricCriterion } from '../../rubric/rubric.js';
import { inlineText } from '../plain-text.js';
import { pointsOf } from '../rubric-text.js';
import type { Table } from './paragraphs.js';

/** 'BẢNG ĐÁP ÁN', 'ĐÁP ÁN ĐỀ SỐ 1': what follows are numbers with letters. */
export const isKeyHeading = (text: string): boolean =>
  /^\s*(bảng\s+)?đáp\s+án(\s+(trắc\s+nghiệm|phần|đề|tham\s+khảo|mã)[^:]*)?\s*:?\s*$/iu.test(text);

/** 'ĐÁP ÁN VÀ BIỂU ĐIỂM', 'HƯỚNG DẪN CHẤM': what follows is how people mark. */
export const isRubricHeading = (text: string): boolean =>
  /^\s*([IVX]+\.\s*)?((đáp\s+án|hướng\s+dẫn\s+chấm)\s*(,|và|[-–])\s*)?(thang|biểu)\s*điểm(\s+chấm)?[^.]{0,40}$/iu.test(
    text,
  ) || /^\s*hướng\s+dẫn\s+chấm[^.]{0,40}$/iu.test(text);

const PAIR = /(?:câu\s*)?(\d{1,4})\s*[.):\-–]?\s*([A-H](?:\s*[,+]?\s*[A-H])*)(?![\p{L}\d])/giu;

/** '1.A 2.C', 'Câu 1: B'; null where the line is something else. */
export function keysOfLine(text: string): Map<number, string> | null {
  const rest = text.replace(PAIR, '').replace(/[\s,;|./–-]+/gu, '');
  if (rest !== '') return null;
  return new Map([...text.matchAll(PAIR)].map(([, no = '', letters = '']) => [Number(no), lettersOf(letters)]));
}

const lettersOf = (text: string): string => text.toUpperCase().replace(/[^A-H]/g, '');

/** A table of keys: cells '1.A', or a row of numbers above or beside one of letters. Null where it is none. */
export function keysOfTable({ rows }: Table): Map<number, string> | null {
  const keys = new Map<number, string>();
  const numberOf = (cell: string): number => Number(/^\s*(?:câu\s*)?(\d{1,4})\s*\.?\s*$/iu.exec(cell)?.[1] ?? 0);
  const letterOf = (cell: string): string => (/^\s*[A-H](\s*[,+]?\s*[A-H])*\s*$/i.test(cell) ? lettersOf(cell) : '');
  const grids = [rows, transposed(rows)];
  for (const grid of grids)
    for (const [i, row] of grid.entries())
      for (const [j, cell] of row.entries()) {
        const key = letterOf(grid[i + 1]?.[j] ?? '');
        if (numberOf(cell) > 0 && key !== '') keys.set(numberOf(cell), key);
      }
  for (const cell of rows.flat()) for (const [no, key] of keysOfLine(cell) ?? []) keys.set(no, key);
  return keys.size > 0 ? keys : null;
}

const transposed = (rows: readonly (readonly string[])[]): string[][] =>
  Array.from({ length: Math.max(0, ...rows.map((r) => r.length)) }, (_, j) => rows.map((r) => r[j] ?? ''));

const POINTS = /[([:–-]?\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:điểm|đ)\s*[)\]]?\s*[.;]?\s*$/iu;

/** '(2 điểm)' in a question or a heading; hundredths. */
export const pointsIn = (text: string): number | null =>
  pointsOf(/[([]\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:điểm|đ)\s*[)\]]/iu.exec(text)?.[1] ?? '');

/** Collects how people mark an answer: lines with points are criteria, the others ideas. */
export class RubricBook {
  private readonly criteria: Omit<RubricCriterion, 'id'>[] = [];
  private readonly ideas: string[] = [];

  constructor(private stated: number | null = null) {}

  state(points: number | null): void {
    this.stated ??= points;
  }

  take(line: string): void {
    const text = inlineText(line.replace(/^\s*[-+•*–]\s*/u, ''));
    const points = pointsOf(POINTS.exec(text)?.[1] ?? '');
    if (points === null) this.idea(text);
    else this.judged(text.replace(POINTS, ''), points);
  }

  /** A row of a table whose last cell is a number. */
  judged(text: string, points: number): void {
    const guide = inlineText(text).replace(/\s*[:–-]\s*$/u, '');
    if (guide === '' || points === 0) return;
    this.criteria.push({ title: titleOf(guide), guide, points });
  }

  idea(text: string): void {
    const line = inlineText(text);
    if (line !== '') this.ideas.push(line);
  }

  /** Null where nothing has points. */
  rubric(): Rubric | null {
    if (this.criteria.length === 0) return null;
    const sum = this.criteria.reduce((total, c) => total + c.points, 0);
    return {
      points: this.stated ?? sum,
      ideas: this.ideas.length > 0 ? this.ideas : this.criteria.map((c) => c.guide),
      criteria: this.criteria.map((c, i) => ({ id: `c${i + 1}`, ...c })),
    };
  }

  get text(): string {
    return this.ideas.join('\n');
  }
}

const LONGEST_TITLE = 80;

/** The guide's first words. */
function titleOf(guide: string): string {
  const first = guide.split(/[:.;]\s/u)[0] ?? guide;
  if (first.length <= LONGEST_TITLE) return first;
  return `${first.slice(0, LONGEST_TITLE).replace(/\s+\S*$/u, '')}…`;
}
