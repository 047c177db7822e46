import { catalogue } from '../catalogue.js';

/** The replacement of a document that was marked by mistake, withdrawn. */
export const withdrawal = catalogue({
  vi: {
    'source.withdraw.open': 'Rút lại việc ghi thay thế',
    'source.withdraw.title': 'Rút lại việc ghi đã thay thế',
    'source.withdraw.lead':
      '{n, plural, =0 {Không có câu nào đang chờ soát chỉ vì việc ghi này.} other {# câu đang chờ soát chỉ vì việc ghi này sẽ được dùng lại ngay, như trước khi ghi.}}',
    'source.withdraw.others':
      'Câu đã có người quyết định (xác nhận, ngừng dùng, có bản mới) thì giữ nguyên quyết định ấy.',
    'source.withdraw.status': 'Văn bản này thực ra đang thế nào',
    'source.withdraw.statusHint': 'Ngày hết hiệu lực đã ghi sẽ được xóa; sửa ở “Sửa thông tin” nếu cần.',
    'source.withdraw.reason': 'Lý do rút lại',
    'source.withdraw.reasonHint': 'Ghi nhầm ở chỗ nào. Dòng này nằm trong sổ ghi và ở từng câu hỏi được dùng lại.',
    'source.withdraw.button': '{n, plural, =0 {Rút lại} other {Rút lại, dùng lại # câu}}',
    'source.withdraw.noneHead': 'Không có gì để rút lại ở đây.',
    'source.withdraw.noneText':
      'Văn bản này không được ghi là đã thay thế trên trang, hoặc do tệp của ngân hàng ghi: khi ấy sửa trong tệp rồi nhập lại.',
    'item.noteKind.returned': 'Dùng lại, vì đã đưa đi soát do nhầm',
    'done.source.withdrawn':
      'Đã rút lại việc ghi thay thế. {n, plural, =0 {Không có câu nào phải đưa về.} other {# câu được dùng lại.}}',
    'error.source/not-replaced': 'Văn bản này không được ghi là đã thay thế, nên không có gì để rút lại.',
    'error.source/replaced-by-files':
      'Việc thay thế này do tệp của ngân hàng ghi. Xin sửa trong tệp rồi nhập lại ngân hàng.',
    'ledgerAction.source.replacementWithdrawn': 'Rút lại việc ghi văn bản đã được thay thế',
    'ledgerAction.item.returned': 'Dùng lại câu hỏi đã đưa đi soát do nhầm',
  },
  en: {
    'source.withdraw.open': 'Withdraw the replacement',
    'source.withdraw.title': 'Withdraw that a document was replaced',
    'source.withdraw.lead':
      '{n, plural, =0 {No question waits for review because of this mark alone.} one {# question that waits for review because of this mark alone is in use again at once, as before.} other {# questions that wait for review because of this mark alone are in use again at once, as before.}}',
    'source.withdraw.others': 'What somebody has decided (confirmed, retired, a new version) stays decided.',
    'source.withdraw.status': 'What this document is indeed',
    'source.withdraw.statusHint': 'The end of its force goes; correct its line where needed.',
    'source.withdraw.reason': 'Reason for withdrawing',
    'source.withdraw.reasonHint':
      'What the mistake was. It stands in the ledger and with each question given back to use.',
    'source.withdraw.button':
      '{n, plural, =0 {Withdraw} one {Withdraw, use # question again} other {Withdraw, use # questions again}}',
    'source.withdraw.noneHead': 'There is nothing to withdraw here.',
    'source.withdraw.noneText':
      'This document was not marked as replaced on a page, or the files of the bank say so: then mend the files and import them again.',
    'item.noteKind.returned': 'Used again: sent to review by mistake',
    'done.source.withdrawn':
      'The replacement is withdrawn. {n, plural, =0 {No question had to come back.} one {# question is in use again.} other {# questions are in use again.}}',
    'error.source/not-replaced': 'This document is not marked as replaced: there is nothing to withdraw.',
    'error.source/replaced-by-files':
      'The files of the bank say that it was replaced. Please mend them and import the bank again.',
    'ledgerAction.source.replacementWithdrawn': 'Mark that a document was replaced withdrawn',
    'ledgerAction.item.returned': 'Question used again that was sent to review by mistake',
  },
});
