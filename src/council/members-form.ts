import { type FieldError, readForm } from '../common/http/forms.js';
import { AppError } from '../common/app-error.js';
import { councilFaults } from '../core/decision/council.js';
import { nfc } from '../core/text/vietnamese.js';
import { type Lang, translate } from '../i18n/translator.js';
import type { CouncilMember, CouncilRole } from '../organization/entities/council.entity.js';
import { CouncilDto, MemberDto } from './dto/council.dto.js';

const MOST_MEMBERS = 15;
const LINE_FIELD = /^(?:new|fix)-(id|fullName|role|office|userId|order)-(\d{1,2})$/;

/** One row of the table of members as it stands or was typed. */
export interface MemberLine {
  readonly key: string;
  readonly id: string;
  readonly fullName: string;
  readonly role: string;
  readonly office: string;
  readonly userId: string;
  readonly order: string;
}

export interface ReadMember {
  readonly id: string | null;
  readonly userId: string | null;
  readonly fullName: string;
  readonly role: CouncilRole;
  readonly office: string;
  readonly position: number;
}

type Accounts = readonly { readonly value: string }[];

export type CouncilReading<H> =
  | { readonly ok: true; readonly head: H; readonly members: readonly ReadMember[] }
  | {
      readonly ok: false;
      readonly head: Readonly<Record<string, unknown>>;
      readonly lines: readonly MemberLine[];
      readonly errors: readonly FieldError[];
    };

/** Rows of members with empty ones below; `form` tells the fields of one form from those of another on the page. */
export function memberLines(
  members: readonly Pick<CouncilMember, 'id' | 'fullName' | 'role' | 'office' | 'userId'>[],
  form: 'new' | 'fix',
  least: number,
): MemberLine[] {
  const rows = members.map((m, i) => ({
    key: `${form}-${i}`,
    id: m.id,
    fullName: m.fullName,
    role: m.role,
    office: m.office,
    userId: m.userId ?? '',
    order: String(i + 1),
  }));
  const blanks = Array.from({ length: Math.max(0, least - rows.length) }, (_, k) => blankLine(form, rows.length + k));
  return [...rows, ...blanks];
}

const blankLine = (form: string, i: number): MemberLine => ({
  key: `${form}-${i}`,
  id: '',
  fullName: '',
  role: i === 0 ? 'chair' : 'member',
  office: '',
  userId: '',
  order: String(i + 1),
});

/** A new council: what the decision says, and its members; lines without a name and an office are left out. */
export function readCouncil(body: unknown, lang: Lang, accounts: Accounts): CouncilReading<CouncilDto> {
  const { rest, lines } = divide(body, 'new', 7);
  const head = readForm(CouncilDto, rest, lang);
  const filled = lines.filter((l) => l.fullName !== '' || l.office !== '');
  const members = readMembers(filled, lang, accounts, 'new');
  const errors = [...(head.ok ? [] : head.errors), ...members.errors];
  if (!head.ok || errors.length > 0) return { ok: false, head: rest, lines, errors };
  return { ok: true, head: head.value, members: members.rows };
}

/** The members of a council as they should be on record. */
export function readCorrection(body: unknown, lang: Lang, accounts: Accounts): CouncilReading<null> {
  const { rest, lines } = divide(body, 'fix', 0);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new AppError('form/unknown-field', { field: unknown.slice(0, 40) });
  const members = readMembers(lines, lang, accounts, 'fix');
  if (members.errors.length > 0) return { ok: false, head: {}, lines, errors: members.errors };
  return { ok: true, head: null, members: members.rows };
}

function divide(
  body: unknown,
  form: 'new' | 'fix',
  least: number,
): { rest: Record<string, unknown>; lines: MemberLine[] } {
  const rest: Record<string, unknown> = {};
  const rows = new Map<number, Record<string, string>>();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (name === '_csrf') continue;
    const hit = LINE_FIELD.exec(name);
    const place = Number(hit?.[2]);
    if (hit === null || place >= MOST_MEMBERS || typeof value !== 'string') rest[name] = value;
    else rows.set(place, { ...rows.get(place), [hit[1] ?? '']: value.trim() });
  }
  const last = Math.max(least - 1, ...rows.keys());
  const lines = Array.from({ length: last + 1 }, (_, i) => ({ ...blankLine(form, i), ...rows.get(i) }));
  return { rest, lines };
}

function readMembers(
  lines: readonly MemberLine[],
  lang: Lang,
  accounts: Accounts,
  form: string,
): { rows: ReadMember[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = lines.flatMap((line) => {
    const { id, fullName, role, office, userId, order } = line;
    const one = readForm(MemberDto, { ...(id === '' ? {} : { id }), fullName, role, office, userId, order }, lang);
    const at = (field: string): string => fieldOf(line.key, field);
    if (!one.ok) {
      errors.push(
        ...one.errors.map((e) => ({ field: at(e.field), message: e.message, label: labelOf(line, e.field, lang) })),
      );
      return [];
    }
    const { value } = one;
    if (value.userId !== undefined && !accounts.some((a) => a.value === value.userId))
      errors.push({
        field: at('userId'),
        message: translate(lang, 'form.choose'),
        label: labelOf(line, 'userId', lang),
      });
    return [{ line, value }];
  });
  if (errors.length > 0) return { rows: [], errors };
  const sorted = read
    .map((r, i) => ({ ...r, i }))
    .sort((a, b) => Number(a.value.order) - Number(b.value.order) || a.i - b.i);
  const rows = sorted.map(({ value }, position) => ({
    id: value.id ?? null,
    userId: value.userId ?? null,
    fullName: nfc(value.fullName),
    role: value.role,
    office: nfc(value.office),
    position,
  }));
  for (const fault of councilFaults(rows)) {
    const key = sorted[fault.at]?.line.key ?? `${form}-${lines.length}`;
    const field =
      fault.code === 'council/same-account' ? 'userId' : fault.code === 'council/few-members' ? 'fullName' : 'role';
    errors.push({ field: fieldOf(key, field), message: translate(lang, `error.${fault.code}`) });
  }
  return { rows, errors };
}

/** 'new-2' and 'role' as the field's name on the page: 'new-role-2'. */
const fieldOf = (key: string, field: string): string => {
  const [form = '', i = ''] = key.split('-');
  return `${form}-${field}-${i}`;
};

/** 'Chức vụ, Trần Văn A', or the member's place while there is no name. */
function labelOf(line: MemberLine, field: string, lang: Lang): string {
  const names: Readonly<Record<string, string>> = { userId: 'account', order: 'order', office: 'office', role: 'role' };
  const name = translate(lang, `council.members.${names[field] ?? 'fullName'}`);
  const who = line.fullName === '' ? translate(lang, 'council.members.line', { n: Number(line.order) }) : line.fullName;
  return `${name}, ${who}`;
}
