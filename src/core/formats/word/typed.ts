import type { ItemKind, ItemLevel } from '../../item/item.js';
import { searchKey } from '../../text/vietnamese.js';
import { letterAt, LETTERS, type Place, type ReadingBook } from '../draft.js';
import { inlineText } from '../plain-text.js';
import { pointsOf } from '../rubric-text.js';
import { levelOf } from '../tags.js';
import { isKeyHeading, isRubricHeading, keysOfLine, keysOfTable, pointsIn, RubricBook } from './answers.js';
import { cut, type Line, linesOf } from './lines.js';
import { markedOptions, optionText, takeOptions, type TypedOption } from './options.js';
import { type Block, isTable, type Paragraph, type Table } from './paragraphs.js';

/** 'Câu 12:', 'Câu hỏi 3.'; then, if no line begins so, '12.' and '12)'. */
const NAMED_QUESTION = /^\s*(?:câu(?:\s+hỏi)?|question)\s*(?:số\s*)?(\d{1,4})\s*([:.)\]–-]+|(?=[([\s])|$)\s*/iu;
const NUMBERED_QUESTION = /^\s*(\d{1,4})\s*[.):]\s*(?=\S)/u;
const ORAL = /vấn\s*đáp/iu;

const KEY_LINE = /^\s*(?:đáp\s*án(?:\s*đúng)?|đ\/?a|answer|key)\s*(?:là\s*)?[:.-]\s*(.*)$/iu;
const NOTE =
  /^\s*(giải\s*thích|lời\s*giải|hướng\s*dẫn\s*giải|mức\s*độ|chủ\s*đề|căn\s*cứ|văn\s*bản|mã(?:\s*câu)?)\s*:\s*(.*)$/iu;
const GUIDE_LINE =
  /^\s*(?:gợi\s*ý(?:\s*(?:trả\s*lời|đáp\s*án))?|hướng\s*dẫn\s*(?:chấm|trả\s*lời)|đáp\s*án\s*(?:,|và)\s*(?:biểu|thang)\s*điểm|(?:biểu|thang)\s*điểm|ý\s*chính|yêu\s*cầu\s*(?:cần\s*)?đạt)[^:]{0,40}:?\s*(.*)$/iu;

interface Typed {
  readonly no: number;
  readonly number: number;
  readonly isOral: boolean;
  readonly topic: string;
  readonly stem: string[];
  readonly options: TypedOption[];
  readonly notes: Map<string, string>;
  readonly rubric: RubricBook;
  /** What follows belongs to this part of the question. */
  part: 'stem' | 'options' | 'explanation' | 'rubric';
  key: string | null;
  level: ItemLevel | undefined;
}

type Mode = 'questions' | 'keys' | 'rubrics';

/** Reads questions as people type them in Word. */
export class TypedReader {
  private readonly questions: Typed[] = [];
  private readonly keys = new Map<number, string>();
  private readonly question: RegExp;
  private mode: Mode = 'questions';
  private current: Typed | null = null;
  private isOral = false;
  private topic = '';

  constructor(
    private readonly book: ReadingBook,
    private readonly blocks: readonly Block[],
  ) {
    const isNamed = blocks.some((b) => !isTable(b) && linesOf(b).some((line) => NAMED_QUESTION.test(line.text)));
    this.question = isNamed ? NAMED_QUESTION : NUMBERED_QUESTION;
  }

  read(): void {
    for (const block of this.blocks) {
      if (isTable(block)) this.table(block);
      else {
        this.losses(block);
        for (const line of linesOf(block)) this.line(line);
      }
    }
    for (const question of this.questions) this.settle(question);
    for (const number of this.keys.keys())
      if (!this.questions.some((q) => q.number === number))
        this.book.tell('warning', {}, 'format/word-key-stray', { number });
  }

  private losses(paragraph: Paragraph): void {
    const place = this.current === null ? { line: paragraph.no } : placeOf(this.current);
    if (paragraph.hasPicture) this.book.tellOnce('warning', place, 'format/lost-image');
    if (paragraph.hasFormula) this.book.tellOnce('warning', place, 'format/lost-math');
  }

