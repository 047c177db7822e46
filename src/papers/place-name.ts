const COMMITTEE = /^(?:(?:ban thường vụ|ban chấp hành) )?(?:đảng (?:ủy|uỷ|bộ)|chi (?:ủy|uỷ|bộ)) /iu;
const DISTRICT = /^(phường|xã|thị trấn|đặc khu|thị xã|thành phố|tỉnh|quận|huyện) (.+)$/iu;
const SHORT = /^(?:thành|tỉnh|quận|huyện|thị) (?:ủy|uỷ) (.+)$/iu;

/**
 * Where papers of a committee are issued, read off its name: 'Đảng ủy phường Hạ Long' is 'Hạ Long'. A name of one
 * syllable or a number keeps the word before it ('Phường 3', 'Thành phố Huế'). Null where the name tells no place.
 */
export function placeName(ownerName: string): string | null {
  const short = SHORT.exec(ownerName)?.[1];
  if (short !== undefined) return short;
  const [, word = '', name] = DISTRICT.exec(ownerName.replace(COMMITTEE, '')) ?? [];
  if (name === undefined) return null;
  return name.includes(' ') ? name : `${word.charAt(0).toLocaleUpperCase('vi')}${word.slice(1)} ${name}`;
}
