import type { RuleSet } from '../../core/scoring/rule-set.js';
import type { Block, PaperSpec, SignatureRow } from '../../documents/docx/paper.js';
import type { MeetingView } from '../../council/meeting-view.js';
import type { CouncilMember, CouncilRole } from '../../organization/entities/council.entity.js';
import { localDate } from '../../i18n/translator.js';
import { aboutBatch, type Frame, paperOf } from './frame.js';
import { countsOf, equationLines, type ListedResult } from './listed-results.js';
import { resultBlocks } from './result-list.js';
import { batchName, comrades, endOf, momentOf, NONE, shortDigest, SIGNERS } from '../texts.js';

export interface MinutesFacts {
  readonly view: MeetingView;
  /** As the lock fixed them: what this meeting adopted, whatever addenda changed later. Null: it adopted none. */
  readonly results: { readonly rules: RuleSet; readonly rows: readonly ListedResult[] } | null;
  readonly footerNote: string | null;
}

const OFFICES: Readonly<Record<CouncilRole, string>> = {
  chair: 'Chủ tịch Hội đồng',
  viceChair: 'Phó Chủ tịch Hội đồng',
  member: 'Ủy viên Hội đồng',
  secretary: 'Thư ký Hội đồng',
};

/** Biên bản họp Hội đồng xét kết quả. */
export function councilMinutes(frame: Frame, facts: MinutesFacts): PaperSpec {
  const { meeting } = facts.view;
  const [writer, chair] = [writerOf(facts.view), chairOf(facts.view)];
  const signatures: readonly SignatureRow[] = [
    {
      left: { authority: SIGNERS.writer, name: writer?.fullName ?? null },
      right: { authority: SIGNERS.chairing, name: chair?.fullName ?? null },
    },
  ];
  return paperOf(frame, 'councilMinutes', {
    typeName: 'BIÊN BẢN',
    abstract: aboutBatch(frame, 'họp Hội đồng xét kết quả'),
    date: localDate(meeting.closedAt ?? meeting.openedAt),
    blocks: [...headBlocks(facts, chair, writer), ...bodyBlocks(facts)],
    closing: { signatures },
    annexes:
      facts.results === null
        ? []
        : [
            {
              label: 'PHỤ LỤC',
              title: ['DANH SÁCH KẾT QUẢ', `kèm theo Biên bản họp Hội đồng xét kết quả, ${batchName(frame.batch)}`],
              blocks: resultBlocks(facts.results),
              closing: { signatures },
              landscape: true,
            },
          ],
    footerNote: facts.footerNote,
  });
}

/** Who confirmed as chair; else the chair if present, else the vice chair. */
const chairOf = (view: MeetingView): CouncilMember | null =>
  memberOf(view, view.meeting.chairId) ?? presentIn(view, 'chair') ?? presentIn(view, 'viceChair');

const writerOf = (view: MeetingView): CouncilMember | null =>
  memberOf(view, view.meeting.secretaryId) ?? presentIn(view, 'secretary');

const memberOf = ({ attendance }: MeetingView, userId: string | null): CouncilMember | null =>
  userId === null ? null : (attendance.find((a) => a.member.userId === userId)?.member ?? null);

const presentIn = ({ attendance }: MeetingView, role: CouncilRole): CouncilMember | null =>
  attendance.find((a) => a.present && a.member.role === role)?.member ?? null;

const named = (m: CouncilMember): string => `${m.fullName}, ${m.office}, ${OFFICES[m.role]}`;

