import { childNamed, childrenNamed, type XmlElement } from '../xml.js';

interface Level {
  readonly start: number;
  readonly format: string;
  readonly text: string;
}
interface List {
  readonly abstractId: string;
  readonly levels: ReadonlyMap<number, Level>;
  /** Levels at which this list begins anew. */
  readonly restarts: ReadonlyMap<number, number>;
}
interface Member {
  readonly listId: string;
  readonly level: number;
}

/** Counts the lists of a document as Word does, paragraph by paragraph: their numbers are nowhere in its text. */
export class Numbering {
  private readonly lists: ReadonlyMap<string, List>;
  private readonly ofStyle: ReadonlyMap<string, Member>;
  private readonly counts = new Map<string, number[]>();
  private readonly begun = new Set<string>();

  /** @param numbering, styles roots of these parts, where the document has them */
  constructor(numbering: XmlElement | null, styles: XmlElement | null) {
    this.lists = numbering === null ? new Map() : listsOf(numbering);
    this.ofStyle = styles === null ? new Map() : styleMembers(styles);
  }

  /** The number in front of a paragraph, which is thereby counted; '' for none or a bullet. */
  labelOf(properties: XmlElement | undefined, style: string): string {
    const own = memberOf(properties);
    const member = own ?? this.ofStyle.get(style);
    const list = member === undefined ? undefined : this.lists.get(member.listId);
    const level = member === undefined ? undefined : list?.levels.get(member.level);
    if (member === undefined || list === undefined || level === undefined) return '';
    const counts = this.count(member, list, level);
    if (level.format === 'bullet' || level.format === 'none') return '';
    return level.text.replace(/%([1-9])/g, (_, n: string) => {
      const depth = Number(n) - 1;
      return numeral(counts[depth] ?? list.levels.get(depth)?.start ?? 1, list.levels.get(depth)?.format ?? 'decimal');
    });
  }

  private count({ listId, level }: Member, list: List, { start }: Level): number[] {
    const counts = this.counts.get(list.abstractId) ?? [];
    const restart = list.restarts.get(level);
    if (restart !== undefined && !this.begun.has(`${listId}/${level}`)) counts[level] = restart;
    else counts[level] = (counts[level] ?? start - 1) + 1;
    this.begun.add(`${listId}/${level}`);
    counts.length = level + 1;
    this.counts.set(list.abstractId, counts);
    return counts;
  }
}

function memberOf(properties: XmlElement | undefined): Member | undefined {
  const numbered = properties === undefined ? undefined : childNamed(properties, 'numPr');
  const listId = numbered === undefined ? undefined : childNamed(numbered, 'numId')?.attributes.get('val');
  if (numbered === undefined || listId === undefined) return undefined;
  return { listId, level: Number(childNamed(numbered, 'ilvl')?.attributes.get('val') ?? 0) };
}

function styleMembers(styles: XmlElement): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const style of childrenNamed(styles, 'style')) {
    const member = memberOf(childNamed(style, 'pPr'));
    if (member !== undefined) members.set(style.attributes.get('styleId') ?? '', member);
  }
  return members;
}

const numberIn = (parent: XmlElement, name: string, otherwise: number): number =>
  Number(childNamed(parent, name)?.attributes.get('val') ?? otherwise);

function listsOf(numbering: XmlElement): Map<string, List> {
  const abstracts = new Map(
    childrenNamed(numbering, 'abstractNum').map((a) => [a.attributes.get('abstractNumId') ?? '', levelsOf(a)] as const),
  );
  return new Map(
    childrenNamed(numbering, 'num').map((num) => {
      const abstractId = childNamed(num, 'abstractNumId')?.attributes.get('val') ?? '';
      const overrides = childrenNamed(num, 'lvlOverride').filter((o) => childNamed(o, 'startOverride') !== undefined);
      const restarts = new Map(
        overrides.map((o) => [Number(o.attributes.get('ilvl') ?? 0), numberIn(o, 'startOverride', 1)] as const),
      );
      return [
        num.attributes.get('numId') ?? '',
        { abstractId, levels: abstracts.get(abstractId) ?? new Map(), restarts },
      ];
    }),
  );
}

const levelsOf = (abstract: XmlElement): Map<number, Level> =>
  new Map(
    childrenNamed(abstract, 'lvl').map((lvl) => [
      Number(lvl.attributes.get('ilvl') ?? 0),
      {
        start: numberIn(lvl, 'start', 1),
        format: childNamed(lvl, 'numFmt')?.attributes.get('val') ?? 'decimal',
        text: childNamed(lvl, 'lvlText')?.attributes.get('val') ?? '',
      },
    ]),
  );

function numeral(n: number, format: string): string {
  const letter = String.fromCharCode(65 + ((n - 1) % 26));
  switch (format) {
    case 'upperLetter':
      return letter;
    case 'lowerLetter':
      return letter.toLowerCase();
    case 'upperRoman':
      return roman(n);
    case 'lowerRoman':
      return roman(n).toLowerCase();
    default:
      return String(n);
  }
}

const ROMAN: readonly (readonly [number, string])[] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

function roman(n: number): string {
  let rest = Math.min(n, 399);
  let text = '';
  for (const [value, sign] of ROMAN)
    while (rest >= value) {
      text += sign;
      rest -= value;
    }
  return text;
}
