import { describe, expect, it } from '@jest/globals';
import { type MinutesFacts, meetingTexts } from './minutes-texts.js';

const NOTHING: MinutesFacts = {
  batch: 'đợt 1 năm 2027',
  sittings: [],
  incidents: [],
  violations: [],
  settlements: [],
  rescores: [],
};

describe('minutes begin with what is on record', () => {
  it('say of each kind of thing that there was none, when there was none', () => {
    expect(meetingTexts(NOTHING).proceedings.split('\n')).toEqual([
      'Không có sự việc bất thường trong buổi kiểm tra.',
      'Không có vi phạm.',
      'Không có trường hợp giám khảo lệch quá mức.',
      'Không có câu nào phải chấm lại.',
      'Đơn, kiến nghị về kết quả: không.',
    ]);
  });

  it('name sittings, incidents, violations, settlements and rescores, one a line', () => {
    const at = new Date('2027-01-09T01:12:00.000Z');
    const { proceedings } = meetingTexts({
      ...NOTHING,
      sittings: [
        { room: 'Phòng A', startedAt: new Date('2027-01-09T00:30:00.000Z'), closedAt: at },
        { room: 'Phòng B', startedAt: null, closedAt: null },
      ],
      incidents: [
        { at, room: 'Phòng A', candidateNo: null, text: 'Mất điện 6 phút' },
        { at, room: 'Phòng A', candidateNo: '01-27-003', text: 'Đổi máy' },
      ],
      violations: [
        { candidateNo: '01-27-014', component: 'written', degree: 'reprimand', percent: 25, text: 'Mang điện thoại.' },
      ],
      settlements: [{ candidateNo: '01-27-020', component: 'oral', no: 2, reason: 'Trả lời đúng trọng tâm' }],
      rescores: [{ code: 'DL021', kind: 'bothKeys', reason: 'Cả A và C đều đúng' }],
    });
    expect(proceedings.split('\n')).toEqual([
      'Buổi kiểm tra Phòng A, ngày 09/01/2027: từ 07:30 đến 08:12.',
      'Sự việc trong buổi kiểm tra: 2.',
      '- 08:12, Phòng A: Mất điện 6 phút',
      '- 08:12, Phòng A, số báo danh 01-27-003: Đổi máy',
      'Biên bản vi phạm: 1.',
      '- Số báo danh 01-27-014: khiển trách, trừ 25 % điểm phiếu hỏi. Mang điện thoại.',
      'Quyết định điểm khi giám khảo lệch quá mức: 1.',
      '- Số báo danh 01-27-020, vấn đáp câu 2: Trả lời đúng trọng tâm',
      'Chấm lại: 1 câu.',
      '- Câu DL021, nhận nhiều đáp án: Cả A và C đều đúng',
      'Đơn, kiến nghị về kết quả: không.',
    ]);
  });

  it('foretell no figure of the results', () => {
    const { conclusion, motion, agenda } = meetingTexts(NOTHING);
    expect(motion).toBe('Thông qua kết quả kiểm tra, đánh giá nhận thức đợt 1 năm 2027.');
    for (const text of [conclusion, motion, agenda])
      expect(text.replace(/đợt 1 năm 2027|^\d\./gm, '')).not.toMatch(/\d/);
  });
});