  private line(line: Line): void {
    if (isRubricHeading(line.text) && this.current?.part !== 'rubric') this.heading('rubrics', line);
    else if (isKeyHeading(line.text) && !this.expectsGuide()) this.heading('keys', line);
    else if (this.mode === 'keys') this.keyLine(line);
    else if (this.mode === 'rubrics') this.rubricLine(line);
    else this.questionLine(line);
  }

  /** After an essay 'Đáp án:' begins what a full answer contains. */
  private expectsGuide(): boolean {
    return (
      this.mode === 'questions' &&
      this.current !== null &&
      this.current.options.length === 0 &&
      this.questions.length > 0
    );
  }

  private heading(mode: Mode, line: Line): void {
    // Within a question without options the heading speaks of that question alone.
    if (mode === 'rubrics' && this.expectsGuide() && !/^\P{Ll}+$/u.test(line.text)) {
      this.guide(pointsIn(line.text));
      return;
    }
    this.mode = mode;
    this.current = null;
  }

  private keyLine(line: Line): void {
    const keys = keysOfLine(line.text);
    if (keys !== null && keys.size > 0) for (const [number, key] of keys) this.keys.set(number, key);
    else if (this.question.test(line.text)) {
      this.mode = 'questions';
      this.questionLine(line);
    }
  }

  private rubricLine(line: Line): void {
    const head = this.question.exec(line.text);
    if (head !== null) {
      const rest = line.text.slice(head[0].length);
      this.current = this.questions.find((q) => q.number === Number(head[1]) && q.options.length === 0) ?? null;
      if (this.current === null)
        this.book.tell('warning', { line: line.no, label: `Câu ${head[1] ?? ''}` }, 'format/word-rubric-stray');
      this.guide(pointsIn(rest));
      const text = rest.replace(/[([]\s*[\d.,]+\s*(?:điểm|đ)\s*[)\]]\s*[:.]?/iu, '');
      if (/[\p{L}]/u.test(text)) this.current?.rubric.take(text);
    } else this.current?.rubric.take(line.text);
  }

  private guide(points: number | null): void {
    if (this.current === null) return;
    this.current.part = 'rubric';
    this.current.rubric.state(points);
  }

  private questionLine(line: Line): void {
    const head = this.question.exec(line.text);
    if (head !== null && this.begins(Number(head[1]), line)) this.begin(cut(line, head[0].length), Number(head[1]));
    else if (this.current === null) this.between(line);
    else this.within(this.current, line);
  }

  /** A bare number begins a question only where it is the next one: a list within a text begins anew. */
  private begins(number: number, line: Line): boolean {
    if (this.question === NAMED_QUESTION) return true;
    const last = this.questions.at(-1)?.number ?? 0;
    return number === last + 1 && !(this.current?.part === 'rubric' && pointsOf(line.text) !== null);
  }

  private begin(line: Line, number: number): void {
    const bracketed = /^\s*[([]([^()[\]]{1,30})[)\]]\s*[:.]?\s*/u.exec(line.text);
    const level = bracketed === null ? undefined : levelOf(bracketed[1] ?? '');
    const points = bracketed === null ? null : pointsIn(bracketed[0]);
    const isNote = level !== undefined || points !== null;
    this.current = {
      ...{ no: line.no, number, isOral: this.isOral, topic: this.topic, level, key: null, part: 'stem' },
      ...{
        stem: [],
        options: [],
        notes: new Map<string, string>(),
        rubric: new RubricBook(points ?? pointsIn(line.text)),
      },
    };
    this.questions.push(this.current);
    const rest = isNote ? cut(line, bracketed?.[0].length ?? 0) : line;
    if (rest.text.trim() !== '') this.within(this.current, rest);
  }

  /** Between questions: a heading may name the topic, or say that what follows is spoken. */
  private between(line: Line): void {
    const topic = /^\s*chủ\s*đề\s*(?:\d+\s*)?[:.]\s*(.+)$/iu.exec(line.text)?.[1];
    if (topic !== undefined) this.topic = inlineText(topic);
    if (/^\s*(phần|[IVX]+\.)/iu.test(line.text)) this.isOral = ORAL.test(line.text);
  }

