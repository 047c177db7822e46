import type { JsonValue } from '../core/ledger/canonical-json.js';
import { hasText, type Lang, translate } from '../i18n/translator.js';

/** Facts whose values have words of their own. */
const WORDS: Readonly<Record<string, string>> = { role: 'role', kind: 'orgKind', attendance: 'attendance' };

/** 'secretary+chair' as names of roles. */
export const whoText = (role: string, lang: Lang): string =>
  role
    .split('+')
    .flatMap((r) => (hasText(`role.${r}`) ? [translate(lang, `role.${r}`)] : []))
    .join(', ');

/** Facts that say something to a reader; ids and digests say nothing, and points are for the council's page alone. */
export function factsText(facts: Readonly<Record<string, JsonValue>>, lang: Lang): string {
  return Object.entries(facts)
    .flatMap(([name, value]) => {
      const label = `ledgerFact.${name}`;
      if (!hasText(label) || (typeof value !== 'number' && typeof value !== 'string')) return [];
      const word = `${WORDS[name] ?? ''}.${String(value)}`;
      const text = hasText(word) ? translate(lang, word) : String(value);
      return [`${translate(lang, label)} ${text}`];
    })
    .join(' · ');
}
