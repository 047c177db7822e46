/** The fields of a form as a page shows it, with what stands in them: what a browser would send. */
export function formFields(page: string, action: string): Record<string, string> {
  const forms = [...page.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0]);
  const form = forms.find((f) => attribute(/^<form\b[^>]*>/.exec(f)?.[0] ?? '', 'action') === action);
  if (form === undefined) throw new Error(`the page has no form for ${action}`);
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const type = attribute(tag, 'type') ?? 'text';
    const isPick = type === 'radio' || type === 'checkbox';
    if (isPick && !/\schecked\b/.test(tag)) continue;
    put(fields, attribute(tag, 'name'), attribute(tag, 'value') ?? '');
  }
  for (const [, tag = '', text = ''] of form.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    put(fields, attribute(tag, 'name'), plain(text));
  for (const [, tag = '', options = ''] of form.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option\b[^>]*\sselected\b[^>]*>/.exec(options) ?? /<option\b[^>]*>/.exec(options);
    put(fields, attribute(tag, 'name'), attribute(chosen?.[0] ?? '', 'value') ?? '');
  }
  delete fields['_csrf'];
  return fields;
}

function put(fields: Record<string, string>, name: string | null, value: string): void {
  if (name !== null && name !== '') fields[name] = value;
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : plain(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x3D': '=',
  '#x60': '`',
};

const plain = (html: string): string => html.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
