import type { Answer, RawClient } from './raw-client.js';

export type Pairs = readonly (readonly [string, string])[];

const unescape = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&#x3D;/g, '=')
    .replace(/&#x60;/g, '`')
    .replace(/&amp;/g, '&');

const attribute = (tag: string, name: string): string | null => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescape(value);
};

/** What a browser would send of the form with this id, buttons left out. */
export function formFields(page: string, id: string): Pairs {
  const form = new RegExp(`<form[^>]*\\sid="${id}"[^>]*>([^]*?)</form>`).exec(page)?.[1] ?? '';
  const pairs: [string, string][] = [];
  const pattern = /<input[^>]*>|<textarea[^>]*>\n?([^<]*)<\/textarea>|<select[^>]*>([^]*?)<\/select>/g;
  for (const [tag, text, options] of form.matchAll(pattern)) {
    const open = /^<[^>]*>/.exec(tag)?.[0] ?? '';
    const name = attribute(open, 'name');
    if (name === null || name === '_csrf') continue;
    if (text !== undefined) pairs.push([name, unescape(text)]);
    else if (options !== undefined) {
      const all = [...options.matchAll(/<option[^>]*>/g)].map(([o]) => o);
      const chosen = all.find((o) => / selected/.test(o)) ?? all[0] ?? '';
      pairs.push([name, attribute(chosen, 'value') ?? '']);
    } else if (!/type="(checkbox|radio)"/.test(open) || / checked/.test(open))
      pairs.push([name, attribute(open, 'value') ?? '']);
  }
  return pairs;
}

/** Fields with some of them set: a name that stands there several times gets its values in order, the rest stay. */
export function withFields(pairs: Pairs, set: Readonly<Record<string, string | readonly string[]>>): Pairs {
  const left = new Map(Object.entries(set).map(([name, v]) => [name, typeof v === 'string' ? [v] : [...v]]));
  const changed = pairs.map(([name, value]): readonly [string, string] => [name, left.get(name)?.shift() ?? value]);
  const more = [...left].flatMap(([name, values]) => values.map((v) => [name, v] as const));
  return [...changed, ...more];
}

/** Sends fields of which some bear the same name. */
export const postPairs = (client: RawClient, path: string, pairs: Pairs): Promise<Answer> =>
  client.raw(
    'POST',
    path,
    { accept: 'text/html' },
    new URLSearchParams([['_csrf', client.token], ...pairs.map(([n, v]): [string, string] => [n, v])]).toString(),
  );
