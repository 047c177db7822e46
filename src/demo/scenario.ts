import type { Role } from '../core/access/access-matrix.js';
import type { CouncilRole } from '../organization/entities/council.entity.js';

/** The worked scenario: invented people and units of one ward committee. */

export const OWNER = 'Đảng ủy phường Hạ Long';

export const UNITS = [
  'Chi bộ Công ty Cấp nước Bãi Đá',
  'Chi bộ Trường THCS Vịnh Xanh',
  'Chi bộ Trạm Y tế phường',
  'Chi bộ Khu phố 11',
  'Chi bộ Phân xưởng Vận tải, Thông gió và Đào lò số 7, Đảng bộ bộ phận Công ty Than Vịnh Xanh',
  'Chi bộ Cơ khí, Công ty Than Vịnh Xanh',
  'Chi bộ Khai thác 2, Công ty Than Vịnh Xanh',
  'Chi bộ Khu phố 3',
  'Chi bộ Khu phố 5',
  'Chi bộ Khu phố 8',
  'Chi bộ Công an phường',
  'Chi bộ Quân sự phường',
  'Chi bộ Trường Tiểu học Bãi Đá',
  'Chi bộ Trường Mầm non Hoa Biển',
  'Chi bộ Hợp tác xã Vận tải thủy Hạ Long',
  'Chi bộ Công ty May Bạch Đằng',
  'Chi bộ Ban Quản lý chợ',
  'Chi bộ Cơ quan Ủy ban nhân dân phường',
  'Chi bộ Doanh nghiệp tư nhân Hồng Gai',
] as const;

export interface DemoStaff {
  readonly username: string;
  readonly fullName: string;
  readonly roles: readonly Role[];
  /** On one unit instead of the whole committee. */
  readonly unit?: string;
  readonly council: { readonly role: CouncilRole; readonly office: string } | null;
}

export const STAFF: readonly DemoStaff[] = [
  { username: 'quantri', fullName: 'Lê Quang Minh', roles: ['administrator'], council: null },
  {
    username: 'chutich',
    fullName: 'Phan Thị Hải Yến',
    roles: ['chair'],
    council: { role: 'chair', office: 'Phó Bí thư Thường trực Đảng ủy' },
  },
  {
    username: 'phochutich',
    fullName: 'Trần Đức Long',
    roles: ['viceChair'],
    council: { role: 'viceChair', office: 'Trưởng Ban Xây dựng Đảng' },
  },
  {
    username: 'uyvien1',
    fullName: 'Nguyễn Thị Thanh Hà',
    roles: ['councilMember', 'examiner'],
    council: { role: 'member', office: 'Chủ nhiệm Ủy ban Kiểm tra' },
  },
  {
    username: 'uyvien2',
    fullName: 'Hoàng Văn Thắng',
    roles: ['councilMember', 'examiner'],
    council: { role: 'member', office: 'Giám đốc Trung tâm chính trị' },
  },
  {
    username: 'thuky',
    fullName: 'Bạch Thị Duyên',
    roles: ['secretary'],
    council: { role: 'secretary', office: 'Chánh Văn phòng Đảng ủy' },
  },
  { username: 'giamthi1', fullName: 'Đoàn Thị Lụa', roles: ['invigilator'], council: null },
  { username: 'giamthi2', fullName: 'Vũ Mạnh Cường', roles: ['invigilator'], council: null },
  { username: 'giamkhao1', fullName: 'Trịnh Thị Sâm', roles: ['examiner'], council: null },
  { username: 'giamkhao2', fullName: 'Nguyễn Hữu Phước', roles: ['examiner'], council: null },
  { username: 'giamkhao3', fullName: 'Đỗ Thị Minh Nguyệt', roles: ['examiner'], council: null },
  { username: 'giamkhao4', fullName: 'Phạm Văn Ổn', roles: ['examiner'], council: null },
  { username: 'donvi', fullName: 'Lưu Thị Quế', roles: ['unitOfficer'], unit: UNITS[4], council: null },
  { username: 'thuongvu', fullName: 'Tống Văn Khải', roles: ['standingCommitteeClerk'], council: null },
  { username: 'kiemtra', fullName: 'Đặng Quốc Bảo', roles: ['inspector'], council: null },
];

