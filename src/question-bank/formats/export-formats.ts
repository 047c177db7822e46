import { AIKEN_KINDS } from '../../core/formats/aiken/aiken.js';
import { GIFT_KINDS } from '../../core/formats/gift/write.js';
import { MOODLE_KINDS } from '../../core/formats/moodle/write.js';
import { QTI_KINDS } from '../../core/formats/qti/write.js';
import { SHEET_KINDS } from '../../core/formats/sheet/write.js';
import { WORD_KINDS } from '../../core/formats/word/write.js';
import { ITEM_KINDS, type ItemKind } from '../../core/item/item.js';

// Apart from the writers, which bring libraries that only a thread for documents needs.
export const EXPORT_FORMATS = ['docx', 'xlsx', 'moodle', 'gift', 'aiken', 'qti21', 'qti22', 'qti30', 'yaml'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface FormatFacts {
  readonly extension: string;
  readonly type: string;
  /** What the format can hold. */
  readonly kinds: readonly ItemKind[];
}

const ZIP = 'application/zip';
export const FORMAT_FACTS: Readonly<Record<ExportFormat, FormatFacts>> = {
  docx: {
    extension: 'docx',
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    kinds: WORD_KINDS,
  },
  xlsx: {
    extension: 'xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    kinds: SHEET_KINDS,
  },
  moodle: { extension: 'xml', type: 'application/xml', kinds: MOODLE_KINDS },
  gift: { extension: 'gift.txt', type: 'text/plain; charset=utf-8', kinds: GIFT_KINDS },
  aiken: { extension: 'aiken.txt', type: 'text/plain; charset=utf-8', kinds: AIKEN_KINDS },
  qti21: { extension: 'qti21.zip', type: ZIP, kinds: QTI_KINDS },
  qti22: { extension: 'qti22.zip', type: ZIP, kinds: QTI_KINDS },
  qti30: { extension: 'qti30.zip', type: ZIP, kinds: QTI_KINDS },
  yaml: { extension: 'yaml.zip', type: ZIP, kinds: ITEM_KINDS },
};
