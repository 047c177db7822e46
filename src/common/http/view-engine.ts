import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import Handlebars from 'handlebars';
import {
  formatDate,
  formatDay,
  formatDayTime,
  formatMinute,
  formatNumber,
  formatPoints,
  formatTime,
  type Lang,
  translate,
} from '../../i18n/translator.js';
import { icons } from '../icons.js';

type Template = Handlebars.TemplateDelegate;

interface HelperOptions {
  readonly hash: Readonly<Record<string, string | number>>;
  readonly data: { readonly root: { readonly lang: Lang } };
}

const langOf = (o: HelperOptions): Lang => o.data.root.lang;

/** Handlebars pages, compiled once at start; nothing a user typed is ever compiled or printed unescaped. */
export class ViewEngine {
  private readonly hbs = Handlebars.create();
  private readonly templates = new Map<string, Template>();

  constructor(
    private readonly viewsDir: string,
    private readonly manifest: Readonly<Record<string, string>>,
  ) {
    this.registerHelpers();
    for (const file of walk(viewsDir).filter((f) => f.endsWith('.hbs'))) this.load(file);
  }

  /** The whole page: `view` inside `layouts/<layout>`. @throws Error for a view that does not exist. */
  render(view: string, layout: string, context: Readonly<Record<string, unknown>>): string {
    const body = new Handlebars.SafeString(this.template(view)(context));
    return this.template(`layouts/${layout}`)({ ...context, body });
  }

  private template(name: string): Template {
    const template = this.templates.get(name);
    if (template === undefined) throw new Error(`view '${name}' does not exist`);
    return template;
  }

  private load(file: string): void {
    const name = relative(this.viewsDir, file)
      .split(sep)
      .join('/')
      .replace(/\.hbs$/, '');
    // A browser asks for no indentation, and a page of 30 questions has much of it.
    const source = readFileSync(file, 'utf8').replace(/^[ \t]+/gm, '');
    if (name.startsWith('partials/')) this.hbs.registerPartial(name.slice('partials/'.length), source);
    else this.templates.set(name, this.hbs.compile(source, { strict: false, preventIndent: true }));
  }

  private registerHelpers(): void {
    const { hbs } = this;
    hbs.registerHelper('t', (key: string, o: HelperOptions) => translate(langOf(o), key, o.hash));
    hbs.registerHelper('tk', (prefix: string, value: string, o: HelperOptions) =>
      translate(langOf(o), `${prefix}.${value}`, o.hash),
    );
    hbs.registerHelper('icon', (name: string) => this.icon(name));
    hbs.registerHelper('asset', (name: string) => `/assets/${this.manifest[name] ?? name}`);
    hbs.registerHelper('json', (value: unknown) => JSON.stringify(value));
    hbs.registerHelper('eq', (a: unknown, b: unknown) => a === b);
    hbs.registerHelper('or', (a: unknown, b: unknown) => Boolean(a) || Boolean(b));
    hbs.registerHelper('not', (a: unknown) => !a);
    hbs.registerHelper('plus', (a: number, b: number) => a + b);
    hbs.registerHelper('concat', (...parts: unknown[]) => parts.slice(0, -1).join(''));
    hbs.registerHelper('day', instantHelper(formatDay));
    hbs.registerHelper('time', instantHelper(formatTime));
    hbs.registerHelper('minute', instantHelper(formatMinute));
    hbs.registerHelper('dateTime', instantHelper(formatDayTime));
    hbs.registerHelper('date', (iso: unknown) => (typeof iso === 'string' ? formatDate(iso) : ''));
    hbs.registerHelper('points', (p: number, o: HelperOptions) => formatPoints(p, langOf(o)));
    hbs.registerHelper('number', (n: number, o: HelperOptions) => formatNumber(n, langOf(o)));
  }

  private icon(name: string): Handlebars.SafeString {
    const inner = (icons as Readonly<Record<string, string>>)[name];
    if (inner === undefined) throw new Error(`icon '${name}' does not exist`);
    return new Handlebars.SafeString(
      `<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${inner}</svg>`,
    );
  }
}

/** A Date or epoch ms; nothing for null, so that views need no condition round every time. */
const instantHelper =
  (format: (at: Date) => string) =>
  (at: unknown): string =>
    at instanceof Date ? format(at) : typeof at === 'number' ? format(new Date(at)) : '';

/** Project folder: two above dist/common/http and src/common/http alike. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

/** Views lie beside the built code, or in the project when run from source. */
export function viewsDir(): string {
  const built = join(import.meta.dirname, '../../views');
  return existsSync(built) ? built : join(projectRoot, 'views');
}

/** Hashed names of css and scripts; empty before the first build of the client. */
export function readManifest(): Record<string, string> {
  const file = join(projectRoot, 'public/assets/manifest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

function walk(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}
