import type { Sitting } from '../../batch/entities/batch.entity.js';
import type { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import type { PaperSpec } from '../../documents/docx/paper.js';
import { formatDate, localDate } from '../../i18n/translator.js';
import { aboutBatch, type Frame, memberIn, paperOf } from './frame.js';
import { COLUMNS, listTotal, momentOf, SEXES, SIGNERS } from '../texts.js';

export interface AttendanceFacts {
  readonly sitting: Pick<Sitting, 'room' | 'startsAt'>;
  readonly entries: readonly BatchEntry[];
  readonly rosterClosedAt: Date;
}

/** Danh sách dự kiểm tra: signed at the door, in the order of numbers. */
export function attendanceList(frame: Frame, { sitting, entries, rosterClosedAt }: AttendanceFacts): PaperSpec {
  const sorted = [...entries].sort((a, b) => ((a.candidateNo ?? '') < (b.candidateNo ?? '') ? -1 : 1));
  return paperOf(frame, 'attendanceList', {
    typeName: 'DANH SÁCH DỰ KIỂM TRA',
    abstract: aboutBatch(frame),
    date: localDate(rosterClosedAt),
    blocks: [
      {
        kind: 'paragraph',
        align: 'center',
        text: `${sitting.room}, ${frame.batch.place}; ${momentOf(sitting.startsAt)}`,
      },
      {
        kind: 'table',
        columns: [
          { header: COLUMNS.ordinal, widthMm: 10, align: 'center' },
          { header: COLUMNS.candidateNo, widthMm: 25, align: 'center' },
          { header: COLUMNS.fullName, widthMm: 50 },
          { header: COLUMNS.birth, widthMm: 24, align: 'center' },
          { header: COLUMNS.sex, widthMm: 13, align: 'center' },
          { header: COLUMNS.unit },
          { header: COLUMNS.sign, widthMm: 30 },
          { header: COLUMNS.note, widthMm: 22 },
        ],
        rows: sorted.map((e, i) => [
          String(i + 1),
          e.candidateNo,
          e.fullName,
          formatDate(e.birth),
          e.sex === null ? '' : SEXES[e.sex],
          e.unitName,
          '',
          '',
        ]),
        total: listTotal(sorted.length),
        // Room for a signature.
        rowMm: 9,
      },
      {
        kind: 'paragraph',
        text: 'Có mặt: ......... người; vắng có phép: ......... người; vắng không phép: ......... người; không được vào dự: ......... người.',
      },
    ],
    closing: {
      signatures: [
        {
          left: { authority: 'GIÁM THỊ', note: SIGNERS.signHere, name: null },
          right: { authority: SIGNERS.secretary, name: memberIn(frame, 'secretary')?.fullName ?? null },
        },
      ],
    },
    landscape: true,
  });
}
