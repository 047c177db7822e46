import { refuse, type Result } from '../core/shared/result.js';
import { nfc } from '../core/text/vietnamese.js';
import type { Grid } from '../core/roster/grid.js';
import { readDelimitedText } from '../documents/spreadsheet/delimited-text.js';
import { MAX_FILE_BYTES } from '../documents/spreadsheet/limits.js';
import { readWorkbook } from '../documents/spreadsheet/workbook.js';

/** Why a file cannot be read as a spreadsheet. */
export const SPREADSHEET_REFUSAL_CODES = [
  /** Nothing in it. No params. */
  'file/empty',
  /** {maxMb} */
  'file/too-large',
  /** The binary format of Excel 97 to 2003: to be saved as .xlsx. No params. */
  'file/old-xls',
  /** Locked with a password. No params. */
  'file/encrypted',
  /** Neither a workbook nor text: a PDF, a picture, a Word or OpenDocument file, .xlsb. No params. */
  'file/unknown-type',
  /** Text that is neither UTF-8 nor UTF-16 with a mark: to be saved as 'CSV UTF-8' or .xlsx. No params. */
  'file/encoding',
  /** Damaged on its way, or never finished. No params. */
  'file/broken',
  /** {reason: 'entries' | 'size' | 'ratio' | 'path' | 'link' | 'twice' | 'doctype'} */
  'file/hostile',
] as const;

const ZIP_MAGIC = /^PK(\x03\x04|\x05\x06|\x07\x08)/;
const OLE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Name of the stream in which Office keeps a workbook with a password; names in this format are UTF-16. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Reads XLSX (by its first bytes) or CSV/TSV text into the grids of its visible sheets. Whatever the bytes, it answers
 * with grids or with a refusal of SPREADSHEET_REFUSAL_CODES and never throws. `fileName` names the sheet of a text file.
 */
export async function readSpreadsheet(data: Buffer, fileName: string): Promise<Result<Grid[]>> {
  if (data.length === 0) return refuse('file/empty');
  if (data.length > MAX_FILE_BYTES) return refuse('file/too-large', { maxMb: MAX_FILE_BYTES / 1024 / 1024 });
  if (data.subarray(0, OLE_MAGIC.length).equals(OLE_MAGIC)) {
    return refuse(data.includes(ENCRYPTED_STREAM) ? 'file/encrypted' : 'file/old-xls');
  }
  try {
    if (ZIP_MAGIC.test(data.toString('latin1', 0, 4))) return await readWorkbook(data);
    return readDelimitedText(data, sheetName(fileName));
  } catch {
    // The limits leave nothing known that throws here; what is unknown must not take the server down.
    return refuse('file/broken');
  }
}

/** The file's name without folder and extension, at most 100 characters. */
const sheetName = (fileName: string): string =>
  nfc(fileName.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .slice(0, 100);
