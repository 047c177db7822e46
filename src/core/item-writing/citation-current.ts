import { eachItem } from './finding.js';

/** No item rests on a document that another one has replaced. */
export const citationCurrent = eachItem(({ citation }, sources) =>
  sources.get(citation.document) === 'superseded' ? [{ document: citation.document }] : [],
);
