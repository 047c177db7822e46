import { catalogue } from '../catalogue.js';

/** The seal over what the closing of a roster draws: opening slips, the page on which they are typed, what still waits. */
export const sealing = catalogue({
  vi: {
    'act.seal.open': 'Nhập phiếu mở niêm phong đề',
    'ledgerAction.batch.sealed': 'Niêm phong đề, in ba phiếu mở',
    'ledgerAction.batch.slipEntered': 'Nhập phiếu mở thứ nhất',
    'ledgerAction.batch.unsealed': 'Mở niêm phong đề',
    'ledgerFact.forms': 'số đề',
    'ledgerFact.slips': 'số phiếu mở',
    'ledgerFact.slip': 'phiếu mở số',
    'field.slip': 'Phiếu mở niêm phong',
    'done.seal.waiting': 'Đã nhận phiếu thứ nhất. Mời người thứ hai nhập phiếu của mình.',
    'done.seal.opened': 'Đã mở niêm phong. Giám thị có thể phát lệnh bắt đầu.',
    'error.batch/sealed':
      'Đề của đợt này còn niêm phong. Hai người trong Hội đồng (Chủ tịch, Phó Chủ tịch, Thư ký hoặc Ủy viên) mỗi người nhập một phiếu ở trang “Mở niêm phong đề”, rồi làm lại việc này.',
    'error.seal/not-sealed': 'Đợt này không niêm phong đề, nên không cần phiếu mở.',
    'error.seal/opened': 'Đề đã được mở niêm phong rồi; không cần nhập thêm phiếu.',
    'error.seal/wrong-slip':
      'Phiếu này không mở được đợt này: phiếu của đợt khác, hoặc của lần chốt danh sách trước. Xin đối chiếu đợt và giờ niêm phong in trên phiếu.',
    'error.seal/same-person':
      'Anh (chị) đã nhập phiếu thứ nhất. Phiếu thứ hai phải do người khác trong Hội đồng đăng nhập bằng tài khoản của mình rồi nhập.',
    'error.seal/same-slip': 'Phiếu này đã được nhập. Cần một phiếu khác trong ba phiếu.',
    'error.seal/damaged':
      'Phần niêm phong trong cơ sở dữ liệu bị hỏng hoặc bị sửa nên không mở được. Xin khôi phục bản sao lưu; nếu không có, Chủ tịch mở lại danh sách, nêu lý do, rồi chốt lại để rút đề mới.',
    'error.seal/slip-keyboard': 'Phiếu chỉ có chữ không dấu và chữ số. Xin tắt bộ gõ tiếng Việt rồi gõ lại.',
    'error.seal/slip-length':
      'Đọc được {n} ký tự, mà phiếu có {of}: năm nhóm, mỗi nhóm sáu ký tự. Nếu chữ tự biến đổi khi gõ, xin tắt bộ gõ tiếng Việt.',
    'error.seal/slip-group': 'Nhóm thứ {group} (“{typed}”) có chỗ gõ sai. Xin đối chiếu nhóm này với phiếu.',
    'seal.title': 'Mở niêm phong đề',
    'seal.lead':
      'Hai người trong Hội đồng, mỗi người đăng nhập bằng tài khoản của mình và nhập một phiếu mở, cách nhau không quá {minutes} phút. Chưa mở thì chưa phòng nào bắt đầu được.',
    'seal.sealed': 'Niêm phong từ {at}. Chưa ai nhập phiếu.',
    'seal.opened': 'Đã mở niêm phong lúc {at}.',
    'seal.openedWhat':
      'Đề đã nằm trong hệ thống; máy chủ có khởi động lại cũng không phải nhập phiếu lần nữa. Việc tiếp theo: giám thị phát lệnh bắt đầu ở trang của phòng.',
    'seal.next': 'Còn một máy khác thì người thứ hai nhập ở máy ấy; trang này tự báo khi đề đã mở.',
    'seal.signOut': 'Thoát để người thứ hai nhập',
    'seal.waitingMine': 'Đã nhận phiếu của anh (chị) lúc {at}.',
    'seal.waitingMineWhat':
      'Đang đợi người thứ hai, trên máy khác hoặc trên máy này sau khi anh (chị) đăng xuất. Quá {until} thì phải nhập lại từ đầu.',
    'seal.waitingOther': '{name} đã nhập phiếu thứ nhất lúc {at}.',
    'seal.waitingOtherWhat': 'Xin nhập phiếu của anh (chị) trước {until}; đề sẽ mở ngay.',
    'seal.slip': 'Phiếu mở niêm phong',
    'seal.slipHint':
      'Năm nhóm, mỗi nhóm sáu ký tự; chữ hoa hay chữ thường, có hay không có khoảng cách đều được. Không có số 0, số 1, chữ O, I, L.',
    'seal.go': 'Nhập phiếu này',
    'seal.toBatch': 'Về trang của đợt',
    'seal.howHead': 'Cách mở',
    'seal.howTwo':
      'Chủ tịch, Phó Chủ tịch, Thư ký hoặc Ủy viên Hội đồng; hai người khác nhau, hai phiếu bất kỳ trong ba phiếu.',
    'seal.howOneMachine':
      'Chỉ có một máy: người thứ nhất nhập xong thì đăng xuất, người thứ hai đăng nhập và nhập tiếp.',
    'seal.howWhen': 'Nên mở ngay trước giờ kiểm tra: từ lúc mở, đề không còn được mã hóa.',
    'seal.howLost':
      'Mất hai phiếu thì không ai mở được nữa: Chủ tịch mở lại danh sách, nêu lý do, rồi chốt lại để rút đề mới.',
    'seal.close.head': 'Kế hoạch này niêm phong đề.',
    'seal.close.what':
      'Chốt xong, trang hiện ba phiếu mở, chỉ một lần; hệ thống không giữ lại phiếu nào. Xin nối máy in trước, và mời ba người sẽ giữ phiếu.',
    'seal.reopen.what': 'Phần đề niêm phong bị hủy; ba phiếu mở đã in không còn giá trị, lần chốt sau có phiếu mới.',
    'seal.state': 'Đề còn niêm phong: hai người trong Hội đồng cần nhập hai phiếu mở trước giờ bắt đầu.',
    'seal.stateOpened': 'Đề đã mở niêm phong lúc {at}',
    'seal.link': 'Mở niêm phong đề',
    'seal.board.head': 'Đề còn niêm phong, chưa bắt đầu được.',
    'seal.board.what':
      'Hai người trong Hội đồng (Chủ tịch, Phó Chủ tịch, Thư ký hoặc Ủy viên) cần nhập hai phiếu mở. Điểm danh vẫn làm được; trang này tự đổi khi đề đã mở.',
    'seal.print.title': 'Ba phiếu mở niêm phong',
    'seal.print.onceHead': 'Trang này chỉ hiện một lần.',
    'seal.print.once':
      'In ngay, xem đã đủ ba phiếu và đọc rõ mọi ký tự rồi mới rời trang. Hệ thống không giữ phiếu nào; nếu hỏng, Chủ tịch mở lại danh sách rồi chốt lại.',
    'seal.print.done': 'Đã in đủ ba phiếu, về trang của đợt',
    'seal.paper.title': 'Phiếu mở niêm phong đề số {no}/3',
    'seal.paper.examOn': 'kiểm tra ngày {day}',
    'seal.paper.sealed': 'niêm phong {at}',
    'seal.paper.use':
      'Đến giờ, người giữ đăng nhập bằng tài khoản của mình, mở đợt này, chọn “Mở niêm phong đề” và gõ năm nhóm ký tự trên.',
    'seal.paper.pair':
      'Cần hai phiếu bất kỳ trong ba phiếu, do hai người khác nhau nhập, cách nhau không quá mười phút.',
    'seal.paper.keep':
      'Gấp kín, cho vào phong bì riêng; không chụp ảnh, không gửi qua tin nhắn, không để chung với phiếu khác.',
    'seal.paper.keeper': 'Người giữ:',
    'seal.paper.sign': 'Ký nhận:',
    'overview.station.unseal': 'Mở niêm phong',
    'overview.next.unseal': 'Mở niêm phong đề, ngay trước giờ kiểm tra',
    'overview.who.unseal': 'Việc của hai người trong Hội đồng, mỗi người một phiếu mở',
    'overview.go.unseal': 'Nhập phiếu mở',
    'plan.edit.sealedHead': 'Niêm phong đề',
    'plan.edit.sealed': 'Niêm phong đề từ lúc chốt danh sách đến giờ kiểm tra',
    'plan.edit.sealedHint':
      'Đề đã rút được mã hóa; in ba phiếu mở, hai người trong Hội đồng mỗi người nhập một phiếu mới mở được. Mất hai phiếu thì phải rút đề lại.',
    'plan.view.sealed': 'Có, mở bằng hai trong ba phiếu',
    'plan.view.notSealed': 'Không',
  },
  en: {
    'act.seal.open': 'Type an opening slip of a sealed batch',
    'ledgerAction.batch.sealed': 'Papers sealed, three opening slips printed',
    'ledgerAction.batch.slipEntered': 'First opening slip typed',
    'ledgerAction.batch.unsealed': 'Papers unsealed',
    'ledgerFact.forms': 'papers',
    'ledgerFact.slips': 'opening slips',
    'ledgerFact.slip': 'opening slip',
    'field.slip': 'Opening slip',
    'done.seal.waiting': 'The first slip is taken. Now the second person types theirs.',
    'done.seal.opened': 'The papers are unsealed. Invigilators can give the start signal.',
    'error.batch/sealed':
      'The papers of this batch are still sealed. Two people of the council (chair, vice-chair, secretary or member) each type a slip on the page “Unseal the papers”; then do this again.',
    'error.seal/not-sealed': 'This batch is not sealed and needs no opening slip.',
    'error.seal/opened': 'The papers are unsealed already; no more slips are needed.',
    'error.seal/wrong-slip':
      'This slip does not open this batch: it is another batch’s, or from an earlier closing of the roster. Please compare the batch and the time of sealing printed on it.',
    'error.seal/same-person':
      'You have typed the first slip. The second must be typed by another person of the council, signed in with their own account.',
    'error.seal/same-slip': 'This slip has been typed already. Another one of the three is needed.',
    'error.seal/damaged':
      'What is sealed in the database is damaged or was changed and cannot be opened. Please restore a backup; without one the chair reopens the roster with a reason and closes it again, which draws new papers.',
    'error.seal/slip-keyboard':
      'A slip has only letters without marks and figures. Please switch the Vietnamese keyboard off and type it again.',
    'error.seal/slip-length':
      '{n} letters were read, a slip has {of}: five groups of six. If letters change while you type, switch the Vietnamese keyboard off.',
    'error.seal/slip-group': 'Group {group} (“{typed}”) has a mistake. Please compare this group with the slip.',
    'seal.title': 'Unseal the papers',
    'seal.lead':
      'Two people of the council, each signed in with their own account, type one opening slip each, at most {minutes} minutes apart. Until then no room can start.',
    'seal.sealed': 'Sealed since {at}. Nobody has typed a slip.',
    'seal.opened': 'Unsealed at {at}.',
    'seal.openedWhat':
      'The papers lie in the system; a restart of the server needs no slip again. What comes next: the invigilator gives the start signal on the page of the room.',
    'seal.next':
      'With another machine the second person types there; this page tells by itself when the papers are open.',
    'seal.signOut': 'Sign out for the second person',
    'seal.waitingMine': 'Your slip was taken at {at}.',
    'seal.waitingMineWhat':
      'The second person is awaited, on another machine or on this one after you have signed out. After {until} both start again.',
    'seal.waitingOther': '{name} typed the first slip at {at}.',
    'seal.waitingOtherWhat': 'Please type yours before {until}; the papers open at once.',
    'seal.slip': 'Opening slip',
    'seal.slipHint':
      'Five groups of six letters; capital or small, with or without spaces. There is no 0, 1, O, I or L.',
    'seal.go': 'Type this slip',
    'seal.toBatch': 'To the batch',
    'seal.howHead': 'How it is opened',
    'seal.howTwo':
      'Chair, vice-chair, secretary or member of the council; two different people, any two of the three slips.',
    'seal.howOneMachine': 'With one machine only: the first types and signs out, the second signs in and types.',
    'seal.howWhen': 'Best done right before the exam: from then on the papers are no longer encrypted.',
    'seal.howLost':
      'When two slips are lost nobody can open any more: the chair reopens the roster with a reason and closes it again, which draws new papers.',
    'seal.close.head': 'This plan seals the papers.',
    'seal.close.what':
      'After the closing the page shows three opening slips, once; the system keeps none. Please connect the printer first and ask the three people who will keep them to come.',
    'seal.reopen.what':
      'What is sealed is discarded; the three printed slips are void, and the next closing has new ones.',
    'seal.state': 'The papers are sealed: two people of the council have to type two opening slips before the start.',
    'seal.stateOpened': 'The papers were unsealed at {at}',
    'seal.link': 'Unseal the papers',
    'seal.board.head': 'The papers are sealed; it cannot start yet.',
    'seal.board.what':
      'Two people of the council (chair, vice-chair, secretary or member) have to type two opening slips. Attendance can be ticked meanwhile; this page changes by itself when they are open.',
    'seal.print.title': 'Three opening slips',
    'seal.print.onceHead': 'This page is shown once.',
    'seal.print.once':
      'Print now, see that all three are there and every letter can be read, and only then leave. The system keeps none; if something went wrong the chair reopens the roster and closes it again.',
    'seal.print.done': 'All three are printed, to the batch',
    // What is printed is Vietnamese in both.
    'seal.paper.title': 'Phiếu mở niêm phong đề số {no}/3',
    'seal.paper.examOn': 'kiểm tra ngày {day}',
    'seal.paper.sealed': 'niêm phong {at}',
    'seal.paper.use':
      'Đến giờ, người giữ đăng nhập bằng tài khoản của mình, mở đợt này, chọn “Mở niêm phong đề” và gõ năm nhóm ký tự trên.',
    'seal.paper.pair':
      'Cần hai phiếu bất kỳ trong ba phiếu, do hai người khác nhau nhập, cách nhau không quá mười phút.',
    'seal.paper.keep':
      'Gấp kín, cho vào phong bì riêng; không chụp ảnh, không gửi qua tin nhắn, không để chung với phiếu khác.',
    'seal.paper.keeper': 'Người giữ:',
    'seal.paper.sign': 'Ký nhận:',
    'overview.station.unseal': 'Unsealing',
    'overview.next.unseal': 'Unseal the papers, right before the exam',
    'overview.who.unseal': 'For two people of the council, one opening slip each',
    'overview.go.unseal': 'Type an opening slip',
    'plan.edit.sealedHead': 'Sealed papers',
    'plan.edit.sealed': 'Seal the papers from the closing of the roster to the exam',
    'plan.edit.sealedHint':
      'What is drawn is encrypted; three opening slips are printed, and two people of the council open it by typing one each. When two are lost, papers must be drawn again.',
    'plan.view.sealed': 'Yes, opened by two of three slips',
    'plan.view.notSealed': 'No',
  },
});
