import type { ComponentKind } from '../core/scoring/outcome.js';
import type { RulingKind } from '../core/scoring/item-ruling.js';
import type { ViolationDegree } from '../core/scoring/rule-set.js';
import { formatDay, formatMinute, translate } from '../i18n/translator.js';
import type { MeetingTexts } from './meeting.service.js';

export interface MinutesFacts {
  readonly batch: string;
  readonly sittings: readonly {
    readonly room: string;
    readonly startedAt: Date | null;
    readonly closedAt: Date | null;
  }[];
  readonly incidents: readonly {
    readonly at: Date;
    readonly room: string;
    readonly candidateNo: string | null;
    readonly text: string;
  }[];
  readonly violations: readonly {
    readonly candidateNo: string;
    readonly component: ComponentKind;
    readonly degree: ViolationDegree;
    readonly percent: number;
    readonly text: string;
  }[];
  readonly settlements: readonly {
    readonly candidateNo: string;
    readonly component: ComponentKind;
    readonly no: number;
    readonly reason: string;
  }[];
  readonly rescores: readonly { readonly code: string; readonly kind: RulingKind; readonly reason: string }[];
}

const say = (key: string, params: Readonly<Record<string, string | number>> = {}): string =>
  translate('vi', `council.prefill.${key}`, params);

/** Minutes are Vietnamese whatever language the page is in. Figures are left to the list that goes with them. */
export const meetingTexts = (facts: MinutesFacts): MeetingTexts => ({
  agenda: [say('agenda1'), say('agenda2'), say('agenda3'), say('agenda4', { batch: facts.batch })].join('\n'),
  proceedings: [
    ...sittingLines(facts),
    ...section('incidents', facts.incidents.map(incidentLine)),
    ...section('violations', facts.violations.map(violationLine)),
    ...section('settlements', facts.settlements.map(settlementLine)),
    ...section('rescores', facts.rescores.map(rescoreLine)),
    ...section('requests', []),
  ].join('\n'),
  conclusion: say('conclusion', { batch: facts.batch }),
  motion: say('motion', { batch: facts.batch }),
});

const sittingLines = ({ sittings }: MinutesFacts): string[] =>
  sittings.flatMap(({ room, startedAt, closedAt }) =>
    startedAt === null || closedAt === null
      ? []
      : [
          say('sitting', {
            room,
            day: formatDay(startedAt),
            from: formatMinute(startedAt),
            to: formatMinute(closedAt),
          }),
        ],
  );

const section = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [say(`${name}None`)] : [say(name, { n: lines.length }), ...lines.map((line) => `- ${line}`)];

const incidentLine = (i: MinutesFacts['incidents'][number]): string =>
  i.candidateNo === null
    ? say('incident', { time: formatMinute(i.at), room: i.room, text: i.text })
    : say('incidentOf', { time: formatMinute(i.at), room: i.room, no: i.candidateNo, text: i.text });

const violationLine = (v: MinutesFacts['violations'][number]): string =>
  say('violation', {
    no: v.candidateNo,
    degree: translate('vi', `degree.${v.degree}`).toLowerCase(),
    percent: v.percent,
    component: translate('vi', `component.${v.component}`).toLowerCase(),
    text: v.text,
  });

const settlementLine = (s: MinutesFacts['settlements'][number]): string =>
  say('settlement', {
    no: s.candidateNo,
    component: translate('vi', `component.${s.component}`).toLowerCase(),
    question: s.no,
    reason: s.reason,
  });

const rescoreLine = (r: MinutesFacts['rescores'][number]): string =>
  say('rescore', { code: r.code, kind: translate('vi', `council.ruling.${r.kind}`), reason: r.reason });
