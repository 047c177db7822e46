import type { FormItem } from '../core/blueprint/form.js';
import type { ItemKind, ItemOption } from '../core/item/item.js';
import { fieldOf } from '../core/item/kinds.js';
import { placesOf } from '../core/item/kinds/ordering/ordering.js';
import { formatNumber, type Lang } from '../i18n/translator.js';

/** An item as its answer's part of the page sees it: nothing of the author's. */
interface Asked {
  readonly item: Pick<FormItem, 'kind' | 'options' | 'prompts'>;
  /** The saved answer, or what was typed and could not be saved. */
  readonly value: string;
  readonly lang: Lang;
}

type View = (asked: Asked) => object;

/** What the partial of each kind (`views/partials/answer-<kind>.hbs`) shows of the answer. */
const VIEWS: Readonly<Record<ItemKind, View>> = {
  single: chosenView,
  multiple: chosenView,
  trueFalse: chosenView,
  shortText: typedView,
  ordering: orderView,
  matching: pairsView,
  essay: typedView,
  oral: () => {
    throw new Error('an oral question stands on no paper');
  },
};

export const answerView = (asked: Asked): object => ({
  partial: answerPartial(asked.item.kind),
  ...VIEWS[asked.item.kind](asked),
});

export const answerPartial = (kind: ItemKind): string =>
  `answer-${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function chosenView({ item, value }: Asked): object {
  return { options: item.options.map(({ letter, text }) => ({ letter, text, checked: value.includes(letter) })) };
}

function typedView({ item, value, lang }: Asked): object {
  const max = fieldOf(item).max ?? 0;
  return {
    text: value,
    max,
    maxText: formatNumber(max, lang),
    length: formatNumber(value.length, lang),
    over: value.length > max ? formatNumber(value.length - max, lang) : null,
  };
}

/** Lines that were put in order stand in it; what does not make an order yet stands as the paper shows it. */
function orderView({ item, value }: Asked): object {
  const places = placesOf(value);
  const isGiven = value !== '' && fieldOf(item).accepts(value);
  const lines = item.options.map(({ letter, text }) => ({
    letter,
    text,
    places: item.options.map((_, i) => ({
      no: i + 1,
      value: `${letter}${i + 1}`,
      chosen: places.get(letter) === i + 1,
    })),
  }));
  const placeOf = ({ letter }: { letter: string }): number => places.get(letter) ?? 0;
  return {
    given: isGiven,
    unfinished: value !== '' && !isGiven,
    lines: isGiven ? lines.sort((a, b) => placeOf(a) - placeOf(b)) : lines,
  };
}

/** A select cuts off what is longer than a phone is wide: then the options are also listed in full. */
const LONG = 30;

function pairsView({ item, value }: Asked): object {
  const pairs: readonly string[] = fieldOf(item).accepts(value) ? (value.match(/../g) ?? []) : [];
  const options: readonly ItemOption[] = item.options.map(({ letter, text }) => ({ id: letter, text }));
  return {
    choices: options,
    listed: options.some((o) => o.text.length > LONG),
    prompts: (item.prompts ?? []).map(({ id, text }) => ({
      id,
      text,
      choices: options.map((o) => ({
        letter: o.id,
        text: o.text,
        value: id + o.id,
        chosen: pairs.includes(id + o.id),
      })),
    })),
  };
}
