import { mayAct } from '../core/access/access-matrix.js';
import type { ItemPart, Problem } from '../core/item-writing/problems.js';
import { editRefusal, onWay, type RoadAct, roadRefusal, type RoadState } from '../core/item/road.js';
import type { StaffActor } from '../common/actor.js';
import { hasText, type Lang, translate } from '../i18n/translator.js';
import type { Item } from './entities/item.entity.js';
import type { ItemNote, NoteKind } from './entities/item-note.entity.js';

/** What stands against an item, as it is read. */
export interface ToldProblem {
  readonly part: ItemPart;
  readonly isError: boolean;
  readonly says: string;
  /** '' where the sentence says it already. */
  readonly remedy: string;
}

export function toldProblem({ part, severity, fault, finding }: Problem, lang: Lang): ToldProblem {
  const isError = severity === 'error';
  if (finding !== null) {
    const { rule, params } = finding;
    // 'The source "" is not in the register' says less than that there is none.
    const isBare = rule === 'citationKnown' && params['document'] === '';
    const says = isBare ? translate(lang, 'road.noSource') : translate(lang, `itemRule.${rule}`, params);
    return { part, isError, says, remedy: translate(lang, `itemRemedy.${rule}`, params) };
  }
  const { code = '', params = {} } = fault ?? {};
  const key = `error.${code}`;
  return { part, isError, says: hasText(key) ? translate(lang, key, params) : code, remedy: '' };
}

const ACT_OF: Readonly<Record<RoadAct, 'item.write' | 'item.review' | 'item.putLive'>> = {
  submit: 'item.write',
  withdraw: 'item.write',
  drop: 'item.write',
  approve: 'item.review',
  sendBack: 'item.review',
  putLive: 'item.putLive',
};

/** Whether this person may do so with the text on its way of an item. */
export const mayOnRoad = (act: RoadAct, item: Item, staff: Pick<StaffActor, 'id' | 'roles'>): boolean =>
  mayAct(staff.roles, ACT_OF[act]) && roadRefusal(act, item, staff.id) === null;

const STAGES: readonly (RoadState | 'live')[] = ['draft', 'inReview', 'approved', 'live'];

/** Where the text of an item stands on its road, what comes next, and what this person may do; null where nothing is on its way. */
export function roadView(
  item: Item,
  staff: Pick<StaffActor, 'id' | 'roles'>,
  problems: readonly Problem[],
  lang: Lang,
): object | null {
  const way = onWay(item);
  if (way === null) return null;
  const may = (act: RoadAct): boolean => mayOnRoad(act, item, staff);
  const told = problems.map((p) => toldProblem(p, lang));
  const errors = told.filter((p) => p.isError);
  const isMine = item.authors.includes(staff.id);
  const here = STAGES.indexOf(way.state);
  const toDecide = may('approve') || may('sendBack');
  const leads = way.state === 'approved' ? may('putLive') : way.state === 'inReview' ? may('approve') : may('submit');
  const who = leads ? 'you' : isMine ? 'mine' : 'others';
  return {
    ...{ ...way, errors, isMine, isApproved: way.state === 'approved' },
    warnings: told.filter((p) => !p.isError),
    steps: STAGES.map((stage, i) => ({
      label: translate(lang, `state.${stage}`),
      state: i < here ? 'done' : i === here ? 'here' : 'ahead',
    })),
    next: translate(lang, `road.next.${way.state}.${who}`),
    may: {
      edit: mayEdit(item, staff),
      submit: may('submit'),
      withdraw: may('withdraw'),
      drop: may('drop'),
      decide: toDecide,
      putLive: may('putLive'),
    },
  };
}

const ROAD_NOTES: readonly NoteKind[] = ['submitted', 'withdrawn', 'approved', 'sentBack', 'putLive', 'dropped'];

/** What the reviewer asked for, while the draft has not been sent again since; null otherwise. Notes come newest first. */
export function sentBackWith(item: Item, notes: readonly ItemNote[]): ItemNote | null {
  const last = notes.find((n) => ROAD_NOTES.includes(n.kind));
  return last?.kind === 'sentBack' && onWay(item)?.state === 'draft' ? last : null;
}

export const mayEdit = (item: Item, staff: Pick<StaffActor, 'roles'>): boolean =>
  mayAct(staff.roles, 'item.write') && editRefusal(item) === null;
