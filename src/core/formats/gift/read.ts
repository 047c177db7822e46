import { type Found, ITEM_CODE, letterAt, type Place, ReadingBook, type Reading } from '../draft.js';
import type { Rubric } from '../../rubric/rubric.js';
import { reduceHtml } from '../html.js';
import { acceptedAnswers } from '../short-answer.js';
import { rubricOfText } from '../rubric-text.js';
import { tellLosses } from '../losses.js';

/** Reads GIFT as Moodle does: blocks between blank lines, `\` before a sign that shall not part anything. */
export function readGift(text: string): Reading {
  const book = new ReadingBook();
  let topic = '';
  for (const block of blocksOf(text)) {
    const category = /^\$CATEGORY:(.*)$/s.exec(block.body);
    if (category !== null) topic = lastSegment(category[1] ?? '');
    else if (block.body !== '') new BlockReader(book, block, topic).read();
  }
  return book;
}

/** Tags without an end take time as the square of their length. */
const LONGEST_COMMENT = 5000;

interface Block {
  readonly line: number;
  readonly body: string;
  readonly tags: readonly string[];
}

function* blocksOf(text: string): Generator<Block> {
  let lines: string[] = [];
  let tags: string[] = [];
  let start = 0;
  for (const [i, line] of [...text.split(/\r\n|\r|\n/), ''].entries()) {
    const bare = line.trim();
    if (bare.startsWith('//')) tags.push(...bracketsOf(bare.slice(0, LONGEST_COMMENT)));
    else if (bare !== '') {
      if (lines.length === 0) start = i + 1;
      lines.push(line);
      // A category is a line of its own, whatever follows.
      if (!bare.startsWith('$CATEGORY:')) continue;
      yield { line: start, body: bare, tags };
      [lines, tags] = [[], []];
    } else if (lines.length > 0) {
      yield { line: start, body: lines.join('\n').trim(), tags };
      [lines, tags] = [[], []];
    }
  }
}

/** '[tag:...]' and '[id:...]' of a comment; a bracket after a backslash belongs to the value. */
function bracketsOf(comment: string): string[] {
  return [...comment.matchAll(/\[(tag|id):((?:[^\]\\]|\\\]|\\(?!\]))*)\]/g)].map(([, name = '', value = '']) => {
    const plain = value.replaceAll('\\]', ']');
    return name === 'id' ? `code:${plain}` : plain;
  });
}

/** '$course$/top/Điều lệ Đảng' is the topic 'Điều lệ Đảng'; of '//' a name has one stroke. */
const lastSegment = (path: string): string =>
  path.replaceAll('//', '\u0000').split('/').at(-1)?.replaceAll('\u0000', '/').trim() ?? '';

const ANSWER_WEIGHT = /^%(-?\d{1,3}(?:\.\d*)?)%/;
const FORMATS = /^\[(html|moodle|plain|markdown)\]/i;

class BlockReader {
  private readonly place: Place;
  private format = '';

  constructor(
    private readonly book: ReadingBook,
    private readonly block: Block,
    private readonly topic: string,
  ) {
    this.place = { line: block.line };
  }

  read(): void {
    let { body } = this.block;
    let name = '';
    const nameEnd = body.startsWith('::') ? bareIndex(body, '::', 2) : -1;
    if (nameEnd > 0) {
      name = unescaped(body.slice(2, nameEnd));
      body = body.slice(nameEnd + 2).trim();
    }
    const open = bareIndex(body, '{');
    const close = bareIndex(body, '}');
    if (open < 0 && close < 0) {
      this.skip('format/gift-description');
      return;
    }
    if (open < 0 || close < open) {
      this.refuse('format/gift-braces', this.excerpt());
      return;
    }
    const after = body.slice(close + 1).trim();
    const stem = `${body.slice(0, open)}${after === '' ? '' : `_____${body.slice(close + 1)}`}`.trim();
    this.format = FORMATS.exec(stem)?.[1]?.toLowerCase() ?? '';
    this.answers(name, this.text(stem), body.slice(open + 1, close).trim());
  }

  private answers(name: string, stem: string, section: string): void {
    const [answers, feedback] = generalFeedback(section);
    const { explanation, rubric } = this.feedback(feedback);
    const common = { place: this.place, stem, explanation, tags: this.block.tags, topic: this.topic || undefined };
    const base = ITEM_CODE.test(name.trim()) ? { ...common, code: name.trim() } : common;
    if (answers === '') this.book.add({ ...base, kind: 'essay', rubric });
    else if (answers.startsWith('#')) this.skip('format/kind-unknown', { kind: 'numerical' });
    else if (/^>\d*/.test(answers)) this.skip('format/kind-unknown', { kind: 'ordering' });
    else this.marked(base, answers);
  }

  private marked(base: Omit<Found, 'kind'>, answers: string): void {
    const truth = /^(T|TRUE|F|FALSE)$/.exec((answers.slice(0, endOfBare(answers, '#')) || '').trim());
    const isShort = this.block.tags.includes('kind:shortText');
    if (bareIndex(answers, '~') >= 0) this.choice(base, answers);
    else if (!isShort && bareIndex(answers, '=') >= 0 && answers.includes('->')) this.matching(base, answers);
    else if (truth !== null)
      this.book.add({ ...base, kind: 'trueFalse', key: [truth[1]?.startsWith('T') === true ? 'T' : 'F'] });
    else this.short(base, answers);
  }