  private within(question: Typed, line: Line): void {
    const key = KEY_LINE.exec(line.text);
    const note = NOTE.exec(line.text);
    const guide = GUIDE_LINE.exec(line.text);
    if (isSection(line.text)) {
      this.current = null;
      this.between(line);
    } else if (question.options.length === 0 && (guide !== null || (key !== null && !isShortKey(key[1] ?? '')))) {
      this.guide(pointsIn(line.text));
      const rest = (guide?.[1] ?? key?.[1] ?? '').trim();
      if (rest !== '' && /\p{L}/u.test(rest) && pointsIn(rest) === null) question.rubric.take(rest);
    } else if (key !== null) question.key = inlineText(key[1] ?? '');
    else if (note !== null) this.note(question, note[1] ?? '', note[2] ?? '');
    else this.text(question, line);
  }

  private note(question: Typed, name: string, value: string): void {
    question.notes.set(searchKey(name), inlineText(value));
    question.part = 'explanation';
    if (/^muc do$/.test(searchKey(name))) question.level = levelOf(value) ?? question.level;
  }

  private text(question: Typed, line: Line): void {
    if (question.part === 'rubric') question.rubric.take(line.text);
    else if (question.part === 'explanation')
      question.notes.set('giai thich', `${question.notes.get('giai thich') ?? ''}\n${line.text}`);
    else if (takeOptions(line, question.options)) question.part = 'options';
    else if (question.part === 'options') question.options.at(-1)?.lines.push(line);
    else question.stem.push(line.text);
  }

  private table(table: Table): void {
    const isAnswers = this.mode !== 'questions' || this.current === null || this.current.part === 'rubric';
    const keys = this.mode === 'rubrics' ? null : keysOfTable(table);
    if (isAnswers && keys !== null) for (const [number, key] of keys) this.keys.set(number, key);
    else if (isAnswers) this.rubricTable(table);
    else this.lines(table);
  }

  /** Options in a table without borders, as some lay them out. */
  private lines(table: Table): void {
    const cells = table.rows.flat().flatMap((cell) => cell.split('\n'));
    for (const text of cells)
      if (text.trim() !== '') this.line({ no: table.no, text, marks: Array.from(text, () => 0) });
  }

  /** Rows 'Câu | Nội dung | Điểm'; an empty cell under a question goes on with it. */
  private rubricTable({ rows }: Table): void {
    for (const cells of rows) {
      const number = Number(/^\s*(?:câu\s*)?(\d{1,3})\b/iu.exec(cells[0] ?? '')?.[1] ?? 0);
      const found = this.questions.find((q) => q.number === number && q.options.length === 0);
      if (cells.length > 1 && found !== undefined) this.current = found;
      if (this.current !== null && this.current.options.length === 0) this.rubricRow(cells, found !== undefined);
    }
  }

  private rubricRow(cells: readonly string[], isNumbered: boolean): void {
    const points = pointsOf((cells.at(-1) ?? '').replace(/\s*(điểm|đ)\s*$/iu, '').trim());
    const content = cells
      .slice(isNumbered && cells.length > 1 ? 1 : 0, points === null ? undefined : -1)
      .filter((c) => c.trim() !== '');
    if (points !== null) this.current?.rubric.judged(content.join(': '), points);
    else if (!content.some((c) => /^(câu|nội dung|đáp án|điểm|ý|thang điểm)$/iu.test(c.trim())))
      for (const line of content.flatMap((c) => c.split('\n'))) this.current?.rubric.take(line);
  }

  private settle(question: Typed): void {
    const place = placeOf(question);
    const options = question.options.map(optionText);
    const stem = question.stem.join('\n');
    const common = {
      ...{ place, stem, topic: (question.notes.get('chu de') ?? question.topic) || undefined, level: question.level },
      explanation: ['giai thich', 'loi giai', 'huong dan giai'].map((n) => question.notes.get(n) ?? '').join('\n'),
      code: question.notes.get('ma') ?? question.notes.get('ma cau'),
      citation: citationOf(question.notes.get('can cu') ?? question.notes.get('van ban')),
    };
    const key = this.keyOf(question);
    if (
      options.length === 2 &&
      /^dung\.?$/.test(searchKey(options[0] ?? '')) &&
      /^sai\.?$/.test(searchKey(options[1] ?? ''))
    )
      this.book.add({ ...common, kind: 'trueFalse', key: key.map((k) => (k === 'A' ? 'T' : 'F')) });
    else if (options.length > 0)
      this.book.add({ ...common, kind: key.length > 1 ? 'multiple' : 'single', options, key });
    else this.withoutOptions(question, common);
  }

