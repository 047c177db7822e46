import { strToU8 } from 'fflate';
import { writeAiken } from '../../core/formats/aiken/aiken.js';
import { writeGift } from '../../core/formats/gift/write.js';
import { writeMoodleXml } from '../../core/formats/moodle/write.js';
import { writeQtiPackage } from '../../core/formats/qti/write.js';
import { SHEET_COLUMNS } from '../../core/formats/sheet/columns.js';
import { sheetRow } from '../../core/formats/sheet/write.js';
import { writeWordParts } from '../../core/formats/word/write.js';
import type { ItemContent } from '../../core/item/item.js';
import { zipOf } from '../../documents/docx/sealed-zip.js';
import { writeWorkbook } from '../../documents/xlsx.js';
import type { ExportFormat } from './export-formats.js';
import { type FileReview, writeYamlItems } from './yaml-items.js';

export interface WrittenItem {
  readonly content: ItemContent;
  readonly review: FileReview | null;
}

/** What goes into a file: no more of the bank than it tells. */
export interface FileToWrite {
  readonly format: ExportFormat;
  readonly title: string;
  readonly items: readonly WrittenItem[];
  /** Who took it out, when and why: it stands in the file wherever the format lets it. */
  readonly mark: readonly string[];
}

/** The bytes of a file. Throws RangeError for an item of a kind that the format cannot hold. */
export async function writeQuestionFile(file: FileToWrite): Promise<Uint8Array> {
  const contents = file.items.map((i) => i.content);
  switch (file.format) {
    case 'docx':
      return zipped(writeWordParts(contents, file.title, file.mark));
    case 'xlsx':
      return writeWorkbook([
        {
          name: 'Câu hỏi',
          columns: SHEET_COLUMNS.map(({ header, width }) => ({ header, width, kind: 'text' })),
          rows: contents.map(sheetRow),
          orientation: 'landscape',
        },
        {
          name: 'Xuất xứ',
          columns: [{ header: file.title, width: 90, kind: 'text' }],
          rows: file.mark.map((line) => [line]),
        },
      ]);
    case 'moodle':
      return strToU8(writeMoodleXml(contents, file.mark));
    case 'gift':
      return strToU8(writeGift(contents, file.mark));
    case 'aiken':
      return strToU8(writeAiken(contents));
    case 'qti21':
      return zipped(writeQtiPackage(contents, '2.1', file.mark));
    case 'qti22':
      return zipped(writeQtiPackage(contents, '2.2', file.mark));
    case 'qti30':
      return zipped(writeQtiPackage(contents, '3.0', file.mark));
    case 'yaml':
      return zipped(yamlFiles(file));
  }
}

const zipped = (parts: Readonly<Record<string, string>>): Uint8Array =>
  zipOf(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));

/** One file for the items of a topic that the same people wrote and checked. */
function yamlFiles({ items, mark }: FileToWrite): Record<string, string> {
  const groups = new Map<string, WrittenItem[]>();
  for (const item of items) {
    const of = JSON.stringify([item.content.topic, item.review]);
    groups.set(of, [...(groups.get(of) ?? []), item]);
  }
  return Object.fromEntries(
    [...groups.values()].map((group, i) => {
      const topic = group[0]?.content.topic ?? '';
      const text = writeYamlItems(
        topic,
        group[0]?.review ?? null,
        group.map((g) => g.content),
        mark,
      );
      return [`${String(i + 1).padStart(2, '0')}-${topic.replace(/[^a-z0-9-]/g, '') || 'items'}.yaml`, text];
    }),
  );
}
