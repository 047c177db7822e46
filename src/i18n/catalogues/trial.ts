import { catalogue } from '../catalogue.js';

/** Thử rút đề. */
export const trial = catalogue({
  vi: {
    'plan.trial.title': 'Thử rút đề',
    'plan.trial.lead':
      'Rút thử {n, number} đề đúng như khi chốt danh sách, để xem các đề có ngang nhau không và câu nào xuất hiện nhiều. Không đề nào được lưu lại hay đem dùng.',
    'plan.trial.link': 'Thử rút đề',
    'plan.trial.version': 'bản {n}',
    'plan.trial.bank': 'Rút từ ngân hàng',
    'plan.trial.show': 'Rút thử',
    'plan.trial.again': 'Rút thử {n, number} đề khác',
    'plan.trial.toPlan': 'Sửa ma trận đề',
    'plan.trial.noBankHead': 'Chưa có gì để rút.',
    'plan.trial.noWrittenHead': 'Kế hoạch không có phần phiếu hỏi.',
    'plan.trial.noWrittenText': 'Câu vấn đáp do người dự kiểm tra bốc thăm tại bàn, nên không có đề để rút thử.',
    'plan.trial.troubleHead': 'Không rút được đề.',
    'plan.trial.mean': 'câu làm đúng, dự kiến trung bình',
    'plan.trial.range': 'từ đề khó nhất đến đề dễ nhất',
    'plan.trial.deviation': 'độ lệch chuẩn, điểm phần trăm',
    'plan.trial.overlapMean': 'câu trùng giữa hai đề, trung bình',
    'plan.trial.overlapGreatest': 'câu trùng giữa hai đề giống nhau nhất',
    'plan.trial.expectedHead': 'Các đề khó, dễ thế nào',
    'plan.trial.basis':
      'Phần trăm số câu dự kiến làm đúng. {measured, plural, =0 {Chưa câu nào đủ số liệu làm bài, nên} other {# trong {items} câu đủ số liệu làm bài; các câu còn lại}} tính theo mức độ: nhận biết {recall} %, thông hiểu {understand} %, vận dụng {apply} %.',
    'plan.trial.equal':
      'Mọi đề khó như nhau: ma trận cố định số câu của mỗi mức độ. Khi câu hỏi đã có người làm, biểu đồ cho thấy các đề chênh nhau bao nhiêu.',
    'plan.trial.essaysOnly': 'Đề chỉ có câu tự luận, do người chấm, nên không dự kiến được.',
    'plan.trial.expectedColumn': 'Dự kiến làm đúng',
    'plan.trial.formsColumn': 'Số đề',
    'plan.trial.fromTo': '{from} đến {to} %',
    'plan.trial.chartLabel': 'Số đề theo phần trăm dự kiến làm đúng. {bars}',
    'plan.trial.exposureHead': 'Câu xuất hiện nhiều nhất',
    'plan.trial.exposureLead':
      'Số đề có câu đó. {drawn, number} câu được rút ít nhất một lần; {never, plural, =0 {không câu nào bị bỏ sót} other {# câu không được rút lần nào}}.',
    'plan.trial.supplyHead': 'Ngân hàng có đủ câu không',
    'plan.trial.supplyLead':
      'Mỗi ô: số câu một đề rút, số câu ngân hàng có và gấp mấy lần. Dưới 4 lần thì hai đề cạnh nhau trùng hơn một phần tư số câu của ô.',
  },
  en: {
    'plan.trial.title': 'Trial draw',
    'plan.trial.lead':
      'Draws {n, number} forms just as closing the roster would, to see whether forms are alike in difficulty and which questions come up often. No form is kept or used.',
    'plan.trial.link': 'Trial draw',
    'plan.trial.version': 'version {n}',
    'plan.trial.bank': 'Draw from the bank',
    'plan.trial.show': 'Draw',
    'plan.trial.again': 'Draw another {n, number} forms',
    'plan.trial.toPlan': 'Change the blueprint',
    'plan.trial.noBankHead': 'There is nothing to draw from yet.',
    'plan.trial.noWrittenHead': 'The plan has no written part.',
    'plan.trial.noWrittenText': 'Oral questions are drawn by the candidates at the table; there are no forms to try.',
    'plan.trial.troubleHead': 'No form can be drawn.',
    'plan.trial.mean': 'of questions expected right, on average',
    'plan.trial.range': 'from the hardest to the easiest form',
    'plan.trial.deviation': 'standard deviation, percentage points',
    'plan.trial.overlapMean': 'questions in common of two forms, on average',
    'plan.trial.overlapGreatest': 'in common of the two most alike',
    'plan.trial.expectedHead': 'How hard the forms are',
    'plan.trial.basis':
      'Share of the questions expected to be answered right. {measured, plural, =0 {No question has enough answers yet: all are} other {# of {items} questions have enough answers; the others are}} judged by level: recall {recall} %, understand {understand} %, apply {apply} %.',
    'plan.trial.equal':
      'All forms are equally hard: the blueprint fixes how many questions of each level there are. Once questions have been answered, the chart shows how far forms differ.',
    'plan.trial.essaysOnly': 'Forms have essays alone, which people mark: nothing is expected of them.',
    'plan.trial.expectedColumn': 'Expected right',
    'plan.trial.formsColumn': 'Forms',
    'plan.trial.fromTo': '{from} to {to} %',
    'plan.trial.chartLabel': 'Forms by the percentage expected right. {bars}',
    'plan.trial.exposureHead': 'Questions that come up most',
    'plan.trial.exposureLead':
      'Forms that have the question. {drawn, number} questions were drawn at least once; {never, plural, =0 {none was left out} one {# was never drawn} other {# were never drawn}}.',
    'plan.trial.supplyHead': 'Whether the bank has enough',
    'plan.trial.supplyLead':
      'In each cell: what a form draws, what the bank has, and how many times that is. Below 4 times two neighbours have more than a quarter of the cell in common.',
  },
});
