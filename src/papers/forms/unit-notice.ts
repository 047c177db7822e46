import type { RuleSet, Visibility } from '../../core/scoring/rule-set.js';
import type { PaperSpec } from '../../documents/docx/paper.js';
import { aboutBatch, chairSigner, type Frame, keptAt, paperOf } from './frame.js';
import { byUnit, type ListedResult, resultTable } from './listed-results.js';
import { ABOUT, batchName, COUNCIL, inWords } from '../texts.js';

export interface NoticeFacts {
  readonly unitName: string;
  readonly rules: RuleSet;
  /** Of this unit alone: nobody else's result is ever given to this form. */
  readonly rows: readonly ListedResult[];
  readonly visibility: Exclude<Visibility, 'none'>;
  /** YYYY-MM-DD of the publication; null before it: left to be written. */
  readonly date: string | null;
}

/**
 * Thông báo kết quả: to one unit, of its own people. The list stands in the text; with marks it is too wide for that and
 * goes with it on a page of its own.
 */
export function unitNotice(frame: Frame, facts: NoticeFacts): PaperSpec {
  const { unitName, rules, rows, visibility, date } = facts;
  const shown = { unit: false, marks: visibility === 'marks' };
  const list = resultTable(byUnit(rows), rules, shown);
  const passed = rows.filter((r) => r.outcome.band !== null && r.outcome.band !== 'fail').length;
  const told = `${frame.council?.title ?? COUNCIL} thông báo tới ${unitName} kết quả ${ABOUT}, ${batchName(frame.batch)}, của ${inWords(rows.length)} người do đơn vị giới thiệu`;
  return paperOf(frame, 'notice', {
    typeName: 'THÔNG BÁO',
    abstract: aboutBatch(frame, 'kết quả'),
    date,
    blocks: [
      { kind: 'paragraph', text: shown.marks ? `${told} (có danh sách kèm theo).` : `${told} như sau:` },
      ...(shown.marks ? [] : [list]),
      {
        kind: 'paragraph',
        text: `Trong đó ${inWords(passed)} người đạt yêu cầu. Đề nghị ${unitName} thông báo cho từng người biết và tiếp tục thực hiện theo quy định.`,
      },
    ],
    closing: {
      signatures: [{ left: null, right: chairSigner(frame) }],
      recipients: [unitName, keptAt(frame.ownerName)],
    },
    ...(shown.marks && {
      annexes: [
        {
          label: null,
          title: ['DANH SÁCH KẾT QUẢ', `kèm theo Thông báo kết quả tới ${unitName}`],
          blocks: [list],
          landscape: true,
        },
      ],
    }),
  });
}
