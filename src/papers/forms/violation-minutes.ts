import type { BatchEntry } from '../../batch/entities/batch-entry.entity.js';
import type { Block, PaperSpec } from '../../documents/docx/paper.js';
import type { Violation } from '../../invigilation/entities/violation.entity.js';
import { formatDate, localDate } from '../../i18n/translator.js';
import { aboutBatch, type Frame, paperOf } from './frame.js';
import { COMPONENTS, DEGREES, momentOf, SIGNERS } from '../texts.js';

export interface ViolationFacts {
  readonly violation: Violation;
  readonly entry: BatchEntry;
}

/** Biên bản xử lý vi phạm of one violation. */
export function violationMinutes(frame: Frame, { violation, entry }: ViolationFacts): PaperSpec {
  const one = (term: string, value: string | null): Block => ({ kind: 'definition', term, value });
  const { degree, percent, component, withdrawnAt, withdrawnReason } = violation;
  const what = `${DEGREES[degree].toLocaleLowerCase('vi')}, trừ ${percent}% điểm ${COMPONENTS[component]}`;
  return paperOf(frame, 'violationMinutes', {
    typeName: 'BIÊN BẢN',
    abstract: aboutBatch(frame, 'xử lý vi phạm trong buổi'),
    date: localDate(violation.at),
    blocks: [
      one('Thời gian', momentOf(violation.at)),
      one('Địa điểm', frame.batch.place),
      one('Người lập biên bản', violation.byName),
      { kind: 'heading', text: '1. Người vi phạm' },
      one('Họ và tên', entry.fullName),
      one('Ngày sinh', formatDate(entry.birth)),
      one('Số báo danh', entry.candidateNo),
      one('Đơn vị', entry.unitName),
      { kind: 'heading', text: '2. Nội dung vi phạm' },
      { kind: 'paragraph', text: violation.text },
      { kind: 'heading', text: '3. Hình thức xử lý' },
      {
        kind: 'paragraph',
        text: `Theo kế hoạch kiểm tra: ${what}${degree === 'suspension' ? ', dừng việc kiểm tra' : ''}.`,
      },
      { kind: 'heading', text: '4. Ý kiến của người vi phạm' },
      { kind: 'dots', lines: 2 },
      ...(withdrawnAt === null
        ? []
        : [
            {
              kind: 'paragraph',
              text: [
                {
                  text: `Biên bản này đã được Chủ tịch Hội đồng hủy lúc ${momentOf(withdrawnAt)}; lý do: ${withdrawnReason ?? ''}.`,
                  strong: true,
                },
              ],
            } as const,
          ]),
    ],
    closing: {
      signatures: [
        {
          left: { authority: SIGNERS.violator, note: SIGNERS.signHere, name: entry.fullName },
          right: { authority: SIGNERS.noted, note: SIGNERS.signHere, name: violation.byName },
        },
      ],
    },
  });
}
