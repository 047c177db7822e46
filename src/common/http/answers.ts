/** What a controller gives back; one interceptor turns it into bytes. */

export type Layout = 'staff' | 'tablet' | 'candidate' | 'plain' | 'print';

export interface Crumb {
  readonly text: string;
  readonly href?: string;
}

export class Page {
  constructor(
    readonly view: string,
    readonly data: Readonly<Record<string, unknown>>,
    readonly options: {
      readonly layout: Layout;
      readonly title: string;
      readonly crumbs?: readonly Crumb[];
      readonly status?: number;
      /**
       * Packed on its way. Only for a page that shows nothing of what the request brought: where both a secret and the words
       * of somebody else are packed together, the length tells of the secret (BREACH), and every page bears a token.
       */
      readonly packed?: boolean;
    },
  ) {}
}

export class Redirect {
  constructor(readonly location: string) {}
}

export class Download {
  constructor(
    readonly bytes: Buffer,
    readonly fileName: string,
    readonly type: string,
  ) {}
}

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const ZIP_TYPE = 'application/zip';
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** See Other: the browser follows with a GET, so that reload and back do not send the form again. */
export const redirect = (location: string): Redirect => new Redirect(location);
