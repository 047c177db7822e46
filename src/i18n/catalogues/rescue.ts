import { catalogue } from '../catalogue.js';

/** The rescue file: on the invigilator's side. */
export const rescue = catalogue({
  vi: {
    'rescue.title': 'Nạp tệp cứu hộ',
    'rescue.lead':
      'Khi máy của một người không gửi được bài vì mất mạng, trang làm bài cho lưu một tệp cứu hộ (tên dạng cuu-ho-01-27-014.ntr). Chép tệp đó sang máy còn mạng và nạp ở đây. Tệp được mã hóa, chỉ máy chủ này mở được.',
    'rescue.file': 'Tệp cứu hộ',
    'rescue.fileHint': 'Tên tệp kết thúc bằng .ntr, lớn nhất 256 kB',
    'rescue.go': 'Nạp tệp',
    'rescue.back': 'Về bảng của phòng',
    'rescue.got': 'Đã nạp tệp, các câu đã được lưu',
    'rescue.gotHandedIn': 'Đã nạp tệp và nộp bài',
    'rescue.gotLate': 'Đã nạp tệp, các câu đến sau giờ được để riêng',
    'rescue.gotKnown': 'Mọi câu trong tệp đã có trên máy chủ, không có gì thay đổi',
    'rescue.who': 'Của người',
    'rescue.code': 'Mã',
    'rescue.fresh': 'Lần chọn mới được lưu',
    'rescue.known': 'Đã có từ trước',
    'rescue.setAside': 'Để riêng vì đến sau giờ',
    'rescue.receipt': 'Mã nhận bài',
    'rescue.compare':
      'Xin đối chiếu mã này với mã hiện trên máy làm bài. Nếu trùng nhau, mọi câu chưa gửi được của máy đó đã đến máy chủ.',
    'rescue.lateWhat':
      'Bài đã kết thúc trước khi tệp được nạp, nên các câu này chưa tính vào bài; Hội đồng sẽ quyết định.',
    'rescue.wentOn':
      'Trong tệp có yêu cầu nộp bài, nhưng sau khi lưu tệp người này đã làm tiếp, nên bài không được nộp theo tệp. Muốn nộp, người này bấm “Nộp bài” trên máy đang làm.',
    'rescue.tellReceipt': 'Xin đọc mã nhận bài cho người dự kiểm tra ghi lại.',
    'rescue.stillRunning': 'Bài chưa nộp. Người này có thể làm tiếp ở máy khác bằng số báo danh và mã truy cập.',
  },
  en: {
    'rescue.title': 'Upload a rescue file',
    'rescue.lead':
      'When a candidate’s machine cannot send its answers for lack of network, the page lets one save a rescue file (named like cuu-ho-01-27-014.ntr). Carry it to a machine with network and upload it here. It is encrypted; this server alone can open it.',
    'rescue.file': 'Rescue file',
    'rescue.fileHint': 'Its name ends with .ntr; at most 256 kB',
    'rescue.go': 'Upload',
    'rescue.back': 'To the board',
    'rescue.got': 'The file is in, its answers are saved',
    'rescue.gotHandedIn': 'The file is in and the paper is handed in',
    'rescue.gotLate': 'The file is in, its late answers are set aside',
    'rescue.gotKnown': 'The server had everything in this file; nothing has changed',
    'rescue.who': 'Of',
    'rescue.code': 'Code',
    'rescue.fresh': 'New choices saved',
    'rescue.known': 'Known before',
    'rescue.setAside': 'Set aside as late',
    'rescue.receipt': 'Receipt code',
    'rescue.compare':
      'Please compare this code with the one on the candidate’s machine. If they are equal, everything which that machine could not send has reached the server.',
    'rescue.lateWhat':
      'The paper was closed before the file came, so these answers do not count yet; the council will decide.',
    'rescue.wentOn':
      'The file asks to hand in, but since it was saved the person has gone on, so the paper was not handed in. To hand in, they press “Hand in” on the machine where they work.',
    'rescue.tellReceipt': 'Please read the receipt code to the candidate.',
    'rescue.stillRunning':
      'The paper is not handed in. The person can go on at another machine with number and access code.',
  },
});