function headBlocks({ view }: MinutesFacts, chair: CouncilMember | null, writer: CouncilMember | null): Block[] {
  const { meeting } = view;
  const one = (term: string, value: string | null): Block => ({ kind: 'definition', term, value });
  return [
    one('Thời gian', `bắt đầu vào hồi ${momentOf(meeting.openedAt)}`),
    one('Địa điểm', textOrNull(meeting.place)),
    one('Nội dung', textOrNull(meeting.agenda)),
    one('Người chủ trì', chair === null ? null : named(chair)),
    one('Người ghi biên bản', writer === null ? null : named(writer)),
    one('Tài liệu sử dụng', documents(meeting.resultsDigest)),
  ];
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** What lay before the council, with the mark by which the table can be known again. */
const documents = (digest: string | null): string =>
  `bảng tổng hợp kết quả của đợt${digest === null ? '' : ` (mã đối chiếu ${shortDigest(digest)})`};` +
  ` biên bản các buổi kiểm tra`;

function bodyBlocks(facts: MinutesFacts): Block[] {
  const { view, results } = facts;
  const { meeting } = view;
  return [
    { kind: 'heading', text: '1. Thành phần' },
    ...composition(view),
    { kind: 'heading', text: '2. Diễn biến' },
    ...paragraphs(meeting.proceedings),
    { kind: 'heading', text: '3. Kết quả' },
    ...resultLines(results),
    { kind: 'heading', text: '4. Biểu quyết, kết luận' },
    ...votes(view),
    ...paragraphs(meeting.conclusion),
    {
      kind: 'paragraph',
      text:
        meeting.closedAt === null
          ? 'Hội nghị chưa kết thúc.'
          : `Hội nghị kết thúc vào hồi ${endOf(meeting.openedAt, meeting.closedAt)}.${results === null ? '' : ' Biên bản đã được thông qua.'}`,
    },
  ];
}

const resultLines = (results: MinutesFacts['results']): Block[] =>
  results === null
    ? [{ kind: 'paragraph', text: 'Phiên họp chưa thông qua kết quả.' }]
    : [
        ...equationLines(countsOf(results.rows), results.rules).map((text) => ({ kind: 'dash', text }) as const),
        { kind: 'paragraph', text: 'Kết quả của từng người có trong Phụ lục kèm theo biên bản này.' },
      ];

function composition({ attendance, present, quorum }: MeetingView): Block[] {
  const here = attendance.filter((a) => a.present);
  const away = attendance.filter((a) => !a.present);
  return [
    {
      kind: 'dash',
      text: `Hội đồng có ${comrades(attendance.length)}; phải có mặt ít nhất ${comrades(quorum)} thì phiên họp mới hợp lệ.`,
    },
    { kind: 'dash', text: `Có mặt: ${comrades(present)}${here.length > 0 ? ', gồm:' : '.'}` },
    ...here.map(
      ({ member }, i) => ({ kind: 'paragraph', text: listed(`${i + 1}) ${named(member)}`, i, here.length) }) as const,
    ),
    { kind: 'dash', text: `Vắng mặt: ${comrades(away.length)}${away.length > 0 ? ', gồm:' : '.'}` },
    ...away.map(({ member, reason }, i) => {
      const why = (reason ?? '') === '' ? '' : `; lý do: ${reason ?? ''}`;
      return { kind: 'paragraph', text: listed(`${i + 1}) ${named(member)}${why}`, i, away.length) } as const;
    }),
  ];
}

const listed = (text: string, i: number, n: number): string => `${text}${i === n - 1 ? '.' : ';'}`;

const paragraphs = (text: string): Block[] =>
  text.trim() === ''
    ? [{ kind: 'paragraph', text: NONE }]
    : text
        .trim()
        .split(/\n+/)
        .map((line) => {
          const item = /^\s*[-–+•*]\s+(.*)$/u.exec(line)?.[1];
          return item === undefined ? { kind: 'paragraph', text: line.trim() } : { kind: 'dash', text: item };
        });

const votes = ({ motions, attendance }: MeetingView): Block[] =>
  [...motions]
    .sort((a, b) => a.position - b.position)
    .map((m) => {
      const all = attendance.length;
      const share = `${m.votesFor}/${all} thành viên đồng ý, ${m.votesAgainst} không đồng ý, ${m.votesAbstain} không biểu quyết`;
      const cast = m.votesFor + m.votesAgainst + m.votesAbstain > 0;
      const verdict = cast
        ? `${share}. ${m.adopted ? 'Được thông qua.' : 'Không được thông qua.'}`
        : 'không biểu quyết.';
      return { kind: 'dash', text: `${m.text.replace(/[.;:\s]+$/u, '')}: ${verdict}` };
    });
