import { describe, expect, it } from '@jest/globals';
import { placeName } from './place-name.js';

describe('the place of issue', () => {
  it.each([
    ['Đảng ủy phường Hạ Long', 'Hạ Long'],
    ['Đảng uỷ Phường Hạ Long', 'Hạ Long'],
    ['Ban Thường vụ Đảng ủy xã Tân Phú', 'Tân Phú'],
    ['Tỉnh ủy Quảng Ninh', 'Quảng Ninh'],
    ['Đảng ủy phường 3', 'Phường 3'],
    ['Đảng bộ thành phố Huế', 'Thành phố Huế'],
  ])('of %s is %s', (owner, place) => {
    expect(placeName(owner)).toBe(place);
  });

  it('is left to be written where the name tells none', () => {
    expect(placeName('Đảng ủy Công ty Than Vịnh Xanh')).toBeNull();
    expect(placeName('Đảng ủy Một')).toBeNull();
  });
});
