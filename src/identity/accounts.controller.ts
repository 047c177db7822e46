import { Body, Controller, Get, Post } from '@nestjs/common';
import { asLedgerActor, type StaffActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs, Staff } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { ACCESS_MATRIX, ROLES, STAFF_ACTS } from '../core/access/access-matrix.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { GrantDto, NewAccountDto, ResetPasswordDto } from './dto/staff.dto.js';
import { foldUsername, StaffService } from './staff.service.js';

/** The administrator's pages: accounts and roles; no question, mark or result is seen here. */
@Controller('identity')
export class AccountsController {
  constructor(
    private readonly staff: StaffService,
    private readonly organization: OrganizationService,
  ) {}

  @Get('accounts')
  @Performs('user.manage')
  list(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext): Promise<Page> {
    return this.page(staff, ctx, {}, []);
  }

  @Post('accounts')
  @Performs('user.manage')
  async create(
    @Staff() staff: StaffActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
  ): Promise<Page | Redirect> {
    const form = readForm(NewAccountDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, { ...form.typed, password: '' }, form.errors);
    const { role, nodeId, username } = form.value;
    await this.assertOwnNode(staff, nodeId);
    if (isMisplaced(role, nodeId, staff))
      return this.page(staff, ctx, { ...form.value, password: '' }, [misplaced('nodeId', ctx)]);
    if ((await this.staff.findByUsername(username)) !== null) {
      const message = translate(ctx.lang, 'error.user/name-taken', { name: username });
      return this.page(staff, ctx, { ...form.value, password: '' }, [{ field: 'username', message }]);
    }
    const user = await this.staff.create(form.value, asLedgerActor(staff), staff.ownerId);
    await this.staff.grant(user.id, role, nodeId, asLedgerActor(staff));
    return redirect('/identity/accounts?done=account.created');
  }

  @Post('accounts/grant')
  @Performs('user.manage')
  async grant(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext, @Body() body: unknown): Promise<Page | Redirect> {
    const form = readForm(GrantDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, typedUnder('grant', form.typed), under('grant', form.errors));
    const { userId, role, nodeId } = form.value;
    await this.assertOwnNode(staff, nodeId);
    if (isMisplaced(role, nodeId, staff))
      return this.page(staff, ctx, typedUnder('grant', { ...form.value }), [misplaced('grant-nodeId', ctx)]);
    await this.assertOwnUser(staff, (u) => u.id === userId);
    await this.staff.grant(userId, role, nodeId, asLedgerActor(staff));
    return redirect('/identity/accounts?done=account.granted');
  }

  @Post('accounts/reset')
  @Performs('user.manage')
  async reset(@Staff() staff: StaffActor, @Ctx() ctx: RequestContext, @Body() body: unknown): Promise<Page | Redirect> {
    const form = readForm(ResetPasswordDto, body, ctx.lang);
    if (!form.ok) return this.page(staff, ctx, typedUnder('reset', form.typed), under('reset', form.errors));
    await this.assertOwnUser(staff, (u) => u.username === foldUsername(form.value.username));
    await this.staff.resetPassword(form.value.username, form.value.password, asLedgerActor(staff));
    return redirect('/identity/accounts?done=account.reset');
  }

  /** Act x role, as the code has it. */
  @Get('matrix')
  @Performs('home.view')
  matrix(@Ctx() ctx: RequestContext): Page {
    const title = translate(ctx.lang, 'identity.matrix.title');
    const acts = STAFF_ACTS.map((act) => ({
      act,
      cells: ROLES.map((role) => (ACCESS_MATRIX[act] as readonly string[]).includes(role)),
    }));
    return new Page(
      'identity/matrix',
      { roles: ROLES, acts },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, title) },
    );
  }

  private async page(staff: StaffActor, ctx: RequestContext, values: object, errors: FieldError[]): Promise<Page> {
    const [accounts, owner, units] = await Promise.all([
      this.staff.list(staff.ownerId),
      this.organization.getNode(staff.ownerId),
      this.organization.findUnits(staff.ownerId),
    ]);
    const nodes = [owner, ...units].map((n) => ({ value: n.id, text: n.name }));
    const roles = ROLES.map((role) => ({ value: role, text: translate(ctx.lang, `role.${role}`) }));
    const title = translate(ctx.lang, 'identity.accounts.title');
    const fieldErrors = Object.fromEntries(errors.map((e) => [e.field, e.message]));
    return new Page(
      'identity/accounts',
      { accounts, nodes, roles, values, errors, fieldErrors },
      { layout: 'staff', title, crumbs: this.crumbs(ctx, title), status: errors.length > 0 ? 400 : 200 },
    );
  }

  private crumbs(ctx: RequestContext, title: string): { text: string; href?: string }[] {
    return [{ text: translate(ctx.lang, 'overview.crumb'), href: '/overview' }, { text: title }];
  }

  /** A node of another committee answers like one that does not exist. */
  private async assertOwnNode(staff: StaffActor, nodeId: string): Promise<void> {
    const node = await this.organization.getNode(nodeId);
    if (node.ownerId !== staff.ownerId) throw new AppError('common/not-found');
  }

  private async assertOwnUser(
    staff: StaffActor,
    test: (user: { id: string; username: string }) => boolean,
  ): Promise<void> {
    const accounts = await this.staff.list(staff.ownerId);
    if (!accounts.some(({ user }) => test(user))) throw new AppError('common/not-found');
  }
}

/** Three forms stand on the page: each keeps its errors and what was typed under names of its own. */
const under = (form: string, errors: readonly FieldError[]): FieldError[] =>
  errors.map((e) => ({ ...e, field: `${form}-${e.field}` }));

const typedUnder = (form: string, typed: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(typed)
      .filter(([name]) => name !== 'password')
      .map(([name, value]) => [`${form}-${name}`, value]),
  );

/** All roles but the unit's officer belong to the committee itself. */
const isMisplaced = (role: string, nodeId: string, staff: StaffActor): boolean =>
  role !== 'unitOfficer' && nodeId !== staff.ownerId;

const misplaced = (field: string, ctx: RequestContext): FieldError => ({
  field,
  message: translate(ctx.lang, 'form.roleNode'),
});
