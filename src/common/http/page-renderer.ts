import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { type Lang, translate } from '../../i18n/translator.js';
import type { Page } from './answers.js';
import type { RequestContext } from './request-context.js';
import { readManifest, ViewEngine, viewsDir } from './view-engine.js';

/** Adds to a page what every page bears: who and where one is, a way out, the language, the bands. */
@Injectable()
export class PageRenderer {
  private readonly engine = new ViewEngine(viewsDir(), readManifest());

  constructor(private readonly config: AppConfig) {}

  render(page: Page, context: RequestContext, url: string): string {
    return this.engine.render(page.view, page.options.layout, {
      ...page.data,
      ...this.common(context, url, page.data['owner']),
      title: page.options.title,
      crumbs: page.options.crumbs ?? [],
    });
  }

  private common(context: RequestContext, url: string, owner: unknown): Record<string, unknown> {
    const { lang, staff } = context;
    const other: Lang = lang === 'vi' ? 'en' : 'vi';
    return {
      lang,
      csrf: context.csrf,
      demo: this.config.DEMO,
      insecure: !context.secure && staff !== null,
      owner: staff === null ? (owner ?? null) : { name: staff.ownerName },
      who:
        staff === null
          ? null
          : { name: staff.name, role: staff.roles.map((r) => translate(lang, `role.${r}`)).join(', ') },
      flash: flashOf(url, lang),
      langSwitch: {
        href: `/language/${other}?back=${encodeURIComponent(withoutFlash(url))}`,
        text: translate(lang, `common.language.${other}`),
        lang: other,
      },
      signOutAction: '/identity/sign-out',
    };
  }
}

/** '?done=<code>' of the page that a form led to: what was done, said once on the next page. */
function flashOf(url: string, lang: Lang): { kind: string; text: string } | null {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const code = query.get('done');
  if (code === null || !/^[a-z][A-Za-z.-]{1,40}$/.test(code)) return null;
  try {
    return { kind: 'ok', text: translate(lang, `done.${code}`, { n: Number(query.get('n') ?? 0) }) };
  } catch {
    return null;
  }
}

/** The address of this page without the news of what was done last. */
const withoutFlash = (url: string): string => url.replace(/([?&])done=[^&]*(&n=\d+)?&?/, '$1').replace(/[?&]$/, '');
