import { ok, refuse, type Result } from '../../core/shared/result.js';
import type { Grid } from '../../core/roster/grid.js';
import { LIST_LIMITS, MAX_SHEETS, type SheetLimits } from './limits.js';
import { readSharedStrings, readSheet, type BookContext } from './sheet.js';
import { readFormats } from './styles.js';
import { attribute, decodeXml, scanXml, XmlError } from './xml.js';
import { unzipParts, type Parts } from './zip.js';

/**
 * The visible sheets of an XLSX file, in order. Refuses like unzipParts, and with `file/unknown-type` for an archive that
 * is no workbook and `file/broken` for a workbook that is not as the format has it.
 */
export async function readWorkbook(data: Buffer): Promise<Result<Grid[]>> {
  const parts = await unzipParts(data);
  return parts.ok ? readWorkbookParts(parts.value, LIST_LIMITS) : parts;
}

/** As readWorkbook, of an archive that is unpacked already. */
export function readWorkbookParts(parts: Parts, limits: SheetLimits): Result<Grid[]> {
  try {
    const path = workbookPath(parts);
    return path === null ? refuse('file/unknown-type') : ok(readGrids(parts, path, limits));
  } catch (error) {
    if (error instanceof XmlError) return refuse('file/broken');
    throw error;
  }
}

interface Relation {
  readonly id: string;
  /** The last word of its type: worksheet, styles, sharedStrings ... */
  readonly type: string;
  /** Name of the part, in lower case, from the root. */
  readonly target: string;
}

/** The name of the workbook's part if the archive has one; every other Office file has another main part. */
function workbookPath(parts: Parts): string | null {
  const main = relationsOf(parts, '').find(({ type }) => type === 'officedocument');
  const part = main === undefined ? undefined : parts.get(main.target);
  if (main === undefined || part === undefined) return null;
  for (const event of scanXml(decodeXml(part))) {
    if (event.kind === 'open') return event.name === 'workbook' ? main.target : null;
  }
  return null;
}

/** The relations of a part ('' for those of the file as a whole); what lies outside the file is left out. */
function relationsOf(parts: Parts, path: string): Relation[] {
  const slash = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, slash);
  const part = parts.get(`${folder}_rels/${path.slice(slash)}.rels`);
  if (part === undefined) return [];
  const relations: Relation[] = [];
  for (const event of scanXml(decodeXml(part))) {
    if (event.kind !== 'open' || event.name !== 'Relationship') continue;
    if (attribute(event.attributes, 'TargetMode')?.toLowerCase() === 'external') continue;
    const type = attribute(event.attributes, 'Type')?.split('/').at(-1)?.toLowerCase() ?? '';
    const target = resolved(folder, attribute(event.attributes, 'Target') ?? '');
    relations.push({ id: attribute(event.attributes, 'Id') ?? '', type, target });
  }
  return relations;
}

function resolved(folder: string, target: string): string {
  const steps = (target.startsWith('/') ? target : folder + target).toLowerCase().split('/');
  const path: string[] = [];
  for (const step of steps) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

interface SheetEntry {
  readonly name: string;
  readonly relationId: string;
}

function readGrids(parts: Parts, path: string, limits: SheetLimits): Grid[] {
  const relations = relationsOf(parts, path);
  const { sheets, dateSystem } = readBook(xmlOf(parts, path));
  const isSheet = new Map(relations.filter(({ type }) => type === 'worksheet').map(({ id, target }) => [id, target]));
  const worksheets = sheets.filter(({ relationId }) => isSheet.has(relationId));
  const book = { ...readContext(parts, relations, limits), dateSystem, limits };
  const grids = worksheets
    .slice(0, MAX_SHEETS)
    .map(({ name, relationId }) => readSheet(name, xmlOf(parts, isSheet.get(relationId) ?? ''), book));
  const last = grids.at(-1);
  // Nothing else can tell that sheets were left out.
  return last !== undefined && worksheets.length > MAX_SHEETS
    ? [...grids.slice(0, -1), { ...last, truncated: true }]
    : grids;
}

function xmlOf(parts: Parts, path: string): string {
  const part = parts.get(path);
  if (part === undefined) throw new XmlError(`no part ${path}`);
  return decodeXml(part);
}

function readBook(xml: string): { readonly sheets: readonly SheetEntry[]; readonly dateSystem: 1900 | 1904 } {
  const sheets: SheetEntry[] = [];
  let dateSystem: 1900 | 1904 = 1900;
  for (const event of scanXml(xml)) {
    if (event.kind !== 'open') continue;
    const { name, attributes } = event;
    if (name === 'workbookPr' && /^(1|true|on)$/.test(attribute(attributes, 'date1904') ?? '')) dateSystem = 1904;
    // Hidden sheets hold the choices of drop-downs, and what nobody meant to send.
    if (name !== 'sheet' || (attribute(attributes, 'state') ?? 'visible') !== 'visible') continue;
    sheets.push({ name: attribute(attributes, 'name') ?? '', relationId: attribute(attributes, 'id') ?? '' });
  }
  return { sheets, dateSystem };
}

function readContext(
  parts: Parts,
  relations: readonly Relation[],
  limits: SheetLimits,
): Pick<BookContext, 'strings' | 'formats'> {
  const xmlOfType = (wanted: string): string | null => {
    const target = relations.find(({ type }) => type === wanted)?.target;
    return target === undefined ? null : xmlOf(parts, target);
  };
  const strings = xmlOfType('sharedstrings');
  const styles = xmlOfType('styles');
  return {
    strings: strings === null ? [] : readSharedStrings(strings, limits),
    formats: styles === null ? [] : readFormats(styles),
  };
}
