import { catalogue } from '../catalogue.js';

/** The sentence of every refusal, `error.<code>`, and the words of the page that shows one. */
export const errors = catalogue({
  vi: {
    'common.language.vi': 'Tiếng Việt',
    'common.language.en': 'English',
    'common.error.back': 'Về trang chính',
    'common.error.again': 'Quay lại biểu mẫu',
    'common.error.remedy':
      'Nếu làm lại vẫn không được, xin báo người quản trị hệ thống. Đang trong giờ kiểm tra thì giơ tay gọi giám thị.',
    'common.error.remedyIncident':
      'Xin thử lại. Nếu vẫn không được, hãy báo người quản trị và đọc mã sự cố ở dưới. Đang trong giờ kiểm tra thì giơ tay gọi giám thị.',
    'common.error.unexpected': 'Hệ thống gặp sự cố',
    'common.error.unexpectedText': 'Thao tác vừa rồi chưa thực hiện được. Những gì đã ghi trước đó vẫn còn nguyên.',
    'common.error.title': 'Chưa làm được',
    'common.error.title.400': 'Dữ liệu gửi lên chưa đúng',
    'common.error.title.401': 'Cần đăng nhập',
    'common.error.title.403': 'Không được phép',
    'common.error.title.404': 'Không có trang này',
    'common.error.title.409': 'Chưa làm được việc này',
    'common.error.title.413': 'Tệp quá lớn',
    'common.error.title.422': 'Nội dung chưa dùng được',
    'common.error.title.429': 'Xin đợi một lát',
    'common.error.title.503': 'Hệ thống đang bận',
    'error.auth/sign-in-needed': 'Phiên làm việc đã hết hoặc chưa bắt đầu. Xin đăng nhập rồi làm tiếp.',
    'error.auth/not-confirmed': 'Xin xác nhận đúng họ tên, đơn vị của mình trước khi vào bài.',
    'error.auth/forbidden':
      'Việc này dành cho người giữ vai trò khác. Nếu công việc cần đến, xin đề nghị người quản trị giao thêm vai trò.',
    'error.auth/wrong-credentials': 'Tên đăng nhập hoặc mật khẩu chưa đúng. Xin kiểm tra phím Caps Lock rồi nhập lại.',
    'error.auth/wrong-code':
      'Số báo danh hoặc mã truy cập chưa đúng. Xin đối chiếu lại với thẻ; nếu vẫn không được, hãy giơ tay gọi giám thị.',
    'error.auth/too-many-tries': 'Đã nhập sai nhiều lần. Xin đợi {seconds} giây rồi thử lại.',
    'error.auth/setup-closed':
      'Đường dẫn lập tài khoản đầu tiên không còn dùng được: đã có tài khoản, hoặc máy chủ đã cấp đường dẫn mới.',
    'error.csrf/foreign': 'Yêu cầu này đến từ một trang khác nên không được nhận. Chưa có gì thay đổi.',
    'error.csrf/missing':
      'Trang mở quá lâu hoặc trình duyệt đã xóa cookie, nên lần gửi này không được nhận. Xin tải lại trang rồi làm lại.',
    'error.common/not-found': 'Địa chỉ có thể đã gõ sai, hoặc nội dung này không thuộc phần việc của anh (chị).',
    'error.common/stopping': 'Máy chủ đang dừng hoặc khởi động lại. Chưa có gì bị mất; xin đợi vài giây rồi thử lại.',
    'error.common/busy': 'Có nhiều người dùng cùng lúc. Chưa có gì bị mất; xin đợi vài giây rồi thử lại.',
    'error.common/full':
      'Ổ đĩa của máy chủ đã đầy nên chưa lưu được. Những gì đã lưu vẫn còn; xin báo người trông máy chủ dọn chỗ trống, rồi thử lại.',
    'error.common/away': 'Cơ sở dữ liệu đang khởi động lại. Những gì đã lưu vẫn còn; xin đợi vài giây rồi thử lại.',
    'error.common/unexpected': 'Hệ thống gặp sự cố. Thao tác vừa rồi chưa thực hiện được.',
    'error.common/too-large':
      'Nội dung gửi lên lớn quá mức cho phép (một tệp nhiều nhất 5 MB). Không có gì được ghi; xin chọn tệp khác hoặc rút gọn rồi gửi lại.',
    'error.common/unreadable': 'Máy chủ không đọc được nội dung gửi lên. Xin tải lại trang rồi làm lại.',
    'error.form/unknown-field': 'Biểu mẫu có mục lạ “{field}” nên không được nhận. Xin tải lại trang rồi điền lại.',
    'error.user/name-taken': 'Tên đăng nhập “{name}” đã có người dùng. Xin chọn tên khác.',
    'error.user/unknown': 'Không có tài khoản nào tên “{name}”.',
    'error.bank/unknown': 'Không có ngân hàng câu hỏi nào mang mã “{code}”.',
    'error.item/too-few-options': 'Câu hỏi phải có ít nhất hai phương án.',
    'error.item/too-many-options': 'Nhiều nhất {max} phương án.',
    'error.item/same-options': 'Phương án {first} và {second} giống nhau.',
    'error.item/refers-to-options': 'Phương án {option} nhắc đến các phương án khác, mà thứ tự sẽ bị xáo trộn.',
    'error.item/key-unknown': 'Đáp án {key} không có trong các phương án.',
    'error.item/one-key': 'Loại câu này phải có đúng một đáp án, đang có {n}.',
    'error.item/no-key': 'Câu hỏi chưa có đáp án.',
    'error.item/all-keys': 'Không thể mọi phương án đều là đáp án.',
    'error.blueprint/empty': 'Ma trận đề chưa có câu nào.',
    'error.blueprint/too-many': 'Ma trận đề nhiều nhất {max} câu.',
    'error.blueprint/points-not-divisible':
      '{points, number} điểm không chia đều được cho {items} câu. Xin đổi số câu hoặc số điểm của phiếu hỏi.',
    'error.blueprint/cell-short':
      'Ngân hàng không đủ câu: chủ đề “{topic}”, mức {level, select, recall {nhận biết} understand {thông hiểu} other {vận dụng}} cần {need} câu, chỉ rút được {have}.',
    'error.blueprint/cell-resting':
      'Thiếu {lack} câu: chủ đề “{topic}”, mức {level, select, recall {nhận biết} understand {thông hiểu} other {vận dụng}} cần {need} câu, chỉ rút được {have}; {resting} câu mới dùng còn trong thời gian nghỉ. Xin rút ngắn thời gian nghỉ trong kế hoạch, giảm số câu ở ô đó hoặc bổ sung ngân hàng.',
    'error.blueprint/enemies':
      'Không lập được đề nào mà không có hai câu kỵ nhau. Xin bỏ bớt cặp câu kỵ nhau, giảm số câu trong ma trận hoặc bổ sung ngân hàng.',
    'error.plan/no-component': 'Kế hoạch phải có ít nhất một phần: phiếu hỏi hoặc vấn đáp.',
    'error.plan/tolerance-too-wide': 'Chênh lệch cho phép không thể lớn hơn điểm tối đa của một câu vấn đáp.',
    'error.plan/pass-over-total': 'Ngưỡng đạt cao hơn tổng điểm các phần ({total, number} điểm).',
    'error.plan/bands-order': 'Mức Giỏi phải cao hơn mức Khá, mức Khá phải cao hơn ngưỡng đạt.',
    'error.plan/band-over-total': 'Mức Giỏi cao hơn tổng điểm các phần ({total, number} điểm).',
    'error.batch/roster-closed': 'Danh sách của đợt này đã chốt. Muốn sửa, Chủ tịch Hội đồng phải mở lại danh sách.',
    'error.batch/roster-open': 'Danh sách của đợt này chưa chốt. Xin chốt danh sách trước.',
    'error.batch/changed-meanwhile':
      'Danh sách, kế hoạch hoặc ngân hàng câu hỏi vừa thay đổi trong lúc chốt, nên chưa chốt. Xin xem lại rồi chốt lần nữa.',
    'error.batch/nobody': 'Danh sách chưa có ai đủ điều kiện dự kiểm tra.',
    'error.batch/no-sitting': 'Đợt này chưa có buổi kiểm tra nào.',
    'error.batch/sitting-started': 'Một buổi của đợt này đã bắt đầu, nên không mở lại danh sách được nữa.',
    'error.batch/question-drawn': 'Đợt này đã có người bốc thăm câu vấn đáp, nên không mở lại danh sách được nữa.',
    'error.sitting/nobody-present': 'Chưa điểm danh ai có mặt. Xin điểm danh trước khi phát lệnh bắt đầu.',
    'error.sitting/not-all-opened':
      'Còn {n} người có mặt chưa mở đề. Muốn kết thúc ngay, xin bấm “Kết thúc buổi” trong mục dành cho trường hợp này trên bảng phòng.',
    'error.attendance/has-attempt': 'Người này đã mở đề nên không ghi vắng được.',
    'error.attendance/question-drawn': 'Người này đã bốc thăm câu vấn đáp nên không ghi vắng được.',
    'error.sitting/closed': 'Buổi kiểm tra này đã kết thúc.',
    'error.sitting/not-started': 'Buổi kiểm tra này chưa có lệnh bắt đầu.',
    'error.sitting/still-running': '{n, plural, other {Còn # người đang làm bài, chưa kết thúc buổi được.}}',
    'error.sitting/unmarked':
      '{n, plural, other {Còn # người chưa được điểm danh. Xin điểm danh hết rồi kết thúc buổi.}}',
    'error.attempt/door-not-present': 'Anh (chị) chưa được điểm danh. Xin giơ tay gọi giám thị.',
    'error.attempt/door-not-started': 'Chưa có lệnh bắt đầu. Xin đợi giám thị.',
    'error.attempt/door-late': 'Đã quá giờ được vào. Xin giơ tay, giám thị sẽ quyết định.',
    'error.attempt/door-closed': 'Buổi kiểm tra đã kết thúc.',
    'error.attempt/not-started': 'Người này chưa mở đề.',
    'error.attempt/no-written': 'Kế hoạch của đợt này không có phần phiếu hỏi.',
    'error.attempt/live-elsewhere': 'Bài đang mở trên một máy khác. Xin giơ tay để giám thị cho làm tiếp ở máy này.',
    'error.attempt/closed': 'Bài làm đã kết thúc, không nhận thêm câu trả lời.',
    'error.attempt/too-late': 'Đã hết giờ làm bài, câu trả lời đến muộn không được nhận.',
    'error.rescue/no-file': 'Chưa chọn tệp. Xin chọn tệp cứu hộ (tên tệp kết thúc bằng .ntr).',
    'error.rescue/too-large': 'Tệp lớn hơn {kb} kB nên không phải tệp cứu hộ của hệ thống. Không có gì được ghi.',
    'error.rescue/not-a-rescue-file':
      'Đây không phải tệp cứu hộ. Xin chọn tệp mà trang làm bài đã lưu, tên kết thúc bằng .ntr. Không có gì được ghi.',
    'error.rescue/unreadable':
      'Không mở được tệp: tệp bị hỏng, bị cắt ngắn, hoặc do máy chủ khác tạo ra. Xin lưu lại tệp từ máy làm bài. Không có gì được ghi.',
    'error.rescue/not-ours':
      'Tệp không do trang làm bài của người này tạo ra, hoặc không thuộc Hội đồng này. Không có gì được ghi.',
    'error.rescue/other-room': 'Tệp này của người ở phòng {room}. Xin nạp ở trang của phòng đó. Không có gì được ghi.',
    'error.late/too-many': 'Có hơn {max} câu trả lời đến sau giờ, hệ thống không nhận thêm. Xin báo giám thị.',
    'error.late/changed-since':
      'Vừa có thêm câu trả lời đến sau giờ hoặc đã có quyết định. Xin xem lại danh sách rồi quyết định.',
    'error.late/essay-in-marking':
      'Câu {no} là câu tự luận đã có giám khảo nhận chấm, không thay bài được nữa. Nếu chưa khóa phiếu, xin rút bài khỏi giám khảo rồi quyết định lại; nếu đã khóa, chỉ còn quyết định không tính.',
    'error.save/not-your-lease': 'Bài đã được mở tiếp ở một trang khác; trang này không ghi được nữa.',
    'error.save/malformed': 'Câu trả lời của câu {item} gửi lên không đúng dạng. Xin giơ tay gọi giám thị.',
    'error.save/unfinished': 'Câu {item}: chưa xong nên chưa lưu được. Xin chọn đủ, không trùng nhau, rồi lưu lại.',
    'error.save/too-long':
      'Câu {item} viết {length} ký tự, dài nhất là {max} ký tự nên chưa lưu được. Xin rút ngắn rồi lưu lại.',
    'error.save/conflict': 'Câu {item} có hai câu trả lời trùng số thứ tự {seq}. Xin giơ tay gọi giám thị.',
    'error.chain/gap': 'Sổ ghi thiếu mục.',
    'error.chain/altered': 'Một mục của sổ ghi đã bị sửa.',
    'error.chain/link': 'Một mục của sổ ghi không nối với mục trước.',
    'error.chain/detail-altered': 'Phần chữ của một mục trong sổ ghi đã bị sửa.',
    'error.chain/time-backwards': 'Một mục của sổ ghi mang giờ sớm hơn mục trước.',
    'error.row/changed': 'Dữ liệu khác với lúc được ghi vào sổ.',
    'error.row/missing': 'Dữ liệu đã ghi vào sổ nay không còn.',
    'error.row/unreadable': 'Dữ liệu hỏng đến mức không đọc được nữa.',
    'error.row/added': 'Có dữ liệu mà sổ không ghi.',
  },
  en: {
    'common.language.vi': 'Tiếng Việt',
    'common.language.en': 'English',
    'common.error.back': 'To the home page',
    'common.error.again': 'Back to the page with the form',
    'common.error.remedy':
      'If it fails again, please tell the system administrator. During a sitting, raise your hand for the invigilator.',
    'common.error.remedyIncident':
      'Please try again. If it still fails, tell the administrator the incident code below. During a sitting, raise your hand for the invigilator.',
    'common.error.unexpected': 'Something went wrong',
    'common.error.unexpectedText': 'What you just did was not carried out. Everything saved before is still there.',
    'common.error.title': 'That did not work',
    'common.error.title.400': 'What was sent is not right',
    'common.error.title.401': 'Please sign in',
    'common.error.title.403': 'Not allowed',
    'common.error.title.404': 'There is no such page',
    'common.error.title.409': 'This cannot be done now',
    'common.error.title.413': 'The file is too large',
    'common.error.title.422': 'The content cannot be used',
    'common.error.title.429': 'Please wait a moment',
    'common.error.title.503': 'The system is busy',
    'error.auth/sign-in-needed': 'Your session has ended or not begun. Please sign in and continue.',
    'error.auth/not-confirmed': 'Please confirm your name and unit before you open the paper.',
    'error.auth/forbidden':
      'This belongs to another role. If your work needs it, ask the administrator to give you that role.',
    'error.auth/wrong-credentials': 'User name or password is wrong. Please check Caps Lock and type them again.',
    'error.auth/wrong-code':
      'Candidate number or access code is wrong. Please compare with your card; if it still fails, raise your hand.',
    'error.auth/too-many-tries': 'Too many wrong tries. Please wait {seconds} seconds and try again.',
    'error.auth/setup-closed':
      'The link for the first account no longer works: there is an account already, or the server has issued a new link.',
    'error.csrf/foreign': 'This request came from another site and was not accepted. Nothing has changed.',
    'error.csrf/missing':
      'The page was open too long or the browser dropped its cookies, so this was not accepted. Please reload and repeat it.',
    'error.common/not-found': 'The address may be mistyped, or this is not part of your work.',
    'error.common/stopping':
      'The server is stopping or starting again. Nothing is lost; please wait a few seconds and try again.',
    'error.common/busy': 'Many people are using the system. Nothing is lost; please wait a few seconds and try again.',
    'error.common/full':
      'The disk of the server is full, so nothing more can be saved. What was saved is safe; please ask whoever looks after the server to make room, then try again.',
    'error.common/away': 'The database is restarting. What was saved is safe; please wait a few seconds and try again.',
    'error.common/unexpected': 'Something went wrong. What you just did was not carried out.',
    'error.common/too-large':
      'What was sent is larger than allowed (a file: at most 5 MB). Nothing was written; please choose another file or shorten it, and send it again.',
    'error.common/unreadable': 'The server could not read what was sent. Please reload the page and repeat it.',
    'error.form/unknown-field': 'The form has an unknown field “{field}” and was not accepted. Please reload the page.',
    'error.user/name-taken': 'The user name “{name}” is taken. Please choose another.',
    'error.user/unknown': 'There is no account named “{name}”.',
    'error.bank/unknown': 'There is no question bank with the code “{code}”.',
    'error.item/too-few-options': 'A question needs at least two options.',
    'error.item/too-many-options': 'At most {max} options.',
    'error.item/same-options': 'Options {first} and {second} are the same.',
    'error.item/refers-to-options': 'Option {option} refers to other options, whose order is shuffled.',
    'error.item/key-unknown': 'Key {key} is none of the options.',
    'error.item/one-key': 'This kind has exactly one key, here there are {n}.',
    'error.item/no-key': 'The question has no key.',
    'error.item/all-keys': 'Not every option can be a key.',
    'error.blueprint/empty': 'The blueprint has no questions.',
    'error.blueprint/too-many': 'A blueprint has at most {max} questions.',
    'error.blueprint/points-not-divisible':
      '{points, number} points cannot be shared evenly by {items} questions. Change the number of questions or the points.',
    'error.blueprint/cell-short':
      'The bank lacks questions: topic “{topic}”, level {level, select, recall {recall} understand {understand} other {apply}} needs {need}, only {have} can be drawn.',
    'error.blueprint/cell-resting':
      'Lacks {lack}: topic “{topic}”, level {level, select, recall {recall} understand {understand} other {apply}} needs {need}, only {have} can be drawn; {resting} were used lately and still rest. Shorten the rest in the plan, draw fewer in that cell, or add to the bank.',
    'error.blueprint/enemies':
      'No form can be made without two questions that must not meet. Remove some of these pairs, draw fewer questions, or add to the bank.',
    'error.plan/no-component': 'A plan needs at least one part: written or oral.',
    'error.plan/tolerance-too-wide': 'The allowed difference cannot exceed the points of one oral question.',
    'error.plan/pass-over-total': 'The pass mark exceeds the total of all parts ({total, number} points).',
    'error.plan/bands-order': 'Excellent must lie above Good, and Good above the pass mark.',
    'error.plan/band-over-total': 'Excellent exceeds the total of all parts ({total, number} points).',
    'error.batch/roster-closed': 'The roster of this batch is closed. To change it the chair must reopen it.',
    'error.batch/roster-open': 'The roster of this batch is still open. Please close it first.',
    'error.batch/changed-meanwhile':
      'The roster, the plan or the bank changed while the roster was being closed, so it was not. Please look again and close it once more.',
    'error.batch/nobody': 'Nobody on the roster is accepted for the check.',
    'error.batch/no-sitting': 'This batch has no sitting.',
    'error.batch/sitting-started': 'A sitting of this batch has started, so the roster can no longer be reopened.',
    'error.batch/question-drawn':
      'Oral questions of this batch have been drawn, so the roster can no longer be reopened.',
    'error.sitting/nobody-present': 'Nobody is marked present. Please mark attendance before the start signal.',
    'error.sitting/not-all-opened':
      '{n} people who are here have not opened their form. To end the sitting all the same, use the button for that case on the board.',
    'error.attendance/has-attempt': 'This person has opened the form and cannot be marked absent.',
    'error.attendance/question-drawn': 'This person has drawn oral questions and cannot be marked absent.',
    'error.sitting/closed': 'This sitting is closed.',
    'error.sitting/not-started': 'This sitting has had no start signal yet.',
    'error.sitting/still-running':
      '{n, plural, one {# person is still writing, the sitting cannot be closed.} other {# people are still writing, the sitting cannot be closed.}}',
    'error.sitting/unmarked':
      '{n, plural, one {# person is not marked yet. Mark everybody, then close the sitting.} other {# people are not marked yet. Mark everybody, then close the sitting.}}',
    'error.attempt/door-not-present': 'You are not marked present yet. Please raise your hand for the invigilator.',
    'error.attempt/door-not-started': 'There is no start signal yet. Please wait for the invigilator.',
    'error.attempt/door-late': 'It is too late to enter. Please raise your hand; the invigilator will decide.',
    'error.attempt/door-closed': 'The sitting is closed.',
    'error.attempt/not-started': 'This person has not opened the paper.',
    'error.attempt/no-written': 'The plan of this batch has no written part.',
    'error.attempt/live-elsewhere':
      'The paper is open on another machine. Please raise your hand so that the invigilator lets you continue here.',
    'error.attempt/closed': 'The attempt is closed and takes no more answers.',
    'error.attempt/too-late': 'Time is over; late answers are not taken.',
    'error.rescue/no-file': 'No file is chosen. Please choose the rescue file (its name ends with .ntr).',
    'error.rescue/too-large': 'The file is larger than {kb} kB, so it is no rescue file. Nothing was written.',
    'error.rescue/not-a-rescue-file':
      'This is no rescue file. Please choose the file that the paper’s page saved; its name ends with .ntr. Nothing was written.',
    'error.rescue/unreadable':
      'The file cannot be opened: it is damaged, cut off, or made for another server. Please save it again from the candidate’s machine. Nothing was written.',
    'error.rescue/not-ours':
      'The file was not made by the page of this person’s paper, or does not belong to this council. Nothing was written.',
    'error.rescue/other-room':
      'This file belongs to room {room}. Please upload it on that room’s page. Nothing was written.',
    'error.late/too-many':
      'More than {max} answers arrived after the end; no more are taken. Please call the invigilator.',
    'error.late/changed-since':
      'More answers have arrived after the end, or a decision was made meanwhile. Please look at the list again.',
    'error.late/essay-in-marking':
      'Question {no} is an essay that a rater has taken: its text can no longer change. If no sheet is locked, take it from the rater and decide again; else it can only be left out.',
    'error.save/not-your-lease': 'The paper was opened on another page; this one can no longer save.',
    'error.save/malformed': 'The answer to question {item} is malformed. Please raise your hand for the invigilator.',
    'error.save/unfinished':
      'Question {item}: not finished, so not saved. Please choose all, none twice, and save again.',
    'error.save/too-long':
      'Question {item} has {length} characters; at most {max} can be saved. Please shorten it and save again.',
    'error.save/conflict': 'Question {item} has two answers under the number {seq}. Please raise your hand.',
    'error.chain/gap': 'Entries of the ledger are missing.',
    'error.chain/altered': 'An entry of the ledger was changed.',
    'error.chain/link': 'An entry of the ledger does not join the one before.',
    'error.chain/detail-altered': 'The wording of an entry of the ledger was changed.',
    'error.chain/time-backwards': 'An entry of the ledger is dated before the one it follows.',
    'error.row/changed': 'The data differ from what the ledger recorded.',
    'error.row/missing': 'Data that the ledger recorded are gone.',
    'error.row/unreadable': 'The data are damaged past reading.',
    'error.row/added': 'There are data that the ledger does not know.',
  },
});
