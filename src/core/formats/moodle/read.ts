import { type Found, letterAt, type Place, ReadingBook } from '../draft.js';
import { reduceHtml } from '../html.js';
import { tellLosses } from '../losses.js';
import { rubricOfText } from '../rubric-text.js';
import { acceptedAnswers } from '../short-answer.js';
import { childNamed, childrenNamed, textIn, type XmlElement } from '../xml.js';

/** Reads the questions of a Moodle XML file one by one, as its reader hands them over. */
export class MoodleReader {
  readonly book = new ReadingBook();
  private topic = '';

  /** @param element a child of <quiz> */
  take(element: XmlElement): void {
    if (element.name !== 'question') return;
    const type = element.attributes.get('type') ?? '';
    if (type === 'category') {
      const path = textIn(childNamed(element, 'category')).trim();
      this.topic = path.replaceAll('//', '\u0000').split('/').at(-1)?.replaceAll('\u0000', '/') ?? '';
    } else new QuestionReader(this.book, element, type, this.topic).read();
  }
}

class QuestionReader {
  private readonly place: Place;

  constructor(
    private readonly book: ReadingBook,
    private readonly element: XmlElement,
    private readonly type: string,
    private readonly topic: string,
  ) {
    this.place = { line: element.line };
  }

  read(): void {
    switch (this.type) {
      case 'multichoice':
      case 'multichoiceset':
        this.choice();
        return;
      case 'truefalse':
        this.statement();
        return;
      case 'shortanswer':
        this.short();
        return;
      case 'ordering':
        this.ordering();
        return;
      case 'matching':
        this.matching();
        return;
      case 'essay':
        this.essay();
        return;
      default:
        this.book.tell('skip', this.place, 'format/kind-unknown', {
          kind: this.type,
          text: reduceHtml(this.textOf('questiontext')).text.slice(0, 80),
        });
    }
  }

  private add(kind: Found['kind'], found: Partial<Found>): void {
    const code = textIn(childNamed(this.element, 'idnumber')).trim();
    const name = this.textOf('name').trim();
    this.book.add({
      place: this.place,
      kind,
      stem: this.rich('questiontext'),
      explanation: this.rich('generalfeedback'),
      code: code === '' ? name : code,
      topic: this.topic || undefined,
      tags: childrenNamed(childNamed(this.element, 'tags') ?? NOTHING, 'tag').map((tag) => textIn(tag).trim()),
      ...found,
    });
  }

  private choice(): void {
    const answers = this.answers();
    const shares = answers.map(({ fraction }) => fraction);
    const isSingle = /^(true|1)$/.test(this.textOf('single').trim()) && shares.filter((s) => s >= 100).length === 1;
    if (isSingle && shares.some((s) => s > 0 && s < 100)) this.warn('format/part-credit-lost');
    const isRight = (share: number): boolean => (isSingle ? share >= 100 : share > 0);
    this.add(isSingle ? 'single' : 'multiple', {
      options: answers.map((a) => a.text),
      key: shares.flatMap((share, i) => (isRight(share) ? [letterAt(i)] : [])),
      shuffle: this.isShuffled(),
    });
  }

  private statement(): void {
    const right = this.answers().find((a) => a.fraction > 0);
    this.add('trueFalse', { key: right === undefined ? [] : [/^(true|đúng)$/iu.test(right.text) ? 'T' : 'F'] });
  }

  private short(): void {
    const answers = childrenNamed(this.element, 'answer').map((a) => ({ fraction: fractionOf(a), text: innerText(a) }));
    if (answers.some((a) => a.fraction > 0 && a.fraction < 100)) this.warn('format/part-credit-lost');
    const whole = answers.filter((a) => a.fraction >= 100).map((a) => a.text);
    this.add('shortText', {
      key: acceptedAnswers(this.book, this.place, whole),
      folding: this.textOf('usecase').trim() === '1' ? 'exact' : 'case',
    });
  }

  /** The fraction is the place in the right order; where it tells none apart, the order of the file is. */
  private ordering(): void {
    const answers = this.answers();
    const places = new Set(answers.map((a) => a.fraction));
    const sorted = places.size === answers.length ? [...answers].sort((a, b) => a.fraction - b.fraction) : answers;
    this.add('ordering', { options: sorted.map((a) => a.text), key: sorted.map((_, i) => letterAt(i)) });
  }

  private matching(): void {
    const prompts: string[] = [];
    const options: string[] = [];
    const key: string[] = [];
    for (const sub of childrenNamed(this.element, 'subquestion')) {
      const right = innerText(childNamed(sub, 'answer') ?? NOTHING).trim();
      if (!options.includes(right)) options.push(right);
      const left = this.reduced(sub);
      if (left === '') continue;
      prompts.push(left);
      key.push(`${prompts.length}${letterAt(options.indexOf(right))}`);
    }
    this.add('matching', { prompts, options, key, shuffle: this.isShuffled() });
  }

  private essay(): void {
    const info = this.rich('graderinfo');
    const rubric = rubricOfText(info);
    const explanation = [this.rich('generalfeedback'), rubric === null ? info : ''].filter((t) => t !== '').join('\n');
    this.add('essay', { rubric, explanation });
  }

  private isShuffled(): boolean {
    return !/^(false|0)$/.test(this.textOf('shuffleanswers').trim());
  }

  private answers(): { readonly fraction: number; readonly text: string }[] {
    return childrenNamed(this.element, 'answer').map((a) => ({ fraction: fractionOf(a), text: this.reduced(a) }));
  }

  private textOf(name: string): string {
    return textIn(childNamed(this.element, name));
  }

  private rich(name: string): string {
    const element = childNamed(this.element, name);
    return element === undefined ? '' : this.reduced(element);
  }

  /** The text of an element in the format that it names. */
  private reduced(element: XmlElement): string {
    const raw = innerText(element);
    const format = element.attributes.get('format') ?? 'html';
    if (format === 'plain_text') return raw;
    const { text, losses } = reduceHtml(format === 'html' ? raw : raw.replace(/\r?\n/g, '<br>'));
    tellLosses(this.book, this.place, losses);
    return text;
  }

  private warn(code: string): void {
    this.book.tell('warning', this.place, code);
  }
}

const NOTHING: XmlElement = { name: '', attributes: new Map(), children: [], line: 0 };

const innerText = (element: XmlElement): string => textIn(childNamed(element, 'text'));

const fractionOf = (answer: XmlElement): number => Number(answer.attributes.get('fraction') ?? 0) || 0;
