/** Which paper of a batch; as it stands in addresses and beside its number. */
export const PAPER_KINDS = [
  'resultList',
  'resultSheet',
  'councilMinutes',
  'earlierMinutes',
  'addendum',
  'notice',
  'notices',
  'sittingMinutes',
  'attendanceList',
  'violationMinutes',
  'slip',
] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export interface Subject {
  readonly kind: PaperKind;
  /** Of the meeting, sitting, unit, violation, addendum or entry that the paper is about. */
  readonly id: string | null;
}

const OF_ONE: readonly PaperKind[] = [
  'earlierMinutes',
  'addendum',
  'notice',
  'sittingMinutes',
  'attendanceList',
  'violationMinutes',
  'slip',
];

export const subjectText = ({ kind, id }: Subject): string => (id === null ? kind : `${kind}:${id}`);

/** Null for what names no paper. */
export function parseSubject(text: string): Subject | null {
  const [name = '', id = null, ...more] = text.split(':');
  const kind = PAPER_KINDS.find((k) => k === name);
  const isOfOne = kind !== undefined && OF_ONE.includes(kind);
  if (kind === undefined || more.length > 0 || (id === null) === isOfOne) return null;
  return id === null || /^[0-9a-f-]{36}$/.test(id) ? { kind, id } : null;
}

/** Numbers run on within a council and one of these. Lists and addenda have no symbol in the Party's rules: ours. */
const SYMBOLS: Readonly<Record<Exclude<PaperKind, 'slip'>, string>> = {
  resultList: 'DS',
  resultSheet: 'DS',
  councilMinutes: 'BB',
  earlierMinutes: 'BB',
  addendum: 'PL',
  notice: 'TB',
  notices: 'TB',
  sittingMinutes: 'BB',
  attendanceList: 'DS',
  violationMinutes: 'BB',
};
/** Empty for what bears no number. */
export const symbolOf = (kind: PaperKind): string => (kind === 'slip' ? '' : SYMBOLS[kind]);

/** The paper whose number another one bears: a workbook that of its list; null where it bears none. */
export function numberedAs(subject: Subject): Subject | null {
  if (subject.kind === 'notices' || subject.kind === 'slip') return null;
  return subject.kind === 'resultSheet' ? { kind: 'resultList', id: null } : subject;
}
