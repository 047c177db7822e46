import { escapeXml } from '../../src/core/formats/html.js';

/** Pieces of a document as Word stores it, for tests. */

/** 'text', or a text with its marks: b, u, red, yellow. */
export type Piece = string | readonly [string, 'b' | 'u' | 'red' | 'yellow'];

const PROPERTIES = {
  b: '<w:b/>',
  u: '<w:u w:val="single"/>',
  red: '<w:color w:val="FF0000"/>',
  yellow: '<w:highlight w:val="yellow"/>',
} as const;

const run = (piece: Piece): string => {
  const [text, mark] = typeof piece === 'string' ? [piece, null] : piece;
  const content = text
    .split('\n')
    .map((line) =>
      line
        .split('\t')
        .map((t) => `<w:t xml:space="preserve">${escapeXml(t)}</w:t>`)
        .join('<w:tab/>'),
    )
    .join('<w:br/>');
  return `<w:r>${mark === null ? '' : `<w:rPr>${PROPERTIES[mark]}</w:rPr>`}${content}</w:r>`;
};

export const p = (...pieces: Piece[]): string => `<w:p>${pieces.map(run).join('')}</w:p>`;

/** A paragraph of a list. */
export const listed = (list: number, level: number, ...pieces: Piece[]): string =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr>${pieces.map(run).join('')}</w:p>`;

export const table = (...rows: readonly (readonly string[])[]): string =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${p(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export const documentXml = (...blocks: string[]): string =>
  `<w:document ${W}><w:body>${blocks.join('')}</w:body></w:document>`;

const level = (n: number, format: string, text: string): string =>
  `<w:lvl w:ilvl="${n}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;

/** List 1: 'Câu 1:' with letters 'A.' below. */
export const NUMBERING = `<w:numbering ${W}><w:abstractNum w:abstractNumId="0">${level(0, 'decimal', 'Câu %1:')}${level(1, 'upperLetter', '%2.')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
