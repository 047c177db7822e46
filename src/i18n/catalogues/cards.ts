import { catalogue } from '../catalogue.js';

/** Words of the printed papers: official papers are Vietnamese, whoever prints them. */
const PAPERS = {
  'batch.paper.council': 'HỘI ĐỒNG KIỂM TRA, ĐÁNH GIÁ NHẬN THỨC',
  'batch.paper.party': 'ĐẢNG CỘNG SẢN VIỆT NAM',
  'batch.paper.list': 'Danh sách quần chúng ưu tú dự kiểm tra',
  'batch.paper.where': '{name}, {room}, {time} ngày {day}, {place}',
  'batch.paper.ordinal': 'TT',
  'batch.paper.candidateNo': 'Số báo danh',
  'batch.paper.fullName': 'Họ và tên',
  'batch.paper.birth': 'Ngày sinh',
  'batch.paper.sex': 'Nam/Nữ',
  'batch.paper.unit': 'Chi bộ, đảng bộ',
  'batch.paper.sign': 'Ký tên',
  'batch.paper.note': 'Ghi chú',
  'batch.paper.male': 'Nam',
  'batch.paper.female': 'Nữ',
  'batch.paper.sum': 'Danh sách này có {n} người.',
  'batch.paper.counted': 'Có mặt: …… người; vắng mặt có phép: …… người; vắng mặt không phép: …… người.',
  'batch.paper.invigilator': 'GIÁM THỊ {n}',
  'batch.paper.forCouncil': 'T/M HỘI ĐỒNG',
  'batch.paper.signHere': '(ký, ghi rõ họ tên)',
  'batch.paper.accessCode': 'Mã truy cập',
  'batch.paper.born': 'Sinh {birth}',
  'batch.paper.come': '{room}, {at}. Mang theo căn cước. Vào {url} hoặc quét mã.',
  'batch.paper.qr': 'Mã QR của thẻ số {no}',
} as const;

/** Texts of access cards and attendance lists, on the screen and on paper. */
export const cards = catalogue({
  vi: {
    ...PAPERS,
    'batch.cards.title': 'Thẻ dự kiểm tra',
    'batch.cards.lead':
      'Mỗi thẻ có số báo danh và một mã truy cập. Mã chỉ hiện ra một lần, trên trang in; hệ thống không giữ bản đọc được.',
    'batch.cards.total': 'người dự kiểm tra',
    'batch.cards.issued': 'đã có thẻ',
    'batch.cards.howHead': 'Nên làm thế này',
    'batch.cards.howPrint': 'Bấm cấp thẻ rồi in ngay, 8 thẻ một trang A4; chưa in mà đóng trang thì phải cấp lại.',
    'batch.cards.howKeep': 'Cắt rời, cho vào phong bì niêm phong; phát tại phòng sau khi đối chiếu căn cước.',
    'batch.cards.howOne': 'Mất một thẻ thì cấp lại ở trang của riêng người đó.',
    'batch.cards.againHead': '{n} người đã có thẻ.',
    'batch.cards.again':
      'Cấp lại cho tất cả thì mọi mã cũ hết hiệu lực ngay, người đang đăng nhập bị thoát. Nếu chỉ thiếu một thẻ, xin cấp lại riêng thẻ đó.',
    'batch.cards.go': 'Cấp {n} thẻ và in',
    'batch.cards.goAgain': 'Hủy mã cũ, cấp lại {n} thẻ và in',
    'batch.attendance.title': 'Danh sách điểm danh',
  },
  en: {
    ...PAPERS,
    'batch.cards.title': 'Cards',
    'batch.cards.lead':
      'Each card bears the candidate number and an access code. Codes are shown once, on the page to print; the system keeps none that can be read.',
    'batch.cards.total': 'candidates',
    'batch.cards.issued': 'have a card',
    'batch.cards.howHead': 'How to go about it',
    'batch.cards.howPrint':
      'Issue and print at once, 8 cards on a sheet of A4; a page closed unprinted means issuing again.',
    'batch.cards.howKeep':
      'Cut them, seal them in an envelope; hand them out in the room after checking identity cards.',
    'batch.cards.howOne': 'A single lost card is issued again on the page of that person.',
    'batch.cards.againHead': '{n} people have a card already.',
    'batch.cards.again':
      'Issuing all again voids every old code at once and signs everybody out. If one card is missing, issue that one.',
    'batch.cards.go': 'Issue {n} cards and print them',
    'batch.cards.goAgain': 'Void the old codes, issue {n} cards and print them',
    'batch.attendance.title': 'Attendance list',
  },
});
