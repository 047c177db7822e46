import { childNamed, childrenNamed, descendants, elementsIn, type XmlElement } from '../xml.js';
import type { Numbering } from './numbering.js';

/** How a letter is set off from others, as bits: people mark the key by any of them. */
export const BOLD = 1;
export const UNDERLINE = 2;
export const COLOUR = 4;
export const HIGHLIGHT = 8;
export const EMPHASES = [UNDERLINE, HIGHLIGHT, COLOUR, BOLD] as const;

export interface Run {
  readonly text: string;
  readonly marks: number;
  /** Id of the character style. */
  readonly style: string;
}

export interface Paragraph {
  /** From 1, over the whole document, those of tables counted. */
  readonly no: number;
  /** Id of the paragraph style. */
  readonly style: string;
  /** What Word counts by itself: 'A.', 'Câu 3:'; '' for none. */
  readonly label: string;
  readonly runs: readonly Run[];
  readonly hasPicture: boolean;
  readonly hasFormula: boolean;
}

/** Text of the cells, lines of a cell parted by line breaks. */
export interface Table {
  readonly no: number;
  readonly rows: readonly (readonly string[])[];
}

export type Block = Paragraph | Table;
export const isTable = (block: Block): block is Table => 'rows' in block;

export const textOf = (paragraph: Paragraph): string => paragraph.runs.map((r) => r.text).join('');

/** @param document the root of word/document.xml */
export function blocksOf(document: XmlElement, numbering: Numbering): Block[] {
  const body = childNamed(document, 'body');
  return body === undefined ? [] : new BlockReader(numbering).read(body);
}

class BlockReader {
  private no = 0;

  constructor(private readonly numbering: Numbering) {}

  read(parent: XmlElement): Block[] {
    return elementsIn(parent).flatMap((child): Block[] => {
      if (child.name === 'p') return [this.paragraph(child)];
      if (child.name === 'tbl') return [this.table(child)];
      // Contents of a form field, of a tracked insertion.
      if (['sdt', 'sdtContent', 'ins', 'customXml', 'smartTag'].includes(child.name)) return this.read(child);
      return [];
    });
  }

  private paragraph(p: XmlElement): Paragraph {
    this.no += 1;
    const properties = childNamed(p, 'pPr');
    const style = valueOf(properties, 'pStyle');
    const runs = runsOf(p).filter((run) => run.text !== '');
    const has = (...names: string[]): boolean => descendants(p, (name) => names.includes(name)).length > 0;
    const isEmpty = runs.every((run) => run.text.trim() === '');
    return {
      no: this.no,
      style,
      // An empty paragraph of a list counts, but shows its number to nobody.
      label: isEmpty ? '' : this.numbering.labelOf(properties, style),
      runs,
      hasPicture: has('drawing', 'pict', 'object'),
      hasFormula: has('oMath', 'oMathPara'),
    };
  }

  private table(tbl: XmlElement): Table {
    const no = this.no + 1;
    const rows = childrenNamed(tbl, 'tr').map((tr) =>
      childrenNamed(tr, 'tc').map((tc) =>
        this.read(tc)
          .map((block) =>
            isTable(block)
              ? block.rows.flat().join('\n')
              : `${block.label}${block.label === '' ? '' : ' '}${textOf(block)}`,
          )
          .join('\n')
          .trim(),
      ),
    );
    return { no, rows };
  }
}

const valueOf = (properties: XmlElement | undefined, name: string): string =>
  properties === undefined ? '' : (childNamed(properties, name)?.attributes.get('val') ?? '');

const CONTAINERS = new Set(['hyperlink', 'ins', 'sdt', 'sdtContent', 'smartTag', 'fldSimple', 'moveTo']);

function runsOf(parent: XmlElement): Run[] {
  return elementsIn(parent).flatMap((child): Run[] => {
    if (child.name === 'r') return [runOf(child)];
    return CONTAINERS.has(child.name) ? runsOf(child) : [];
  });
}

function runOf(r: XmlElement): Run {
  const properties = childNamed(r, 'rPr');
  const isHidden = isOn(properties, 'vanish');
  const text = isHidden ? '' : elementsIn(r).map(pieceOf).join('');
  return { text: text.normalize('NFC'), marks: marksOf(properties), style: valueOf(properties, 'rStyle') };
}

function pieceOf(element: XmlElement): string {
  switch (element.name) {
    case 't':
      return element.children.filter((c) => typeof c === 'string').join('');
    case 'tab':
      return '\t';
    case 'br':
    case 'cr':
      return '\n';
    case 'noBreakHyphen':
      return '-';
    default:
      return '';
  }
}

const isOn = (properties: XmlElement | undefined, name: string): boolean => {
  const element = properties === undefined ? undefined : childNamed(properties, name);
  return element !== undefined && !/^(0|false|off|none)$/.test(element.attributes.get('val') ?? '1');
};

function marksOf(properties: XmlElement | undefined): number {
  const colour = valueOf(properties, 'color').toLowerCase();
  const isColoured = colour !== '' && !/^(auto|000000|262626|404040|0d0d0d)$/.test(colour);
  return (
    (isOn(properties, 'b') ? BOLD : 0) |
    (isOn(properties, 'u') ? UNDERLINE : 0) |
    (isColoured ? COLOUR : 0) |
    (isOn(properties, 'highlight') ? HIGHLIGHT : 0)
  );
}
