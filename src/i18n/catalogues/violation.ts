import { catalogue } from '../catalogue.js';

/** Violation minutes: the form, the list of a batch, what the plan takes off. */
export const violation = catalogue({
  vi: {
    'violation.title': 'Vi phạm và sự cố',
    'violation.sum':
      '{n, plural, =0 {Không có biên bản vi phạm} other {# biên bản vi phạm còn hiệu lực}}, {incidents, plural, =0 {không có sự cố} other {# sự cố}}.',
    'violation.list': 'Biên bản vi phạm',
    'violation.none': 'Chưa có biên bản vi phạm nào.',
    'violation.toList': 'Vi phạm và sự cố của cả đợt',
    'violation.head': 'Lập biên bản vi phạm',
    'violation.lead':
      'Mức trừ là của kế hoạch đã chốt và được ghi vào biên bản. Ghi nhầm thì chỉ Chủ tịch Hội đồng hủy được, có lý do.',
    'violation.person': 'Người vi phạm',
    'violation.choosePerson': 'Chọn người có mặt',
    'violation.component': 'Vi phạm trong phần',
    'violation.degree': 'Hình thức xử lý',
    'violation.takesOff': 'trừ {n} % điểm của phần đó',
    'violation.suspends': 'dừng kiểm tra ngay, không xếp loại',
    'violation.takes': 'trừ {n} %',
    'violation.text': 'Sự việc',
    'violation.textHint': 'Việc gì, lúc nào, ai chứng kiến; tang vật nếu có. Nội dung này vào biên bản của buổi.',
    'violation.suspensionEnds':
      'Đình chỉ thì bài đang làm kết thúc ngay với những câu đã lưu, máy của người này báo rõ; không mở lại được.',
    'violation.go': 'Lập biên bản',
    'violation.by': 'Người lập: {who}',
    'violation.withdraw': 'Hủy biên bản này',
    'violation.withdrawWhat':
      'Biên bản hủy không còn trừ điểm, nhưng vẫn được lưu cùng lý do. Bài đã dừng vì đình chỉ không mở lại.',
    'violation.withdrawGo': 'Hủy biên bản',
    'violation.withdrawnAt': 'Đã hủy lúc {at}.',
    'violation.reason': 'Lý do hủy',
    'violation.locked': 'Kết quả đã khóa, không lập hoặc hủy biên bản được nữa. Muốn thay đổi phải mở phụ lục.',
    'done.violation.noted': 'Đã lập biên bản vi phạm.',
    'done.violation.withdrawn': 'Đã hủy biên bản vi phạm. Biên bản không còn trừ điểm.',
    'field.component': 'Phần thi',
    'field.happened': 'Sự việc',
    'field.degree': 'Hình thức xử lý',
    'error.violation/not-present':
      'Chỉ lập biên bản với người có mặt. Ai không được vào thì ghi “Không được dự” khi điểm danh.',
    'error.violation/not-started':
      'Người này chưa mở đề nên chưa có bài để đình chỉ. Nếu không cho dự, xin ghi “Không được dự” khi điểm danh.',
    'error.violation/no-such-part': 'Kế hoạch của đợt này không có phần thi đó.',
    'error.violation/no-such-degree': 'Kế hoạch của đợt này không có hình thức xử lý đó.',
    'error.violation/same': 'Đã có một biên bản y hệt về người này. Biên bản thứ hai sẽ trừ điểm thêm lần nữa.',
    'error.violation/withdrawn': 'Biên bản này đã được hủy trước đó.',
  },
  en: {
    'violation.title': 'Violations and incidents',
    'violation.sum':
      '{n, plural, =0 {No violation minutes} one {# violation minute in force} other {# violation minutes in force}}, {incidents, plural, =0 {no incidents} one {# incident} other {# incidents}}.',
    'violation.list': 'Violation minutes',
    'violation.none': 'No violation minutes so far.',
    'violation.toList': 'Violations and incidents of the batch',
    'violation.head': 'Make a violation minute',
    'violation.lead':
      'The deduction is that of the frozen plan and goes into the minute. Only the chair can withdraw a minute, with a reason.',
    'violation.person': 'Person',
    'violation.choosePerson': 'Choose a person who is present',
    'violation.component': 'It happened in',
    'violation.degree': 'Degree',
    'violation.takesOff': 'takes {n} % off that part',
    'violation.suspends': 'ends the check at once, without a band',
    'violation.takes': 'minus {n} %',
    'violation.text': 'What happened',
    'violation.textHint': 'What, when, who saw it; things taken, if any. It goes into the minutes of the sitting.',
    'violation.suspensionEnds':
      'A suspension ends the running attempt at once with what is saved; the person’s page says so. It cannot be reopened.',
    'violation.go': 'Make the minute',
    'violation.by': 'Made by {who}',
    'violation.withdraw': 'Withdraw this minute',
    'violation.withdrawWhat':
      'A withdrawn minute deducts nothing; it stays on record with the reason. An attempt that was ended is not reopened.',
    'violation.withdrawGo': 'Withdraw the minute',
    'violation.withdrawnAt': 'Withdrawn at {at}.',
    'violation.reason': 'Reason',
    'violation.locked': 'The results are locked: no minute can be made or withdrawn. Changes need an addendum.',
    'done.violation.noted': 'The violation minute is made.',
    'done.violation.withdrawn': 'The violation minute is withdrawn. It deducts nothing any more.',
    'field.component': 'Part',
    'field.happened': 'What happened',
    'field.degree': 'Degree',
    'error.violation/not-present':
      'Minutes are made about people who are present. Whoever may not enter is marked “Refused at the door”.',
    'error.violation/not-started':
      'This person has not opened the paper, so there is nothing to suspend. If they may not sit, mark them “Refused at the door”.',
    'error.violation/no-such-part': 'The plan of this batch has no such part.',
    'error.violation/no-such-degree': 'The plan of this batch has no such degree.',
    'error.violation/same': 'There is the same minute about this person already. A second one would deduct once more.',
    'error.violation/withdrawn': 'This minute was withdrawn before.',
  },
});
