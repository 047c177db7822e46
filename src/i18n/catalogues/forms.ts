import { catalogue } from '../catalogue.js';

/** What may be wrong with one field of a form. */
export const forms = catalogue({
  vi: {
    'form.required': 'Xin điền mục này.',
    'form.invalid': 'Mục này điền chưa đúng.',
    'form.roleNode': 'Vai trò này chỉ giao ở cấp ủy. Xin chọn cấp ủy làm nơi phụ trách.',
    'form.choose': 'Xin chọn một trong các mục có sẵn.',
    'form.length': 'Xin ghi từ {min} đến {max} ký tự.',
    'form.tooLong': 'Dài quá, nhiều nhất {max} ký tự.',
    'form.range': 'Xin ghi một số nguyên từ {min} đến {max}.',
    'form.mark': 'Xin ghi điểm bằng số, bước 0,5, ví dụ 6,5.',
    'form.points': 'Xin ghi số điểm, nhiều nhất {max, number}, có thể có hai chữ số sau dấu phẩy.',
    'form.username': 'Tên đăng nhập gồm 2 đến 60 chữ, số, dấu chấm, gạch nối, viết liền.',
    'form.password': 'Mật khẩu phải có ít nhất {min} ký tự.',
    'form.date': 'Xin ghi ngày theo dạng ngày/tháng/năm, ví dụ 09/01/2027.',
    'form.birth': 'Xin ghi ngày sinh theo dạng ngày/tháng/năm, ví dụ 05/09/1991; không rõ ngày thì chỉ ghi năm.',
    'form.rooms': 'Mỗi dòng một phòng: tên phòng rồi giờ bắt đầu, ví dụ “Phòng họp A 07:30”.',
    'form.reason': 'Xin ghi lý do, từ {min} đến {max} ký tự; lý do được lưu vào sổ ghi.',
  },
  en: {
    'form.required': 'Please fill this in.',
    'form.invalid': 'This is not filled in correctly.',
    'form.roleNode': 'This role is given on the committee itself. Please choose the committee.',
    'form.choose': 'Please choose one of the entries.',
    'form.length': 'Please write {min} to {max} characters.',
    'form.tooLong': 'Too long, at most {max} characters.',
    'form.range': 'Please write a whole number from {min} to {max}.',
    'form.mark': 'Please write the points as a number in steps of 0.5, for example 6.5.',
    'form.points': 'Please write points, at most {max, number}, with up to two decimals.',
    'form.username': 'A user name has 2 to 60 letters, digits, dots or hyphens, without spaces.',
    'form.password': 'A password needs at least {min} characters.',
    'form.date': 'Please write the date as day/month/year, for example 09/01/2027.',
    'form.birth': 'Please write the date of birth as day/month/year, for example 05/09/1991, or the year alone.',
    'form.rooms': 'One room a line: its name, then the time of the start, for example “Room A 07:30”.',
    'form.reason': 'Please give the reason, {min} to {max} characters; it is kept in the ledger.',
  },
});
