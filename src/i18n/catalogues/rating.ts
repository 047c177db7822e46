import { catalogue } from '../catalogue.js';

/** Mark sheets: what is refused, and the words that oral and essay pages share. */
export const rating = catalogue({
  vi: {
    'error.rating/sheet-locked': 'Phiếu chấm này đã khóa. Muốn sửa, xin mở “Chấm lại” và nêu lý do.',
    'error.rating/incomplete':
      '{n, plural, =1 {Còn tiêu chí “{criterion}” chưa chấm.} other {Còn # tiêu chí chưa chấm, bắt đầu từ “{criterion}”.}} Xin chấm đủ rồi khóa phiếu.',
    'error.rating/not-locked': 'Phiếu này chưa khóa, xin chấm tiếp trên phiếu.',
    'error.rating/note-too-long': 'Nhận xét dài nhất {max} ký tự. Xin rút ngắn rồi lưu lại.',
    'error.rating/not-the-settler': 'Kế hoạch giao việc quyết định điểm lệch cho người khác.',
    'error.rating/own-candidate':
      'Đồng chí là giám khảo của người này nên không được quyết định điểm lệch. Xin để người khác được kế hoạch giao quyết định.',
    'error.rating/not-all-locked': 'Chưa đủ giám khảo khóa phiếu của câu này.',
    'error.rating/within-tolerance': 'Hai giám khảo không lệch quá mức của kế hoạch, điểm là trung bình.',
    'error.rating/settlement-out-of-range': 'Điểm quyết định phải từ 0 đến {max}, theo bước 0,5.',
  },
  en: {
    'error.rating/sheet-locked': 'This mark sheet is locked. To correct it please open “Mark again” and give a reason.',
    'error.rating/incomplete':
      '{n, plural, =1 {“{criterion}” is not marked yet.} other {# criteria are not marked yet, the first is “{criterion}”.}} Please mark all, then lock the sheet.',
    'error.rating/not-locked': 'This sheet is not locked; please go on marking on it.',
    'error.rating/note-too-long': 'A note has at most {max} characters. Please shorten it and save again.',
    'error.rating/not-the-settler': 'The plan gives the settling of marks to somebody else.',
    'error.rating/own-candidate':
      'You are a rater of this candidate, so you may not settle these marks. Please leave it to somebody else whom the plan names.',
    'error.rating/not-all-locked': 'Not all raters have locked their sheets of this question.',
    'error.rating/within-tolerance': 'The raters are within the tolerance of the plan; the mark is their mean.',
    'error.rating/settlement-out-of-range': 'The settled mark must be from 0 to {max}, in steps of 0.5.',
  },
});
