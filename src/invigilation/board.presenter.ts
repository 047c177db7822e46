import { SILENT_MS } from '../core/attempt/admission.js';
import { unionLength } from '../core/attempt/deadline.js';
import { writtenRules } from '../core/scoring/rule-set.js';
import { searchKey } from '../core/text/vietnamese.js';
import { type Lang, translate } from '../i18n/translator.js';
import type { Board } from './board.service.js';

export type SeatState = 'unmarked' | 'away' | 'ready' | 'here' | 'running' | 'silent' | 'suspended' | 'done';

interface SeatView {
  readonly id: string;
  readonly no: string;
  readonly candidateNo: string;
  readonly familyNames: string;
  readonly givenName: string;
  readonly fullName: string;
  readonly unitName: string;
  readonly state: SeatState;
  readonly answered: number;
  readonly total: number;
  readonly percent: number;
  readonly age: string;
  readonly extra: number;
  /** What the server gives back to this person of the time in which it was away; '' for none. */
  readonly returned: string;
  readonly receipt: string | null;
  readonly attendance: string | null;
  readonly search: string;
}

/** 6 giây, 2 phút: how long ago somebody was last heard of. */
function ageText(ms: number, lang: Lang): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60
    ? translate(lang, 'board.seconds', { n: seconds })
    : translate(lang, 'board.minutes', { n: Math.floor(seconds / 60) });
}

/** 27 giây, 3 phút: how long something took. */
export function lengthText(ms: number, lang: Lang): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 100
    ? translate(lang, 'board.seconds', { n: seconds })
    : translate(lang, 'board.minutes', { n: Math.round(seconds / 60) });
}

/** The part of an attempt in which everything stood still, as the formula of the deadline has it. */
function returnedText({ outages, now }: Board, attempt: Board['seats'][number]['attempt'], lang: Lang): string {
  if (attempt === null) return '';
  const end = (attempt.closedAt ?? now).getTime();
  const stood = outages.map(({ fromAt, toAt }) => ({ from: fromAt.getTime(), to: toAt?.getTime() ?? end }));
  const ms = unionLength(stood, attempt.startedAt.getTime(), end);
  return ms < 1000 ? '' : lengthText(ms, lang);
}

/** @param isWritten no: nobody opens a form, so who is here is here */
function seatState(seat: Board['seats'][number], now: number, isWritten: boolean): SeatState {
  const { entry, attempt } = seat;
  if (attempt?.state === 'closed') return attempt.closeReason === 'suspended' ? 'suspended' : 'done';
  if (attempt !== null) return now - attempt.lastContactAt.getTime() > SILENT_MS ? 'silent' : 'running';
  if (entry.attendance === null) return 'unmarked';
  if (entry.attendance !== 'present') return 'away';
  return isWritten ? 'ready' : 'here';
}

interface BoardView {
  readonly seats: SeatView[];
  readonly silent: SeatView[];
  readonly standstills: readonly { readonly from: Date; readonly to: Date | null; readonly span: string }[];
  readonly left: string;
  readonly overtime: boolean;
}

/** The seats as cards, and who needs help first. */
export function boardView(board: Board, totalItems: number, q: string, lang: Lang): BoardView {
  const now = board.now.getTime();
  const folded = searchKey(q);
  const isWritten = board.batch.rules !== null && writtenRules(board.batch.rules) !== null;
  const seats = board.seats.map((seat): SeatView => {
    const { entry, attempt } = seat;
    const words = entry.fullName.split(' ');
    const answered = attempt?.answeredCount ?? 0;
    return {
      id: entry.id,
      no: (entry.candidateNo ?? '').split('-').at(-1) ?? '',
      candidateNo: entry.candidateNo ?? '',
      familyNames: words.slice(0, -1).join(' '),
      givenName: words.at(-1) ?? '',
      fullName: entry.fullName,
      unitName: entry.unitName,
      state: seatState(seat, now, isWritten),
      answered,
      total: totalItems,
      percent: totalItems === 0 ? 0 : Math.round((answered * 100) / totalItems),
      age: attempt === null ? '' : ageText(now - attempt.lastContactAt.getTime(), lang),
      extra: seat.grants.reduce((sum, g) => sum + g.minutes, 0),
      returned: returnedText(board, attempt, lang),
      receipt: attempt?.receiptCode ?? null,
      attendance: entry.attendance,
      search: `${entry.searchKey} ${entry.candidateNo ?? ''}`,
    };
  });
  const left = board.endsAt === null ? 0 : board.endsAt.getTime() - now;
  return {
    seats: seats.filter((s) => folded === '' || s.search.includes(folded)),
    silent: seats.filter((s) => s.state === 'silent'),
    standstills: board.outages.map(({ fromAt, toAt }) => ({
      from: fromAt,
      to: toAt,
      span: lengthText((toAt ?? board.now).getTime() - fromAt.getTime(), lang),
    })),
    left: clockText(left),
    overtime: board.endsAt !== null && left <= 0,
  };
}

/** 30:52; 00:00 when it has run out. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
