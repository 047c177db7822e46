import type { Sitting } from '../../batch/entities/batch.entity.js';
import type { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import { type RuleSet, writtenRules } from '../../core/scoring/rule-set.js';
import { attemptFact } from '../../core/statistics/attempt-fact.js';
import { reconcile, type Reconciliation } from '../../core/statistics/reconciliation.js';
import type { Attempt, Outage, TimeGrant } from '../../delivery/entities/attempt.entity.js';
import type { Block, PaperSpec, TableBlock } from '../../documents/docx/paper.js';
import { formatMinute, localDate } from '../../i18n/translator.js';
import type { Incident } from '../../invigilation/entities/incident.entity.js';
import type { Violation } from '../../invigilation/entities/violation.entity.js';
import { aboutBatch, type Frame, INVIGILATORS, paperOf } from './frame.js';
import { COLUMNS, COMPONENTS, DEGREES, endOf, momentOf, NONE, people, timeOf } from '../texts.js';

export interface SittingFacts {
  readonly sitting: Sitting & { readonly startedAt: Date };
  readonly rules: RuleSet;
  readonly seats: readonly { readonly entry: BatchEntry; readonly attempt: Attempt | null }[];
  readonly grants: readonly TimeGrant[];
  readonly incidents: readonly Incident[];
  /** In force, of the people of this sitting. */
  readonly violations: readonly Violation[];
  /** That touch the time of this sitting. */
  readonly outages: readonly Outage[];
}

/** Biên bản buổi kiểm tra. */
export function sittingMinutes(frame: Frame, facts: SittingFacts): PaperSpec {
  const { sitting } = facts;
  return paperOf(frame, 'sittingMinutes', {
    typeName: 'BIÊN BẢN',
    abstract: aboutBatch(frame, 'buổi'),
    date: localDate(sitting.closedAt ?? sitting.startedAt),
    blocks: [...headBlocks(frame, facts), ...bodyBlocks(facts)],
    closing: { signatures: INVIGILATORS },
  });
}

function headBlocks(frame: Frame, { sitting, rules }: SittingFacts): Block[] {
  const written = writtenRules(rules);
  const one = (term: string, value: string | null): Block => ({ kind: 'definition', term, value });
  return [
    one('Thời gian', `bắt đầu tính giờ lúc ${momentOf(sitting.startedAt)}`),
    one('Địa điểm', `${sitting.room}, ${frame.batch.place}`),
    one(
      'Nội dung',
      written === null ? 'kiểm tra vấn đáp' : `trả lời phiếu hỏi, thời gian làm bài ${written.minutes} phút`,
    ),
    one('Giám thị', null),
  ];
}

function bodyBlocks(facts: SittingFacts): Block[] {
  const { sitting, seats, grants, incidents, violations, outages } = facts;
  const counts = countsOf(facts);
  const numberOf = new Map(seats.map(({ entry }) => [entry.id, entry]));
  const who = (entryId: string | null): string => {
    const entry = entryId === null ? undefined : numberOf.get(entryId);
    return entry === undefined ? 'Cả phòng' : `${entry.fullName}\n${entry.candidateNo ?? ''}`;
  };
  return [
    { kind: 'heading', text: '1. Người dự kiểm tra' },
    ...attendanceBlocks(facts, counts),
    { kind: 'heading', text: '2. Thêm giờ' },
    ...tableOr(grants, grantTable(grants, who)),
    { kind: 'heading', text: '3. Sự cố' },
    ...tableOr(incidents, incidentTable(incidents, who)),
    { kind: 'heading', text: '4. Vi phạm' },
    ...tableOr(violations, violationTable(violations, who)),
    { kind: 'heading', text: '5. Thời gian máy chủ ngừng hoạt động' },
    ...(outages.length === 0
      ? [{ kind: 'paragraph', text: NONE } as const]
      : outages.map((o) => ({ kind: 'dash', text: outageText(o) }) as const)),
    { kind: 'heading', text: '6. Kết thúc' },
    {
      kind: 'paragraph',
      text:
        sitting.closedAt === null
          ? 'Buổi kiểm tra chưa kết thúc.'
          : `Buổi kiểm tra kết thúc lúc ${endOf(sitting.startedAt, sitting.closedAt)}. Biên bản đã được các giám thị thông qua và cùng ký.`,
    },
  ];
}

const countsOf = ({ seats }: SittingFacts): Reconciliation =>
  reconcile(
    seats.map(({ entry, attempt }) => ({ attendance: entry.attendance, attempt: attemptFact(attempt), scored: false })),
  );

function attendanceBlocks({ seats, rules }: SittingFacts, c: Reconciliation): Block[] {
  const unmarked = c.unmarked > 0 ? ` + chưa điểm danh ${c.unmarked}` : '';
  const absent = seats.filter(({ entry }) => entry.attendance !== null && entry.attendance !== 'present');
  return [
    {
      kind: 'dash',
      text:
        `Theo danh sách ${people(c.registered)} = có mặt ${c.present} + vắng có phép ${c.absentWithLeave}` +
        ` + vắng không phép ${c.absent} + không được vào dự ${c.barred}${unmarked}.`,
    },
    ...(writtenRules(rules) === null ? [] : [{ kind: 'dash', text: papersLine(c) } as const]),
    ...absent.map(({ entry }) => ({ kind: 'dash', text: absenceText(entry) }) as const),
  ];
}

const papersLine = (c: Reconciliation): string =>
  `Có mặt ${people(c.present)} = tự nộp bài ${c.submitted} + hết giờ ${c.expired} + bị đình chỉ ${c.suspended}` +
  `${c.running > 0 ? ` + đang làm bài ${c.running}` : ''} + không mở bài ${c.notStarted}.`;

const ABSENCES = {
  absentWithLeave: 'vắng có phép',
  absent: 'vắng không phép',
  barred: 'không được vào dự',
} as const;

function absenceText({ fullName, candidateNo, attendance, attendanceReason }: BatchEntry): string {
  const how = attendance === null || attendance === 'present' ? '' : ABSENCES[attendance];
  const why = attendanceReason === null ? '' : `; lý do: ${attendanceReason.replace(/\.+$/u, '')}`;
  return `${fullName} (${candidateNo ?? ''}): ${how}${why}.`;
}

type Who = (entryId: string | null) => string;
const byTime = <T extends { readonly at: Date }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => a.at.getTime() - b.at.getTime());

