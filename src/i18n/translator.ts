import { IntlMessageFormat } from 'intl-messageformat';
import { catalogues } from './catalogues/index.js';

export type Lang = 'vi' | 'en';
export type TextParams = Readonly<Record<string, string | number>>;

const LOCALE: Readonly<Record<Lang, string>> = { vi: 'vi-VN', en: 'en-GB' };
const ZONE = 'Asia/Ho_Chi_Minh';

const texts: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  vi: Object.assign({}, ...catalogues.map((c) => c.vi)) as Record<string, string>,
  en: Object.assign({}, ...catalogues.map((c) => c.en)) as Record<string, string>,
};

type Format = (params: TextParams) => string;

// To make a formatter costs a hundred times what it costs to use one; a page asks for hundreds of texts.
const compiled: Readonly<Record<Lang, Map<string, Format>>> = { vi: new Map(), en: new Map() };

/** The text of a key. @throws Error for a key that no catalogue has: a missing text is a bug, not a blank. */
export function translate(lang: Lang, key: string, params: TextParams = {}): string {
  let format = compiled[lang].get(key);
  if (format === undefined) {
    const message = texts[lang][key];
    if (message === undefined) throw new Error(`i18n: no text for '${key}'`);
    format = compile(message, lang);
    compiled[lang].set(key, format);
  }
  return format(params);
}

function compile(message: string, lang: Lang): Format {
  if (!/[{}'#]/.test(message)) return () => message;
  const format = new IntlMessageFormat(message, LOCALE[lang], undefined, { ignoreTag: true });
  return (params) => String(format.format(params));
}

export const hasText = (key: string): boolean => texts.vi[key] !== undefined;

const two = (n: string): string => n.padStart(2, '0');

const instants = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Parts of an instant on the owner's clock. */
const parts = (at: Date): Record<string, string> =>
  Object.fromEntries(instants.formatToParts(at).map((p) => [p.type, p.value]));

/** 09/01/2027 */
export function formatDay(at: Date): string {
  const p = parts(at);
  return `${p['day'] ?? ''}/${p['month'] ?? ''}/${p['year'] ?? ''}`;
}

/** 08:14:05 */
export function formatTime(at: Date): string {
  const p = parts(at);
  return `${p['hour'] ?? ''}:${p['minute'] ?? ''}:${p['second'] ?? ''}`;
}

/** 08:14 */
export const formatMinute = (at: Date): string => formatTime(at).slice(0, 5);

/** 08:14 ngày 09/01/2027 stands as '09/01/2027 08:14'. */
export const formatDayTime = (at: Date): string => `${formatDay(at)} ${formatMinute(at)}`;

/** '1991-09-05' as 05/09/1991; '1991' stays. */
export function formatDate(iso: string): string {
  const [y = '', m, d] = iso.split('-');
  return m === undefined || d === undefined ? y : `${two(d)}/${two(m)}/${y}`;
}

/** Today's date where the owner is, YYYY-MM-DD. */
export function localDate(at: Date): string {
  const p = parts(at);
  return `${p['year'] ?? ''}-${p['month'] ?? ''}-${p['day'] ?? ''}`;
}

/** '2027-01-09' and '07:30' on the owner's clock as an instant. Viet Nam has had +07:00 all year since 1975. */
export const localInstant = (date: string, time: string): Date => new Date(`${date}T${time}:00.000+07:00`);

const numbersIn = (options: Intl.NumberFormatOptions): Readonly<Record<Lang, Intl.NumberFormat>> => ({
  vi: new Intl.NumberFormat(LOCALE.vi, options),
  en: new Intl.NumberFormat(LOCALE.en, options),
});

const hundredths = numbersIn({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const plain = numbersIn({ maximumFractionDigits: 1 });

/** Points in hundredths: 58,50 in Vietnamese, 58.50 in English. */
export const formatPoints = (points: number, lang: Lang): string => hundredths[lang].format(points / 100);

/** A number with grouping: 1.234,5. */
export const formatNumber = (n: number, lang: Lang): string => plain[lang].format(n);