  private withoutOptions(question: Typed, common: Omit<Parameters<ReadingBook['add']>[0], 'kind'>): void {
    const typed = question.key === null ? '' : searchKey(question.key);
    const rubric = question.rubric.rubric();
    if (/^(dung|sai|d|s)\.?$/.test(typed) && rubric === null)
      this.book.add({ ...common, kind: 'trueFalse', key: [/^d/.test(typed) ? 'T' : 'F'] });
    else if (question.key !== null && question.key !== '' && rubric === null && question.rubric.text === '')
      this.book.add({ ...common, kind: 'shortText', key: question.key.split(/\s*[;|]\s*/u) });
    else {
      const kind: ItemKind = question.isOral ? 'oral' : 'essay';
      const explanation = rubric === null ? [common.explanation, question.rubric.text].join('\n') : common.explanation;
      this.book.add({ ...common, kind, rubric, explanation: explanation ?? '' });
    }
  }

  /** What the marks of options, the line below and the table of keys say; they must agree. */
  private keyOf(question: Typed): string[] {
    const marked = markedOptions(question.options).map(letterAt).join('');
    const line = lettersOnly(question.key ?? '', question.options);
    const listed = this.keys.get(question.number) ?? '';
    const said = [...new Set([marked, line, listed].map((k) => [...k].sort().join('')).filter((k) => k !== ''))];
    const place = placeOf(question);
    if (said.length > 1)
      this.book.tell('error', place, 'format/word-key-conflict', {
        marked: marked || '–',
        line: line || '–',
        listed: listed || '–',
      });
    if (question.key !== null && question.key !== '' && line === '' && question.options.length > 0)
      this.book.tell('error', place, 'format/key-unreadable', { text: question.key.slice(0, 80) });
    const key = [...(said[0] ?? '')];
    const stray = key.filter((letter) => LETTERS.indexOf(letter) >= question.options.length);
    if (stray.length > 0 && question.options.length > 0)
      this.book.tell('error', place, 'format/word-key-no-option', { key: stray.join(', ') });
    return key.filter((letter) => !stray.includes(letter));
  }
}

const placeOf = ({ no, number }: Typed): Place => ({ line: no, label: `Câu ${number}` });

/** 'B', 'A, C', 'B. 12 tháng', 'Đúng' among options. */
function lettersOnly(typed: string, options: readonly TypedOption[]): string {
  const bare = /^\s*([A-H](?:\s*(?:[,;+&]|và)?\s*[A-H])*)\s*(?:[.)].*)?$/u.exec(typed)?.[1];
  if (bare !== undefined) return bare.replace(/[^A-H]/g, '');
  const same = options.findIndex((o) => searchKey(optionText(o)) === searchKey(typed));
  return same < 0 || typed === '' ? '' : letterAt(same);
}

/** An answer short enough to be compared by machine. */
const isShortKey = (text: string): boolean => text.trim() !== '' && text.length <= 100 && pointsIn(text) === null;

const isSection = (text: string): boolean =>
  text.length < 120 &&
  (/^\s*(phần\s+([ivx]+|\d+|[a-z])\b|chủ\s*đề\s*\d*\s*:)/iu.test(text) || /^\s*[IVX]{1,4}\.\s+\P{Ll}{4,}$/u.test(text));

/** 'Điều lệ Đảng, Điều 5, khoản 1' */
function citationOf(text: string | undefined): { document: string; article?: string; clause?: string } | undefined {
  if (text === undefined || text === '') return undefined;
  const article = /[,;(\s]điều\s+(\d+[a-zđ]?)/iu.exec(text);
  const clause = /khoản\s+(\d+)/iu.exec(text);
  const ends = [article, clause].flatMap((hit) => (hit === null ? [] : [hit.index]));
  const document = inlineText(
    text.slice(0, ends.length === 0 ? undefined : Math.min(...ends)).replace(/[\s,;(–-]+$/u, ''),
  );
  if (document === '') return { document: inlineText(text) };
  return { document, ...(article?.[1] && { article: article[1] }), ...(clause?.[1] && { clause: clause[1] }) };
}
