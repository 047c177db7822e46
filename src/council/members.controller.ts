import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import type { FieldError } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { mayAct } from '../core/access/access-matrix.js';
import { StaffService } from '../identity/staff.service.js';
import { translate } from '../i18n/translator.js';
import { COUNCIL_ROLES } from '../organization/entities/council.entity.js';
import { OrganizationService } from '../organization/organization.service.js';
import { type MemberLine, memberLines, readCorrection, readCouncil } from './members-form.js';

/** What a refused form brings back: of the new council, or of the one that was to be corrected. */
interface Refused {
  readonly councilId: string | null;
  readonly head: Readonly<Record<string, unknown>>;
  readonly lines: readonly MemberLine[];
  readonly errors: readonly FieldError[];
}

/** Councils by decision, and who sits on them. */
@Controller('council/members')
export class MembersController {
  constructor(
    private readonly organization: OrganizationService,
    private readonly staff: StaffService,
  ) {}

  @Get()
  @Performs('council.view')
  list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    return this.page(staff, ctx, null);
  }

  @Post()
  @Performs('council.manage')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readCouncil(body, ctx.lang, await this.accounts(staff.ownerId));
    if (!form.ok) return this.page(staff, ctx, { councilId: null, ...form });
    const { councilTitle: title, decisionNo, decisionOn, term } = form.head;
    const members = form.members.map(({ userId, fullName, role, office }) => ({ userId, fullName, role, office }));
    await this.organization.createCouncil(
      staff.ownerId,
      { title, decisionNo, decisionOn, term, members },
      asLedgerActor(staff),
    );
    return redirect('/council/members?done=council.created');
  }

  @Post(':councilId')
  @Performs('council.manage')
  async correct(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Param('councilId', ParseUUIDPipe) councilId: string,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const { members } = await this.organization.getCouncil(staff.ownerId, councilId);
    const form = readCorrection(body, ctx.lang, await this.accounts(staff.ownerId));
    if (!form.ok) return this.page(staff, ctx, { councilId, ...form });
    const changes = form.members.flatMap((m) => (m.id === null ? [] : [{ ...m, id: m.id }]));
    if (changes.length !== members.length) throw new AppError('council/other-members');
    await this.organization.correctMembers(staff.ownerId, councilId, changes, asLedgerActor(staff));
    return redirect('/council/members?done=council.changed');
  }

  /** Accounts that a member may have: those of the committee, and those that members have already. */
  private async accounts(ownerId: string): Promise<{ value: string; text: string }[]> {
    const [users, councils] = await Promise.all([this.staff.list(ownerId), this.organization.findCouncils(ownerId)]);
    const own = users.map(({ user }) => ({ value: user.id, text: `${user.fullName} (${user.username})` }));
    const linked = councils
      .flatMap((c) => c.members)
      .flatMap((m) =>
        m.userId === null || own.some((o) => o.value === m.userId) ? [] : [[m.userId, m.fullName] as const],
      );
    return [...own, ...[...new Map(linked)].map(([value, text]) => ({ value, text }))];
  }

  private async page(staff: StaffActor, ctx: RequestContext, refused: Refused | null): Promise<Page> {
    const councils = await this.organization.findCouncils(staff.ownerId);
    const mayManage = mayAct(staff.roles, 'council.manage');
    const accounts = mayManage ? await this.accounts(staff.ownerId) : [];
    const roles = COUNCIL_ROLES.map((r) => ({ value: r, text: translate(ctx.lang, `councilRole.${r}`) }));
    const [first] = councils;
    const correcting = refused?.councilId ?? null;
    const title = translate(ctx.lang, 'council.members.title');
    return new Page(
      'council/members',
      {
        councils: councils.map(({ council, members }, i) => ({ council, members, inOffice: i === 0 })),
        mayManage,
        roles,
        accounts,
        head: refused !== null && correcting === null ? refused.head : {},
        newLines: refused !== null && correcting === null ? refused.lines : memberLines([], 'new', 7),
        correction:
          first === undefined
            ? null
            : {
                councilId: correcting ?? first.council.id,
                lines: correcting === null || refused === null ? memberLines(first.members, 'fix', 0) : refused.lines,
                isOpen: correcting !== null,
              },
        isCreating: councils.length === 0 || (refused !== null && correcting === null),
        errors: refused?.errors ?? [],
        fieldErrors: Object.fromEntries((refused?.errors ?? []).map((e) => [e.field, e.message])),
      },
      {
        layout: 'staff',
        title,
        crumbs: [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }],
        status: refused === null ? 200 : 400,
      },
    );
  }
}
