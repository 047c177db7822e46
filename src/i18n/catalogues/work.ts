import { catalogue } from '../catalogue.js';

/** Work off the main thread: what keeps it from being done. */
export const work = catalogue({
  vi: {
    'error.work/too-long': 'Việc này mất quá nhiều thời gian nên máy chủ đã dừng lại. Chưa có gì thay đổi.',
    'error.work/too-large': 'Việc này cần quá nhiều bộ nhớ nên máy chủ đã dừng lại. Chưa có gì thay đổi.',
    'error.work/died': 'Máy chủ không làm xong việc này. Chưa có gì thay đổi; xin thử lại một lần.',
    'error.file/too-heavy':
      'Máy chủ không đọc xong tệp này: quá nhiều ô hoặc cấu trúc quá phức tạp. Xin chép riêng bảng danh sách sang một tệp mới rồi tải lên lại.',
  },
  en: {
    'error.work/too-long': 'This took too long and was stopped. Nothing has changed.',
    'error.work/too-large': 'This needed too much memory and was stopped. Nothing has changed.',
    'error.work/died': 'The server could not finish this. Nothing has changed; please try once more.',
    'error.file/too-heavy':
      'The server could not finish reading this file: too many cells, or too complicated. Please copy the list alone into a new file and upload that.',
  },
});
