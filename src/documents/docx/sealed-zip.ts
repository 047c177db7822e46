import { unzipSync, zipSync } from 'fflate';

/** The first instant that a zip can name; by the machine's own zone, as the format has none. */
const NO_TIME = new Date(1980, 0, 1);

/** The same files with the same bytes whenever they are packed, so that a paper's digest can be recorded. */
export const sealedZip = (zip: Uint8Array): Buffer => zipOf(unzipSync(zip));

/** These files as a zip, by name. */
export const zipOf = (files: Readonly<Record<string, Uint8Array>>): Buffer =>
  Buffer.from(zipSync({ ...files }, { mtime: NO_TIME, level: 6 }));