const tableOr = (rows: readonly unknown[], table: TableBlock): Block[] =>
  rows.length === 0 ? [{ kind: 'paragraph', text: NONE }] : [table];

const TIME = { header: COLUMNS.time, widthMm: 16, align: 'center' } as const;
const WHO = { header: COLUMNS.fullName, widthMm: 48 } as const;

const grantTable = (grants: readonly TimeGrant[], who: Who): TableBlock => ({
  kind: 'table',
  columns: [TIME, WHO, { header: COLUMNS.minutes, widthMm: 18, align: 'center' }, { header: COLUMNS.reason }],
  rows: byTime(grants).map((g) => [formatMinute(g.at), who(g.entryId), `+${g.minutes}`, g.reason]),
});

const incidentTable = (incidents: readonly Incident[], who: Who): TableBlock => ({
  kind: 'table',
  columns: [TIME, WHO, { header: COLUMNS.what }],
  rows: byTime(incidents).map((i) => [formatMinute(i.at), who(i.entryId), i.text]),
});

const violationTable = (violations: readonly Violation[], who: Who): TableBlock => ({
  kind: 'table',
  columns: [TIME, WHO, { header: COLUMNS.what }, { header: COLUMNS.handling, widthMm: 42 }],
  rows: byTime(violations).map((v) => [
    formatMinute(v.at),
    who(v.entryId),
    v.text,
    `${DEGREES[v.degree]}, trừ ${v.percent}% điểm ${COMPONENTS[v.component]}`,
  ]),
});

function outageText({ fromAt, toAt }: Outage): string {
  if (toAt === null) return `Từ ${timeOf(fromAt)}, chưa cho làm tiếp.`;
  const minutes = Math.ceil((toAt.getTime() - fromAt.getTime()) / 60_000);
  return `Từ ${timeOf(fromAt)} đến ${timeOf(toAt)}, khoảng ${minutes} phút; thời gian này được bù cho người đang làm bài.`;
}
