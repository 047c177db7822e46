import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import type { ApiActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Program } from '../common/http/access.js';
import { Page } from '../common/http/answers.js';
import { typedDate } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import type { GateAnswer } from '../core/decision/gate.js';
import { translate } from '../i18n/translator.js';
import { GateService } from './gate.service.js';
import { OPENAPI, type OpenApiDocument } from './openapi.js';

/** What other programs of a committee may ask, and its description. */
@Controller('api')
export class ApiController {
  constructor(private readonly gates: GateService) {}

  @Get('v1/admission-cases/:id/eligibility')
  @Performs('api.eligibility')
  async eligibility(
    @Program() program: ApiActor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<GateAnswer & { caseId: string }> {
    const { answer } = await this.gates.ask(program.ownerId, id, dayOf(query['asOf']));
    return { caseId: id, ...answer };
  }

  @Get('openapi.json')
  @Performs('public')
  document(): OpenApiDocument {
    return OPENAPI;
  }

  @Get('docs')
  @Performs('public')
  docs(@Ctx() ctx: RequestContext): Page {
    const title = translate(ctx.lang, 'apiDocs.title');
    return new Page('admission/docs', { ...docsData(ctx) }, { layout: 'plain', title });
  }
}

/** A day as the interface writes it, and no other way. @throws AppError api/bad-date */
function dayOf(raw: unknown): string | undefined {
  if (raw === undefined) return undefined;
  const isDay = typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw) && typedDate({ value: raw }) === raw;
  if (!isDay) throw new AppError('api/bad-date');
  return raw;
}

const SUMMARIES: Readonly<Record<string, string>> = {
  '/api/v1/admission-cases/{id}/eligibility': 'apiDocs.summary.eligibility',
  '/api/openapi.json': 'apiDocs.summary.openapi',
  '/api/docs': 'apiDocs.summary.docs',
};

/** The document as its page shows it: what it has, in the reader's language. */
function docsData({ lang }: RequestContext): object {
  const { paths, components } = OPENAPI;
  const fields = [components.schemas['Eligibility'], components.schemas['Check']].flatMap((schema) =>
    Object.keys(schema?.properties ?? {}),
  );
  return {
    routes: Object.entries(paths).map(([path, { get }]) => ({
      path,
      summary: translate(lang, SUMMARIES[path] ?? path),
      needsKey: get.security.length > 0,
      params: (get.parameters ?? []).map((p) => ({
        name: p.name,
        text: translate(lang, `apiDocs.param.${p.name}`),
        required: p.required,
      })),
      answers: get.security.length > 0 ? Object.keys(get.responses) : [],
    })),
    fields,
    example: JSON.stringify(EXAMPLE, null, 2),
  };
}

const EXAMPLE = {
  caseId: '019a0000-0000-7000-8000-000000000000',
  open: true,
  asOf: '2027-01-20',
  checks: [
    { code: 'resultsLocked', outcome: 'met', required: true, why: 'resultsLocked', evidence: { batch: '1/2027' } },
    { code: 'passed', outcome: 'met', required: true, why: 'passed', evidence: { batch: '1/2027', band: 'good' } },
  ],
} satisfies GateAnswer & { caseId: string };
