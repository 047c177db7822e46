import { byId, one } from './dom.js';
import type { PaperFace } from './paper-face.js';
import type { Sheet } from './sheet.js';

/** Where one is on the paper: at a question, whose number the address bears, or at the overview. */
export class Place {
  /** the address has named a question from the start */
  readonly isNamed = location.hash !== '';

  constructor(
    private readonly form: HTMLElement,
    private readonly sheet: Sheet,
    private readonly face: PaperFace,
  ) {
    window.addEventListener('popstate', () => {
      this.show(this.wanted(), 'none');
    });
    this.show(this.wanted(), 'replace');
  }

  step(by: 1 | -1): void {
    const no = this.sheet.neighbour(by);
    if (no !== undefined) this.show(no, 'push');
  }

  show(no: number, way: 'push' | 'replace' | 'none'): void {
    this.openOverview(false, false);
    this.sheet.show(no);
    const hash = `#cau-${String(no)}`;
    if (way === 'push' && location.hash !== hash) history.pushState(null, '', hash);
    else if (way === 'replace') history.replaceState(null, '', hash);
    this.face.draw();
    if (way === 'replace') return;
    window.scrollTo(0, 0);
    // a reader starts at the new question; for the eye nothing changes
    this.sheet.here.heading.focus({ preventScroll: true });
  }

  openOverview(open: boolean, moveFocus = true): void {
    this.form.classList.toggle('is-overview', open);
    if (!moveFocus) return;
    window.scrollTo(0, 0);
    const target = open ? byId('overview-title') : one(this.form, '[data-overview]', HTMLElement);
    target.focus({ preventScroll: true });
  }

  /**
   * The item that the address names, so that a reload or the back button comes to the same one; else the one that was worked
   * on last, on whatever device.
   */
  private wanted(): number {
    const no = Number(/^#cau-(\d+)$/.exec(location.hash)?.[1]);
    return this.sheet.byNo(no)?.no ?? this.sheet.here.no;
  }
}
