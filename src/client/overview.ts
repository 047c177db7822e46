import { all, byId, one, setText } from './dom.js';
import type { Sheet } from './sheet.js';
import { text } from './texts.js';

type Mark = 'check' | 'flag' | 'unsaved';

/** The grid of all items: states told by shape and word, and the counts beneath. */
export class Overview {
  private readonly cells: ReadonlyMap<number, HTMLElement>;
  private readonly counts: ReadonlyMap<string, HTMLElement>;

  constructor(root: HTMLElement) {
    this.cells = new Map(all(root, '[data-cell]', HTMLElement).map((cell) => [Number(cell.dataset['cell']), cell]));
    this.counts = new Map(all(root, '[data-count]', HTMLElement).map((dd) => [dd.dataset['count'] ?? '', dd]));
  }

  /** Draws the states anew. */
  draw(sheet: Sheet, unsaved: ReadonlySet<number>): void {
    let answered = 0;
    let flagged = 0;
    for (const item of sheet.items) {
      const isAnswered = sheet.isAnswered(item);
      const isFlagged = sheet.isFlagged(item.no);
      if (isAnswered) answered++;
      if (isFlagged) flagged++;
      this.drawCell(item.no, isAnswered, isFlagged, unsaved.has(item.no), item.no === sheet.here.no);
    }
    this.count('answered', String(answered));
    this.count('blank', String(sheet.items.length - answered));
    this.count('flagged', String(flagged));
    this.count('unsaved', String(unsaved.size));
    this.count('here', text('here', { no: sheet.here.no }));
  }

  private drawCell(no: number, isAnswered: boolean, isFlagged: boolean, isUnsaved: boolean, isHere: boolean): void {
    const cell = this.cells.get(no);
    if (cell === undefined) return;
    cell.classList.toggle('cell--done', isAnswered);
    cell.classList.toggle('cell--flag', isFlagged);
    cell.classList.toggle('cell--unsaved', isUnsaved);
    cell.classList.toggle('cell--here', isHere);
    if (isHere) cell.setAttribute('aria-current', 'true');
    else cell.removeAttribute('aria-current');
    const words = [text(isAnswered ? 'answered' : 'blank')];
    if (isFlagged) words.push(text('flagged'));
    if (isUnsaved) words.push(text('unsavedItem'));
    const mark: Mark | null = isUnsaved ? 'unsaved' : isFlagged ? 'flag' : isAnswered ? 'check' : null;
    this.drawState(one(cell, '[data-cell-state]', HTMLElement), mark, `: ${words.join(', ')}`);
  }

  private drawState(holder: HTMLElement, mark: Mark | null, words: string): void {
    const drawn = `${mark ?? ''}${words}`;
    if (holder.dataset['cellState'] === drawn) return;
    holder.dataset['cellState'] = drawn;
    const said = document.createElement('span');
    said.className = 'vh';
    said.textContent = words;
    const template = mark === null ? null : byId(`icon-${mark}`);
    holder.replaceChildren(
      ...(template instanceof HTMLTemplateElement ? [template.content.cloneNode(true)] : []),
      said,
    );
  }

  private count(name: string, value: string): void {
    const dd = this.counts.get(name);
    if (dd !== undefined) setText(dd, value);
  }
}
