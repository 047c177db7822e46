import { watchChanges } from './changes.js';
import { tickClocks } from './countdown.js';
import { startEditors } from './editor.js';
import { watchFeasibility } from './feasibility.js';
import { sendOnceAnywhere } from './press-once.js';
import { keepDrafts } from './keep-draft.js';
import { offerPrinting } from './print.js';
import { keepFresh } from './refresh.js';
import { stepFields } from './step-fields.js';

// Loaded with defer: the page is there. Without this script every page is whole and every form works.
sendOnceAnywhere();
offerPrinting(document);
watchChanges(document);
keepDrafts(document);
startEditors(document);
stepFields(document);
watchFeasibility(document);
keepFresh(offerPrinting);
tickClocks();