/** name | birth | sex (n: nữ) | unit index */
const PEOPLE = `Nguyễn Thị Vân Anh|12/03/1996|n|0
Trần Quốc Anh|05/09/1991||1
Phạm Ngọc Ánh|20/11/1998|n|2
Lê Văn Bách|1985||3
Vũ Thị Bích|07/07/1990|n|3
Đỗ Xuân Bình|14/02/1988||4
Hoàng Minh Châu|30/08/1995|n|5
Bùi Thị Chi|02/12/1999|n|6
Ngô Văn Chiến|19/05/1987||6
Đặng Thành Công|23/01/1993||7
Lưu Quang Cường|11/10/1989||8
Nguyễn Thùy Dung|25/06/1997|n|9
Phan Tiến Dũng|03/02/1992||10
Vũ Đình Đạt|17/04/1994||11
Trần Hữu Đức|08/08/1986||12
Mai Thị Giang|21/09/1996|n|13
Lý Thu Hà|15/01/2000|n|13
Đinh Văn Hải|28/03/1984||14
Nguyễn Thị Hạnh|09/11/1991|n|15
Phạm Trung Hiếu|06/06/1995||16
Trần Thị Hòa|05/09/1991|n|17
Lê Mạnh Hùng|22/12/1983||4
Hoàng Thị Hương|18/07/1998|n|18
Chu Văn Khánh|13/05/1990||0
Vũ Đăng Khôi|27/02/1997||1
Tạ Thị Lan|04/04/1989|n|1
Nguyễn Khánh Linh|31/10/2001|n|2
Đỗ Hải Long|16/08/1992||5
Bùi Thị Mai|10/03/1987|n|2
Trịnh Công Minh|29/09/1994||7
Phùng Thị Nga|24/05/1993|n|8
Dương Thị Ngọc|02/02/1999|n|9
Cao Văn Nhật|12/12/1988||14
Lâm Thị Oanh|26/01/1995|n|15
Nguyễn Hồng Phúc|07/10/1996||10
Đào Thị Phượng|19/06/1986|n|16
Hà Minh Quân|03/08/1998||11
Trần Như Quỳnh|14/11/2000|n|12
Vi Văn Sơn|20/04/1991||17
Nông Thị Thảo|08/01/1994|n|18
Kiều Đức Thịnh|1979||5
Nguyễn Phúc Hoàng Thị Ngọc Quỳnh Trâm|20/11/1998|n|4
Lương Anh Tuấn|15/07/1985||6
Vũ Thị Tố Uyên|23/03/1997|n|17
Phạm Quang Vượng|30/12/1990||3`;

const SECOND = `Trương Thị Ái|11/02/1997|n|0
Lò Văn Bảo|23/05/1994||5
Hồ Thị Cẩm|07/08/1992|n|13
Mạc Đình Duy|19/10/1999||6
Quách Thị Hằng|30/01/1988|n|15
Tô Ngọc Khang|16/03/1996||10
Đàm Quang Lộc|04/12/1985||14
Nghiêm Thị Minh|22/06/2000|n|2
Phí Đức Thọ|07/07/1990||6
Thái Thị Vân|28/09/1993|n|9
Ông Văn Xuân|13/04/1987||7
Lục Thị Yến|25/11/1995|n|18`;

export interface DemoPerson {
  readonly fullName: string;
  readonly birth: string;
  readonly sex: 'Nam' | 'Nữ';
  readonly unit: string;
}

function people(text: string): DemoPerson[] {
  return text.split('\n').map((line) => {
    const [fullName = '', birth = '', sex = '', unit = '0'] = line.split('|');
    return { fullName, birth, sex: sex === 'n' ? 'Nữ' : 'Nam', unit: UNITS[Number(unit)] ?? UNITS[0] };
  });
}

/** The 45 who are accepted. */
export const FIRST_BATCH = people(PEOPLE);
export const SECOND_BATCH = people(SECOND);

/** Refused: a certificate 63 months old, and one without the cell's resolution. */
export const EXPIRED: DemoPerson = { fullName: 'Lại Văn Thế', birth: '18/02/1989', sex: 'Nam', unit: UNITS[8] };
export const UNRESOLVED: DemoPerson = { fullName: 'Ninh Thị Xuyến', birth: '09/09/1993', sex: 'Nữ', unit: UNITS[18] };

/** Absent with leave. */
export const ABSENT = 'Cao Văn Nhật';

/** Whose machine lost power: six minutes more. */
export const DELAYED = 'Phạm Trung Hiếu';

/** Whose phone rang: a violation minute. */
export const PHONE = 'Lê Mạnh Hùng';

/** Bàn 1, 2, 3 and who sits there. */
export const PANELS: readonly (readonly [string, string])[] = [
  ['uyvien1', 'giamkhao1'],
  ['uyvien2', 'giamkhao2'],
  ['giamkhao3', 'giamkhao4'],
];
