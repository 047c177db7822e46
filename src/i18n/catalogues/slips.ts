import { catalogue } from '../catalogue.js';

/** Pages of the slips that tell each person their result. The slip's own words are in src/papers/texts.ts. */
export const slips = catalogue({
  vi: {
    'papers.section.slip': 'Phiếu báo kết quả cho từng người',
    'papers.slips.link': 'Lập phiếu báo kết quả',
    'papers.slips.linkLead': 'Mỗi người một trang; chỉ ghi kết quả của chính người đó.',
    'papers.slips.title': 'Phiếu báo kết quả',
    'papers.slips.lead':
      'Mỗi người một trang A4 theo thể thức văn bản của Đảng, Chủ tịch Hội đồng ký. Phiếu lấy số liệu từ kết quả đã khóa; ghi đến đâu (chỉ xếp loại, hay cả điểm) là theo kế hoạch của đợt.',
    'papers.slips.allHead': '{n, plural, other {Cả đợt: # người}}',
    'papers.slips.all': 'Một tệp Word để in một lượt, xếp theo đơn vị rồi theo tên.',
    'papers.slips.allMany':
      'Một tệp ZIP, mỗi tệp Word bên trong có nhiều nhất {n} phiếu, xếp theo đơn vị rồi theo tên.',
    'papers.slips.go': '{n, plural, other {Lập # phiếu}}',
    'papers.slips.oneHead': 'Một người',
    'papers.slips.no': 'Số báo danh',
    'papers.slips.noHint': 'Ví dụ: 01-27-014',
    'papers.slips.getOne': 'Tải phiếu',
    'papers.slips.noNumber': 'Xin nhập số báo danh.',
    'papers.slips.unknownNumber': 'Đợt này không có số báo danh “{no}”. Xin đối chiếu với danh sách kết quả.',
    'papers.slips.work': 'Tệp của cả đợt',
    'papers.slips.running': 'Đang lập phiếu',
    'papers.slips.count': 'Đã xong {done, number} trên {total, number} phiếu',
    'papers.slips.wait':
      'Việc này chạy riêng, không làm chậm phòng kiểm tra. Có thể rời trang này rồi quay lại; tệp được giữ 30 phút.',
    'papers.slips.look': 'Xem lại',
    'papers.slips.ready': '{n, plural, other {Đã lập xong # phiếu}}',
    'papers.slips.readyNote': 'Tệp được giữ trên máy chủ 30 phút; lập lại lúc nào cũng được.',
    'papers.slips.get': 'Tải về',
    'papers.slips.lost':
      'Không còn tệp này: máy chủ đã khởi động lại, đã quá 30 phút, hoặc việc này do người khác yêu cầu. Số liệu không mất; xin lập lại.',
    'papers.slips.again': 'Lập lại',
    'papers.slips.toPapers': 'Về văn bản của đợt',
    'error.papers/person-sees-nothing': 'Theo kế hoạch của đợt, kết quả không báo cho từng người.',
  },
  en: {
    'papers.section.slip': 'Result slips, one for each person',
    'papers.slips.link': 'Make result slips',
    'papers.slips.linkLead': 'A page for each person, with nobody else’s result.',
    'papers.slips.title': 'Result slips',
    'papers.slips.lead':
      'A page of A4 for each person in the Party’s form, signed by the chair. Slips are made from locked results; how much they tell (the band alone, or marks too) is set by the plan.',
    'papers.slips.allHead': '{n, plural, one {The whole batch: # person} other {The whole batch: # people}}',
    'papers.slips.all': 'One Word file to print in one go, by unit and then by name.',
    'papers.slips.allMany': 'One ZIP; each Word file in it has at most {n} slips, by unit and then by name.',
    'papers.slips.go': '{n, plural, one {Make # slip} other {Make # slips}}',
    'papers.slips.oneHead': 'One person',
    'papers.slips.no': 'Candidate number',
    'papers.slips.noHint': 'For example: 01-27-014',
    'papers.slips.getOne': 'Download the slip',
    'papers.slips.noNumber': 'Please type a candidate number.',
    'papers.slips.unknownNumber':
      'Nobody in this batch has the number “{no}”. Please compare it with the list of results.',
    'papers.slips.work': 'File of the whole batch',
    'papers.slips.running': 'Slips are being made',
    'papers.slips.count': '{done, number} of {total, number} slips are done',
    'papers.slips.wait':
      'This runs beside everything else and slows no sitting. You may leave this page and come back; the file is kept for 30 minutes.',
    'papers.slips.look': 'Look again',
    'papers.slips.ready': '{n, plural, one {# slip is ready} other {# slips are ready}}',
    'papers.slips.readyNote': 'The server keeps the file for 30 minutes; it can be made again at any time.',
    'papers.slips.get': 'Download',
    'papers.slips.lost':
      'This file is no longer there: the server was started again, 30 minutes have passed, or somebody else had asked for it. Nothing on record is lost; please make it again.',
    'papers.slips.again': 'Make it again',
    'papers.slips.toPapers': 'Back to the papers',
    'error.papers/person-sees-nothing': 'By the plan of this batch, people are not told their results.',
  },
});
