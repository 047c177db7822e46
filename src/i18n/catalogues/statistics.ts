import { catalogue } from '../catalogue.js';

/** How items were answered, and how alike the forms of a batch are. */
export const statistics = catalogue({
  vi: {
    'bank.statistics.head': 'Số liệu trả lời',
    'bank.statistics.none':
      'Bản này của câu hỏi chưa có ai trả lời trong đợt đã khóa kết quả. Số liệu được tính ngay sau khi Hội đồng khóa kết quả.',
    'bank.statistics.lead':
      '{answers, number} lượt trả lời bản này, trong {batches} đợt đã khóa kết quả. Câu bị hủy hoặc được cho điểm tối đa khi chấm lại không tính; bài bị đình chỉ cũng không tính.',
    'bank.statistics.fewHead': 'Mới có {n} lượt trả lời.',
    'bank.statistics.few':
      'Dưới {least} lượt thì số liệu còn phụ thuộc nhiều vào may rủi: xin đừng vội sửa hay bỏ câu. Việc rút đề vẫn tính độ khó theo mức độ của câu.',
    'bank.statistics.ruledHead': 'Hội đồng đã đổi đáp án hoặc nhận thêm đáp án khi chấm lại ở {n} bài.',
    'bank.statistics.ruled':
      'Số điểm đạt được tính theo điểm sau khi chấm lại; biểu đồ vẫn đánh dấu đáp án của bản này. Xin soát lại câu trước khi dùng tiếp.',
    'bank.statistics.facility': 'số điểm đạt được, trung bình',
    'bank.statistics.discrimination': 'độ phân biệt, từ -1 đến 1',
    'bank.statistics.expected': 'dự kiến khi rút đề',
    'bank.statistics.worth.good': 'Phân biệt tốt: người làm tốt cả bài thường làm được câu này.',
    'bank.statistics.worth.fair': 'Phân biệt vừa phải giữa người làm tốt và người làm chưa tốt cả bài.',
    'bank.statistics.worth.weak':
      'Hầu như không phân biệt được ai nắm chắc, ai chưa. Xin xem lại: câu quá dễ, quá khó, hay hỏi chưa rõ.',
    'bank.statistics.worth.negative':
      'Người làm tốt cả bài lại hay làm sai câu này. Xin xem lại đáp án và cách hỏi trước khi dùng tiếp.',
    'bank.statistics.undefined': 'Chưa tính được độ phân biệt: mọi người trả lời như nhau.',
    'bank.statistics.options': 'Phương án được chọn',
    'bank.statistics.chosen': 'Số bài chọn',
    'bank.statistics.blank': 'Bỏ trống',
    'bank.statistics.legend': 'Thanh đặc là đáp án, thanh rỗng là phương án sai hoặc bỏ trống.',
    'bank.statistics.lure': 'Phương án sai được chọn nhiều nhất: {name} ({chosen}).',
    'bank.statistics.idle': 'Chưa ai chọn {names}: phương án sai này có thể quá lộ, nên viết lại.',
    'bank.statistics.line': 'đạt {facility} điểm ({answers, number} lượt)',
    'bank.statistics.lineDiscrimination': 'phân biệt {value}',
    'bank.statistics.lineFew': 'còn ít lượt',
    'bank.statistics.answers': '{n, number} lượt',
    'bank.statistics.column': 'Đạt điểm',
    'bank.statistics.columnDiscrimination': 'Phân biệt',
    'bank.statistics.columnAnswers': 'Số lượt trả lời',
    'bank.statistics.filter': 'Số liệu trả lời',
    'bank.statistics.has.enough': 'Đủ lượt trả lời (từ 20)',
    'bank.statistics.has.few': 'Chưa đủ lượt trả lời',
    'bank.statistics.has.hard': 'Khó: đạt dưới 40 % điểm',
    'bank.statistics.has.easy': 'Dễ: đạt từ 95 % điểm',
    'bank.statistics.has.weak': 'Phân biệt kém: dưới 0,1',
    'bank.sort.hard': 'Khó nhất trước',
    'bank.sort.easy': 'Dễ nhất trước',
    'bank.sort.weak': 'Phân biệt kém nhất trước',
    'plan.edit.equivalent': 'Hai đề chênh nhau nhiều nhất, điểm',
    'plan.edit.equivalentHint':
      'Tính theo điểm dự kiến của phần máy chấm. Đề lệch quá thì khi rút được đổi câu trong cùng ô. Để trống: không giới hạn',
    'field.equivalentWithin': 'Chênh lệch giữa hai đề',
    'plan.view.noLimit': 'không giới hạn',
    'plan.line.equivalence':
      'Các đề giữ được trong giới hạn chênh nhau {limit} điểm: mỗi đề dự kiến khoảng {expected} trên {of} điểm. {measured, plural, =0 {Chưa câu nào đủ lượt trả lời, nên độ khó tính theo mức độ của câu.} other {# câu tính theo số liệu trả lời, các câu khác theo mức độ.}}',
    'plan.trial.apart': 'điểm chênh nhau nhiều nhất / giới hạn của kế hoạch',
    'plan.trial.cut': 'giới hạn {limit} điểm',
    'plan.trial.kept':
      'Giữ được giới hạn: không hai đề nào chênh nhau quá {limit} điểm dự kiến. {n, plural, =0 {Không đề nào phải đổi câu.} other {# đề lệch quá nên được đổi câu trong cùng ô.}}',
    'plan.trial.unequalHead': 'Không giữ được giới hạn chênh lệch giữa các đề.',
    'plan.trial.noLimit': 'Kế hoạch không giới hạn chênh lệch giữa hai đề.',
    'error.blueprint/unequal':
      'Không cân được các đề để chênh nhau không quá {limit, number} điểm: các câu ở chủ đề “{topic}”, mức {level, select, recall {nhận biết} understand {thông hiểu} other {vận dụng}} khó dễ khác nhau nhiều nhất. Xin bổ sung vào ô đó những câu khó dễ tương đương, giảm số câu ở ô đó, hoặc nới giới hạn trong kế hoạch, thử từ {wanted, number} điểm.',
  },
  en: {
    'bank.statistics.head': 'How it was answered',
    'bank.statistics.none':
      'Nobody has answered this version in a batch whose results are locked. Figures are made as soon as the council locks them.',
    'bank.statistics.lead':
      '{answers, plural, one {# answer} other {# answers}} to this version in {batches, plural, one {# batch} other {# batches}} whose results are locked. A question that was dropped or given full marks does not count, nor does a paper that was stopped.',
    'bank.statistics.fewHead': '{n, plural, one {# answer} other {# answers}} so far.',
    'bank.statistics.few':
      'Below {least} chance says more than the figures: do not hurry to change or drop the question. Drawing goes by its level as yet.',
    'bank.statistics.ruledHead':
      'In {n, plural, one {# paper} other {# papers}} the council has changed the key or taken another one too.',
    'bank.statistics.ruled':
      'The points are those after rescoring; the chart still marks the key of this version. Review the question before it is used again.',
    'bank.statistics.facility': 'of its points, on average',
    'bank.statistics.discrimination': 'discrimination, from -1 to 1',
    'bank.statistics.expected': 'expected when forms are drawn',
    'bank.statistics.worth.good': 'Discriminates well: those who do well in the paper mostly have this question.',
    'bank.statistics.worth.fair': 'Discriminates fairly between those who do well in the paper and those who do not.',
    'bank.statistics.worth.weak':
      'Hardly tells those who know from those who do not. Look it over: too easy, too hard, or not clear.',
    'bank.statistics.worth.negative':
      'Those who do well in the paper tend to miss this question. Look over its key and wording before it is used again.',
    'bank.statistics.undefined': 'Discrimination is not defined: everybody answered alike.',
    'bank.statistics.options': 'Options chosen',
    'bank.statistics.chosen': 'Papers',
    'bank.statistics.blank': 'Blank',
    'bank.statistics.legend': 'A filled bar is the key, an outline a wrong option or a blank.',
    'bank.statistics.lure': 'Wrong option chosen most: {name} ({chosen}).',
    'bank.statistics.idle': 'Nobody chose {names}: too easily seen through, perhaps; better written anew.',
    'bank.statistics.line': '{facility} of points ({answers, plural, one {# answer} other {# answers}})',
    'bank.statistics.lineDiscrimination': 'discrimination {value}',
    'bank.statistics.lineFew': 'few as yet',
    'bank.statistics.answers': '{n, plural, one {# answer} other {# answers}}',
    'bank.statistics.column': 'Points',
    'bank.statistics.columnDiscrimination': 'Discrimination',
    'bank.statistics.columnAnswers': 'Answers',
    'bank.statistics.filter': 'How answered',
    'bank.statistics.has.enough': 'Enough answers (20 or more)',
    'bank.statistics.has.few': 'Not enough answers',
    'bank.statistics.has.hard': 'Hard: below 40 % of points',
    'bank.statistics.has.easy': 'Easy: 95 % of points or more',
    'bank.statistics.has.weak': 'Weak: discrimination below 0.1',
    'bank.sort.hard': 'Hardest first',
    'bank.sort.easy': 'Easiest first',
    'bank.sort.weak': 'Weakest discrimination first',
    'plan.edit.equivalent': 'Two forms differ by at most, points',
    'plan.edit.equivalentHint':
      'By expected points of what a machine marks. A form too far off has questions exchanged within their cells. Left empty: no limit',
    'field.equivalentWithin': 'Difference between two forms',
    'plan.view.noLimit': 'no limit',
    'plan.line.equivalence':
      'Forms can be kept within {limit} points of one another: each is expected to give about {expected} of {of}. {measured, plural, =0 {No question has answers enough yet, so levels say how hard they are.} one {# question goes by its answers, the others by their levels.} other {# questions go by their answers, the others by their levels.}}',
    'plan.trial.apart': 'points apart at most / limit of the plan',
    'plan.trial.cut': 'limit {limit} points',
    'plan.trial.kept':
      'The limit is kept: no two forms are more than {limit} expected points apart. {n, plural, =0 {No form needed an exchange.} one {# form was too far off and had questions exchanged within their cells.} other {# forms were too far off and had questions exchanged within their cells.}}',
    'plan.trial.unequalHead': 'The limit between forms cannot be kept.',
    'plan.trial.noLimit': 'The plan sets no limit to the difference between two forms.',
    'error.blueprint/unequal':
      'Forms cannot be kept within {limit, number} points of one another: the questions of topic “{topic}”, level {level, select, recall {recall} understand {understand} other {apply}} differ most in difficulty. Add questions of like difficulty to that cell, draw fewer there, or widen the limit in the plan, from {wanted, number} points on.',
  },
});
