import { searchKey } from '../core/text/vietnamese.js';
import { formatMinute } from '../i18n/translator.js';
import type { PaperSource } from './paper-source.service.js';
import type { Subject } from './subject.js';

/** Letters that every system takes; cut so that a path stays short. */
const slug = (text: string): string =>
  searchKey(text)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');

/** No two papers of a batch have the same name. */
export function fileNameOf(source: PaperSource, subject: Subject): string {
  const { number, year } = source.view.batch;
  const ending = subject.kind === 'resultSheet' ? 'xlsx' : subject.kind === 'notices' ? 'zip' : 'docx';
  return `${stem(source, subject)}-dot-${number}-${year}.${ending}`;
}

function stem(source: PaperSource, { kind, id }: Subject): string {
  const place = (rows: readonly { readonly id: string }[]): string =>
    String(rows.findIndex((r) => r.id === id) + 1).padStart(2, '0');
  switch (kind) {
    case 'resultList':
    case 'resultSheet':
      return 'danh-sach-ket-qua';
    case 'councilMinutes':
      return 'bien-ban-hop-hoi-dong';
    case 'earlierMinutes':
      return `bien-ban-hop-hoi-dong-lan-${place(source.earlierMeetings.map((m) => m.meeting))}`;
    case 'addendum':
      return `phu-luc-${source.addenda.find((a) => a.id === id)?.number ?? 0}`;
    case 'notices':
      return 'thong-bao-ket-qua';
    case 'notice':
      return `thong-bao-${place(source.units)}-${slug(source.units.find((u) => u.id === id)?.name ?? '')}`;
    case 'sittingMinutes':
      return `bien-ban-buoi-${sittingName(source, id)}`;
    case 'attendanceList':
      return `danh-sach-du-kiem-tra-${sittingName(source, id)}`;
    case 'slip':
      return `phieu-ket-qua-${source.entries.find((e) => e.id === id)?.candidateNo ?? ''}`;
    case 'violationMinutes':
      return `bien-ban-vi-pham-${place(source.violations)}`;
  }
}

function sittingName({ view }: PaperSource, id: string | null): string {
  const sitting = view.sittings.find((s) => s.id === id);
  const place = String(view.sittings.findIndex((s) => s.id === id) + 1).padStart(2, '0');
  return sitting === undefined
    ? place
    : `${place}-${slug(sitting.room)}-${formatMinute(sitting.startsAt).replace(':', 'h')}`;
}
