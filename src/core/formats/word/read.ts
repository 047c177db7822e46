import { ReadingBook, type Reading } from '../draft.js';
import type { XmlElement } from '../xml.js';
import { Numbering } from './numbering.js';
import { OwnReader } from './own.js';
import { blocksOf, isTable } from './paragraphs.js';
import { TypedReader } from './typed.js';

/** The parts of a document that are read; only the first must be there. */
export interface WordParts {
  readonly document: XmlElement;
  readonly numbering: XmlElement | null;
  readonly styles: XmlElement | null;
}

/** Reads questions as people type them, and those that the export wrote by their styles. */
export function readWord(parts: WordParts): Reading {
  const book = new ReadingBook();
  const blocks = blocksOf(parts.document, new Numbering(parts.numbering, parts.styles));
  const own = new OwnReader(book);
  const rest = blocks.filter((block) => isTable(block) || !own.take(block));
  own.end();
  const typed = new TypedReader(book, rest);
  typed.read();
  if (book.items.length === 0 && book.problems.length === 0) book.tell('error', {}, 'format/word-nothing');
  return book;
}
