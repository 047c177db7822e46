import { catalogue } from '../catalogue.js';

/** Backups and their passphrase, as the command line tells of them. */
export const backup = catalogue({
  vi: {
    'error.backup/not-one': 'Tệp này không phải bản sao lưu của chương trình, hoặc phần đầu tệp đã hỏng.',
    'error.backup/newer': 'Bản sao lưu này do một bản chương trình mới hơn tạo ra, hoặc phần đầu tệp đã bị sửa.',
    'error.backup/wrong-passphrase':
      'Cụm mật khẩu này không mở được bản sao lưu. Chưa thay đổi gì. Hãy xem lại từng chữ trên tờ giấy; nếu mật khẩu nằm trong tệp, đặt BACKUP_PASSPHRASE_FILE tới đúng tệp hoặc bỏ đi để gõ tay.',
    'error.backup/damaged':
      'Bản sao lưu đã hỏng, bị cắt bớt hoặc bị sửa: mở đúng cụm mật khẩu nhưng nội dung không nguyên vẹn. Không dùng bản này; chưa thay đổi gì. Hãy lấy một bản khác.',
    'cli.backup.postgres':
      'Với PostgreSQL: dùng pg_dump --format=custom ghi ra một tệp, rồi chạy: npm run cli -- backup TỆP_SAO_LƯU --dump TỆP_DUMP',
    'cli.backup.dumpOfPostgres':
      '--dump chỉ dùng với PostgreSQL (DATABASE_URL). Với cơ sở dữ liệu nhúng hãy bỏ --dump.',
    'cli.backup.notADump': '{file} không phải tệp của pg_dump --format=custom. Chưa sao lưu gì.',
    'cli.backup.exists': '{file} đã có sẵn. Hãy chọn tên khác.',
    'cli.backup.noPassphrase':
      'Chưa sao lưu gì: chưa có cụm mật khẩu. Tạo một cụm bằng npm run cli -- passphrase TỆP, đặt BACKUP_PASSPHRASE_FILE tới tệp ấy rồi chạy lại. Nếu thật sự muốn bản không mã hóa (ai cầm được là đọc được hết), thêm --plain.',
    'cli.backup.done': 'Đã sao lưu và kiểm tra: {folder} ({n} mục, đầu sổ {head}).',
    'cli.backup.doneDump':
      'Đã mã hóa và đọc lại: {folder}. Hãy xóa tệp dump không mã hóa, và thử phục hồi trên máy khác.',
    'cli.backup.isSealed': 'Bản này đã mã hóa; chỉ cụm mật khẩu mở được, mất cụm ấy là mất bản sao lưu.',
    'cli.backup.isPlain':
      'CẢNH BÁO: bản này KHÔNG mã hóa, gồm cả câu hỏi, đáp án và tệp khóa. Cất như cất đề thi giấy.',
    'cli.backup.unsound': 'Bản sao lưu {folder} KHÔNG khớp với sổ ghi của nó; không dùng.',
    'cli.passphrase.made':
      'Đã ghi cụm mật khẩu vào {file}:\n\n    {passphrase}\n\nChép ra giấy thành hai bản, để vào hai phong bì cất ở hai nơi. Máy hỏng mà không còn giấy thì không ai mở được bản sao lưu. Rồi đặt BACKUP_PASSPHRASE_FILE tới tệp này và khởi động lại máy chủ.',
    'cli.passphrase.ask': 'Cụm mật khẩu của bản sao lưu:',
    'cli.restore.noPassphrase':
      'Bản sao lưu này đã mã hóa: cần cụm mật khẩu. Gõ khi được hỏi, hoặc đặt BACKUP_PASSPHRASE_FILE.',
    'cli.restore.notABackup': '{folder} không phải bản sao lưu (thiếu nhan-thuc.sqlite hoặc keys.json).',
    'cli.restore.postgres':
      'Lệnh này chỉ tự thay cơ sở dữ liệu nhúng. Với PostgreSQL hoặc bản sao lưu của PostgreSQL: mở ra bằng npm run cli -- restore TỆP --into THƯ_MỤC, rồi dùng pg_restore.',
    'cli.restore.opened': 'Đã kiểm tra và mở ra ở {folder}. Nội dung ở đó KHÔNG mã hóa: dùng xong thì xóa.',
    'cli.restore.sound': 'Bản sao lưu khớp: {n} mục, đầu sổ {head}.',
    'cli.restore.older': 'Bản sao lưu CŨ hơn dữ liệu hiện có {n} mục; phục hồi là mất những mục ấy khỏi máy chủ.',
    'cli.restore.same': 'Bản sao lưu trùng với dữ liệu hiện có.',
    'cli.restore.different': 'Bản sao lưu thuộc một sổ ghi khác, hoặc mới hơn dữ liệu hiện có.',
    'cli.restore.currentUnreadable': 'Dữ liệu hiện có không đọc được ({why}), nên không so được với bản sao lưu.',
    'cli.restore.confirm': 'Chưa làm gì. Nếu đúng là muốn phục hồi, chạy lại với --yes (máy chủ phải đang tắt).',
    'cli.restore.done': 'Đã phục hồi. Dữ liệu cũ để ở {aside}.',
  },
  en: {
    'error.backup/not-one': 'This file is no backup of this program, or its beginning is damaged.',
    'error.backup/newer': 'This backup was made by a newer version, or its beginning was changed.',
    'error.backup/wrong-passphrase':
      'This passphrase does not open the backup. Nothing was changed. Look at each letter on the paper again; where it lies in a file, set BACKUP_PASSPHRASE_FILE to the right one, or leave it out to type it.',
    'error.backup/damaged':
      'The backup is damaged, cut off or altered: the passphrase is right, the content is not whole. Do not use it; nothing was changed. Take another one.',
    'cli.backup.postgres':
      'With PostgreSQL: write a file by pg_dump --format=custom, then run: npm run cli -- backup BACKUP_FILE --dump DUMP_FILE',
    'cli.backup.dumpOfPostgres': '--dump is for PostgreSQL (DATABASE_URL). With the embedded database leave it out.',
    'cli.backup.notADump': '{file} was not made by pg_dump --format=custom. Nothing was backed up.',
    'cli.backup.exists': '{file} exists already. Choose another name.',
    'cli.backup.noPassphrase':
      'Nothing was backed up: there is no passphrase. Make one by npm run cli -- passphrase FILE, set BACKUP_PASSPHRASE_FILE to that file and run again. If you do want a backup in clear, which whoever holds it can read, add --plain.',
    'cli.backup.done': 'Backed up and verified: {folder} ({n} entries, head {head}).',
    'cli.backup.doneDump':
      'Encrypted and read back: {folder}. Delete the dump in clear, and try a restore on another computer.',
    'cli.backup.isSealed': 'It is encrypted; the passphrase alone opens it, and without it the backup is lost.',
    'cli.backup.isPlain':
      'WARNING: it is NOT encrypted and holds questions, keys and the keys file. Keep it as you keep the papers.',
    'cli.backup.unsound': 'The backup {folder} does NOT agree with its own ledger; it is not used.',
    'cli.passphrase.made':
      'The passphrase is in {file}:\n\n    {passphrase}\n\nCopy it onto two sheets of paper, into two envelopes kept in two places. With the computer and the paper gone nobody can open a backup. Then set BACKUP_PASSPHRASE_FILE to this file and start the server again.',
    'cli.passphrase.ask': 'Passphrase of the backup:',
    'cli.restore.noPassphrase':
      'This backup is encrypted: it needs its passphrase. Type it when asked, or set BACKUP_PASSPHRASE_FILE.',
    'cli.restore.notABackup': '{folder} is no backup (nhan-thuc.sqlite or keys.json is missing).',
    'cli.restore.postgres':
      'This command puts back the embedded database alone. With PostgreSQL, or a backup of PostgreSQL: open it by npm run cli -- restore FILE --into FOLDER, then use pg_restore.',
    'cli.restore.opened': 'Verified and opened in {folder}. It lies there in clear: delete it when done.',
    'cli.restore.sound': 'The backup is sound: {n} entries, head {head}.',
    'cli.restore.older': 'The backup is OLDER than the data by {n} entries; restoring takes these off the server.',
    'cli.restore.same': 'The backup equals the data.',
    'cli.restore.different': 'The backup belongs to another ledger, or is newer than the data.',
    'cli.restore.currentUnreadable':
      'The present data cannot be read ({why}) and so cannot be compared with the backup.',
    'cli.restore.confirm': 'Nothing was done. To restore indeed, run again with --yes (the server must be stopped).',
    'cli.restore.done': 'Restored. The earlier data lie in {aside}.',
  },
});
