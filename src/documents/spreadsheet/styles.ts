import { attribute, scanXml } from './xml.js';

/** What a number format makes of a number: a day, or digits filled up with zeros, or nothing special. */
export interface NumberFormat {
  readonly isDate: boolean;
  /** Digits a format such as 000000000000 shows at least; 0 for any other format. */
  readonly digits: number;
}

export const PLAIN: NumberFormat = { isDate: false, digits: 0 };
const DATE: NumberFormat = { isDate: true, digits: 0 };

/** Numbers of the formats every spreadsheet program knows and that show a day, the East Asian ones included. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);

/** The formats of the cells of a workbook, by the number that a cell gives as its style. */
export function readFormats(styles: string): readonly NumberFormat[] {
  const custom = new Map<string, string>();
  const formats: NumberFormat[] = [];
  let isInCells = false;
  for (const event of scanXml(styles)) {
    if (event.kind === 'text') continue;
    if (event.name === 'cellXfs') isInCells = event.kind === 'open';
    if (event.kind === 'close') continue;
    if (event.name === 'numFmt') {
      custom.set(attribute(event.attributes, 'numFmtId') ?? '', attribute(event.attributes, 'formatCode') ?? '');
    } else if (event.name === 'xf' && isInCells) {
      const id = attribute(event.attributes, 'numFmtId') ?? '0';
      formats.push(formatOf(Number(id), custom.get(id)));
    }
  }
  return formats;
}

function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return isBuiltInDate(id) ? DATE : PLAIN;
  // Texts in quotes, colours and locales in brackets, single letters after a backslash are no part of the pattern.
  const pattern = code.slice(0, 255).replace(/"[^"]*"|\[[^\]]*\]|[\\_*]./g, '');
  if (/[dy]/i.test(pattern)) return DATE;
  return /^0+$/.test(pattern) ? { isDate: false, digits: pattern.length } : PLAIN;
}
