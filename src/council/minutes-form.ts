import { type FieldError, fieldError, readForm } from '../common/http/forms.js';
import type { AttendanceDraft, MinutesDraft, MinutesFault, MotionDraft } from '../core/decision/meeting.js';
import { type Lang, translate } from '../i18n/translator.js';
import { MinutesTextDto } from './dto/council.dto.js';
import { draftOf, type MeetingView } from './meeting-view.js';

const MOST_MOTIONS = 12;
const ROW_FIELD = /^(present|reason)-[0-9a-f-]{36}$|^(text|for|against|abstain)-\d{1,2}$/;

export interface ReadMinutes {
  readonly draft: MinutesDraft;
  readonly base: string;
  readonly go: 'save' | 'motion' | 'close';
  readonly errors: readonly FieldError[];
}

/**
 * Reads the minutes as they were typed. What is wrong comes back beside its field, and the draft holds every word in
 * any case, so that the page that answers shows it again.
 */
export function readMinutes(view: MeetingView, body: unknown, lang: Lang): ReadMinutes {
  const typed = textFields(body);
  const rows = Object.fromEntries(Object.entries(typed).filter(([name]) => ROW_FIELD.test(name)));
  const rest = Object.fromEntries(Object.entries(typed).filter(([name]) => !ROW_FIELD.test(name)));
  const form = readForm(MinutesTextDto, rest, lang);
  const errors: FieldError[] = form.ok ? [] : [...form.errors];
  const attendance = view.attendance.map(({ member }) => readAttendance(member.id, rows, errors, lang));
  const motions = readMotions(view, rows, errors, lang);
  const text = (name: string): string => (rest[name] ?? '').normalize('NFC').replace(/\r\n/g, '\n').trim();
  const draft = {
    place: text('place'),
    agenda: text('agenda'),
    proceedings: text('proceedings'),
    conclusion: text('conclusion'),
    attendance,
    motions,
  };
  return { draft, base: rest['base'] ?? '', go: form.ok ? (form.value.go ?? 'save') : 'save', errors };
}

function readAttendance(
  memberId: string,
  rows: Readonly<Record<string, string>>,
  errors: FieldError[],
  lang: Lang,
): AttendanceDraft {
  const said = rows[`present-${memberId}`];
  const reason = (rows[`reason-${memberId}`] ?? '').normalize('NFC').trim();
  if (reason.length > 300)
    errors.push(fieldError(`reason-${memberId}`, translate(lang, 'form.tooLong', { max: 300 }), lang));
  return { memberId, present: said === 'yes' ? true : said === 'no' ? false : null, reason };
}

/** Motions as they stand plus the empty one below them; an emptied line falls away, but for the first. */
function readMotions(
  view: MeetingView,
  rows: Readonly<Record<string, string>>,
  errors: FieldError[],
  lang: Lang,
): MotionDraft[] {
  const motions: MotionDraft[] = [];
  for (let i = 0; i < MOST_MOTIONS; i += 1) {
    const text = (rows[`text-${i}`] ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
    if (i > 0 && text === '') continue;
    const kind = i === 0 ? (view.motions[0]?.kind ?? 'adoptResults') : 'other';
    // The page that answers numbers the lines anew: an error belongs to the place where it will stand.
    const at = motions.length;
    if (text.length > 500) errors.push(fieldError(`text-${at}`, translate(lang, 'form.tooLong', { max: 500 }), lang));
    const count = (name: string): number => {
      const said = (rows[`${name}-${i}`] ?? '').trim();
      if (/^\d{0,3}$/.test(said)) return Number(said);
      errors.push(fieldError(`${name}-${at}`, translate(lang, 'form.range', { min: 0, max: 99 }), lang));
      return 0;
    };
    motions.push({ kind, text, for: count('for'), against: count('against'), abstain: count('abstain') });
  }
  return motions;
}

function textFields(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      name !== '_csrf' && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

/** Faults with the name of their line: of the member, or of the motion. */
export const minutesErrors = (view: MeetingView, faults: readonly MinutesFault[], lang: Lang): FieldError[] =>
  faults.map(({ field, code, params = {} }) => {
    const error = fieldError(field, translate(lang, `error.${code}`, params), lang);
    const label = lineLabel(view, field, lang);
    return label === null ? error : { ...error, label };
  });

function lineLabel(view: MeetingView, field: string, lang: Lang): string | null {
  const [, name = '', of = ''] = /^(present|reason|text|for|against|abstain)-(.+)$/.exec(field) ?? [];
  if (name === 'present' || name === 'reason')
    return view.attendance.find((a) => a.member.id === of)?.member.fullName ?? null;
  return name === '' ? null : translate(lang, 'council.minutes.motion', { n: Number(of) + 1 });
}

/** The draft with the names of the members, as the page lays it out: one empty motion stands below the others. */
export function minutesFields(view: MeetingView, draft: MinutesDraft = draftOf(view)): object {
  const rows = view.attendance.map(({ member }) => {
    const said = draft.attendance.find((a) => a.memberId === member.id);
    return { member, isPresent: said?.present === true, isAbsent: said?.present === false, reason: said?.reason ?? '' };
  });
  const voted = (m: MotionDraft): boolean => m.for + m.against + m.abstain > 0;
  const counts = (m: MotionDraft): object =>
    voted(m) ? { for: m.for, against: m.against, abstain: m.abstain } : { for: '', against: '', abstain: '' };
  const motions = draft.motions.map((m, i) => ({ ...m, ...counts(m), no: i + 1, i, isFirst: i === 0 }));
  const next = motions.length;
  const empty = { text: '', for: '', against: '', abstain: '', no: next + 1, i: next, isNew: true };
  return { ...draft, rows, motions: next < MOST_MOTIONS ? [...motions, empty] : motions };
}