  private choice(base: Omit<Found, 'kind'>, answers: string): void {
    const parts = splitBare(answers, '~=');
    const read = parts.map(({ sign, text }) => {
      const weighed = ANSWER_WEIGHT.exec(text);
      const share = sign === '=' ? 100 : Number(weighed?.[1] ?? 0);
      return { share, text: this.answer(sign === '=' ? text : text.slice(weighed?.[0].length ?? 0)) };
    });
    const key = read.flatMap(({ share }, i) => (share > 0 ? [letterAt(i)] : []));
    const isSingle = parts.some(({ sign }) => sign === '=');
    if (isSingle && read.some(({ share }) => share > 0 && share < 100))
      this.book.tell('warning', this.place, 'format/part-credit-lost');
    const whole = isSingle ? read.flatMap(({ share }, i) => (share === 100 ? [letterAt(i)] : [])) : key;
    const kind = isSingle && whole.length === 1 ? 'single' : 'multiple';
    this.book.add({ ...base, kind, options: read.map((r) => r.text), key: whole });
  }

  private matching(base: Omit<Found, 'kind'>, answers: string): void {
    const prompts: string[] = [];
    const options: string[] = [];
    const key: string[] = [];
    for (const { text } of splitBare(answers, '=')) {
      const arrow = text.indexOf('->');
      if (arrow < 0) {
        this.refuse('format/gift-arrow', this.excerpt());
        return;
      }
      const left = this.answer(text.slice(0, arrow));
      const right = unescaped(text.slice(arrow + 2)).trim();
      if (!options.includes(right)) options.push(right);
      if (left === '') continue;
      prompts.push(left);
      key.push(`${prompts.length}${letterAt(options.indexOf(right))}`);
    }
    this.book.add({ ...base, kind: 'matching', prompts, options, key });
  }

  private short(base: Omit<Found, 'kind'>, answers: string): void {
    const parts = splitBare(answers, '=').map(({ text }) => {
      const weighed = ANSWER_WEIGHT.exec(text);
      return { share: Number(weighed?.[1] ?? 100), text: this.answer(text.slice(weighed?.[0].length ?? 0), 'plain') };
    });
    if (parts.some(({ share }) => share < 100)) this.book.tell('warning', this.place, 'format/part-credit-lost');
    this.book.add({
      ...base,
      kind: 'shortText',
      key: acceptedAnswers(
        this.book,
        this.place,
        parts.filter((p) => p.share === 100).map((p) => p.text),
      ),
    });
  }

  /** What stands before a comment of the answer. */
  private answer(text: string, format = this.format): string {
    return this.text(text.slice(0, endOfBare(text, '#')).trim(), format);
  }

  private feedback(text: string): { readonly explanation: string; readonly rubric: Rubric | null } {
    const all = this.text(text.trim());
    const start = /(^|\n)Biểu điểm: /u.exec(all);
    const rubric = start === null ? null : rubricOfText(all.slice(start.index));
    return rubric === null || start === null
      ? { explanation: all, rubric: null }
      : { explanation: all.slice(0, start.index), rubric };
  }

  /** Text in the format that it names, else in that of its question; without one, markup is what looks like it. */
  private text(raw: string, inherited = this.format): string {
    const named = FORMATS.exec(raw);
    const format = named?.[1]?.toLowerCase() ?? inherited;
    const text = unescaped(raw.slice(named?.[0].length ?? 0));
    const isMarkup = format === 'html' || (format !== 'plain' && /<\/?[a-z][^<>]*>|&#?\w+;/i.test(text));
    if (!isMarkup) return text;
    const reduced = reduceHtml(text.replaceAll('\n', '<br>'));
    tellLosses(this.book, this.place, reduced.losses);
    return reduced.text;
  }

  private skip(code: string, params = {}): void {
    this.book.tell('skip', this.place, code, { ...params, ...this.excerpt() });
  }

  private refuse(code: string, params: { readonly text: string }): void {
    this.book.tell('error', this.place, code, params);
  }

  private excerpt(): { readonly text: string } {
    return { text: this.block.body.slice(0, 80) };
  }
}

const ESCAPABLE = /\\([\\:#={}~n])/g;
const unescaped = (text: string): string => text.replace(ESCAPABLE, (_, sign: string) => (sign === 'n' ? '\n' : sign));

/** Where a mark stands that no backslash escapes; -1 if nowhere. */
function bareIndex(text: string, mark: string, from = 0): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.startsWith(mark, at)) return at;
  }
  return -1;
}

const endOfBare = (text: string, mark: string): number => {
  const at = bareIndex(text, mark);
  return at < 0 ? text.length : at;
};

/** The parts that begin with one of these signs; what stands before the first is a part if it is not blank. */
function splitBare(text: string, signs: string): { readonly sign: string; readonly text: string }[] {
  const parts: { sign: string; text: string }[] = [];
  let sign = '';
  let start = 0;
  const push = (end: number): void => {
    const part = text.slice(start, end).trim();
    if (sign !== '' || part !== '') parts.push({ sign, text: part });
  };
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (signs.includes(text.charAt(at))) {
      push(at);
      sign = text.charAt(at);
      start = at + 1;
    }
  }
  push(text.length);
  return parts;
}

function generalFeedback(section: string): readonly [string, string] {
  let at = -1;
  for (let next = bareIndex(section, '####'); next >= 0; next = bareIndex(section, '####', next + 4)) at = next;
  return at < 0 ? [section, ''] : [section.slice(0, at).trim(), section.slice(at + 4)];
}
