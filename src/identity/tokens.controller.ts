import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { Clock } from '../common/clock.js';
import { translate } from '../i18n/translator.js';
import { ApiTokenService } from './api-token.service.js';
import { NewTokenDto } from './dto/token.dto.js';
import { API_SCOPES, type ApiToken } from './entities/api-token.entity.js';

/** The administrator's page of keys for other programs. */
@Controller('identity/tokens')
export class TokensController {
  constructor(
    private readonly tokens: ApiTokenService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Performs('apiToken.manage')
  list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    return this.page(staff, ctx, { days: 90 }, []);
  }

  /** The answer itself shows the key: it is not kept anywhere from which a second page could read it. */
  @Post()
  @Performs('apiToken.manage')
  async issue(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext, @Body() body: unknown): Promise<Page> {
    const form = readForm(NewTokenDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, form.typed, form.errors);
    const { row, token } = await this.tokens.issue(staff.ownerId, form.value, asLedgerActor(staff));
    return this.page(staff, ctx, { days: 90 }, [], { label: row.label, token });
  }

  @Post(':id/revoke')
  @Performs('apiToken.manage')
  async revoke(@Staff() staff: StaffActor, @Param('id') id: string): Promise<Redirect> {
    await this.tokens.revoke(staff.ownerId, id, asLedgerActor(staff));
    return redirect('/identity/tokens?done=token.revoked');
  }

  private async page(
    staff: StaffActor,
    ctx: RequestContext,
    values: object,
    errors: readonly FieldError[],
    issued: { label: string; token: string } | null = null,
  ): Promise<Page> {
    const rows = await this.tokens.list(staff.ownerId);
    const now = this.clock.epochMs();
    const title = translate(ctx.lang, 'identity.tokens.title');
    return new Page(
      'identity/tokens',
      {
        rows: rows.map((r) => ({ ...r, state: stateOf(r, now) })),
        ...{ issued, values, errors },
        fieldErrors: Object.fromEntries(errors.map((e) => [e.field, e.message])),
        scopes: API_SCOPES.map((s) => ({ value: s, text: translate(ctx.lang, `identity.tokens.scope.${s}`) })),
      },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
        status: errors.length > 0 ? 400 : 200,
      },
    );
  }
}

function stateOf(row: ApiToken, now: number): 'live' | 'expired' | 'revoked' {
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt.getTime() <= now ? 'expired' : 'live';
}
