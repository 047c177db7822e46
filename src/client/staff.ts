import { watchChanges } from './changes.js';
import { watchFeasibility } from './feasibility.js';
import { sendOnce } from './once.js';
import { offerPrinting } from './print.js';
import { keepFresh } from './refresh.js';

// Loaded with defer: the page is there. Without this script every page is whole and every form works.
function wire(root: ParentNode): void {
  sendOnce(root);
  offerPrinting(root);
  watchChanges(root);
  watchFeasibility(root);
}

wire(document);
keepFresh(wire);
