import { eachItem } from './finding.js';

/** An item rests on a document of the register. */
export const citationKnown = eachItem(({ citation }, sources) =>
  sources.has(citation.document) ? [] : [{ document: citation.document }],
);
