import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { packed, takesGzip } from './packing.js';

describe('packing a page', () => {
  test.each([
    ['gzip, deflate', true],
    ['deflate, GZIP;q=0.5', true],
    ['br', false],
    ['gzip;q=0, identity', false],
    ['', false],
    [undefined, false],
  ])('a browser that says %p takes gzip: %p', (header, takes) => {
    expect(takesGzip(header)).toBe(takes);
  });

  test('loses nothing', () => {
    const html = '<p>Đảng ta vĩ đại thật</p>'.repeat(1000);
    const bytes = packed(html);
    expect(bytes.length).toBeLessThan(html.length / 20);
    expect(gunzipSync(bytes).toString('utf8')).toBe(html);
  });
});
