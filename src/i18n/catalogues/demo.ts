import { catalogue } from '../catalogue.js';

/** What the demo prints. */
export const demo = catalogue({
  vi: {
    'demo.notMarked': '{dir} có dữ liệu không phải dữ liệu mẫu; demo không đụng đến. Đặt DATA_DIR khác.',
    'demo.preparing': 'Đang chuẩn bị: tổ chức, ngân hàng câu hỏi, kế hoạch, danh sách…',
    'demo.playing': 'Đợt 1: {n} người vào phòng và làm bài',
    'demo.played': 'Đợt 1: {present} dự, {absent} vắng có lý do; điểm phiếu hỏi đã chấm ({seconds} giây).',
    'demo.older': 'Dữ liệu mẫu trong {dir} do bản cũ tạo. Chạy lại với --fresh để tạo mới.',
    'demo.examining': 'Đợt 1: vấn đáp ở 3 bàn, Hội đồng họp, Ban Thường vụ quyết định',
    'demo.decided':
      'Đợt 1 đã xong: {settled} câu lệch điểm đã được quyết định, kết quả đã khóa và công bố; {papers} văn bản nằm trong {folder} ({seconds} giây).',
    'demo.alreadyPlayed': 'Đợt 1 đã xong từ lần chạy trước.',
    'demo.table.staff': 'Người của Hội đồng và đơn vị: vào {url}/identity/sign-in',
    'demo.table.candidates': 'Người dự kiểm tra đợt 2 (phòng A đã phát lệnh bắt đầu): vào {url}/delivery/sign-in',
    'demo.table.room': 'Phòng B của đợt 2 chưa bắt đầu: đăng nhập giám thị để điểm danh và phát lệnh.',
    'demo.column.role': 'Vai trò',
    'demo.column.name': 'Họ và tên',
    'demo.column.username': 'Tên đăng nhập',
    'demo.column.password': 'Mật khẩu',
    'demo.column.candidateNo': 'Số báo danh',
    'demo.column.code': 'Mã truy cập',
  },
  en: {
    'demo.notMarked': '{dir} holds data that are not sample data; the demo leaves them alone. Set another DATA_DIR.',
    'demo.preparing': 'Preparing: organisation, question bank, plan, roster…',
    'demo.playing': 'Batch 1: {n} people come in and write',
    'demo.played': 'Batch 1: {present} present, {absent} absent with leave; the written part is scored ({seconds} s).',
    'demo.older': 'The sample data in {dir} were made by an older version. Run again with --fresh to make them anew.',
    'demo.examining': 'Batch 1: oral part at 3 panels, the council meets, the standing committee decides',
    'demo.decided':
      'Batch 1 is played: {settled} questions settled, results locked and published; {papers} papers lie in {folder} ({seconds} s).',
    'demo.alreadyPlayed': 'Batch 1 was played by an earlier run.',
    'demo.table.staff': 'Council and staff: {url}/identity/sign-in',
    'demo.table.candidates': 'Candidates of batch 2 (room A has been started): {url}/delivery/sign-in',
    'demo.table.room':
      'Room B of batch 2 has not been started: sign in as invigilator to mark attendance and start it.',
    'demo.column.role': 'Role',
    'demo.column.name': 'Full name',
    'demo.column.username': 'Username',
    'demo.column.password': 'Password',
    'demo.column.candidateNo': 'Candidate number',
    'demo.column.code': 'Access code',
  },
});
