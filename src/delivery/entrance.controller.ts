import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CandidateActor } from '../common/actor.js';
import { AppError } from '../common/app-error.js';
import { Candidate, Ctx, Performs } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { clearCookie, writeCookie } from '../common/http/cookies.js';
import { readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { CandidateAccess } from '../batch/candidate-access.service.js';
import { translate } from '../i18n/translator.js';
import { OrganizationService } from '../organization/organization.service.js';
import { CandidateSignInDto, ConfirmDto } from './dto/delivery.dto.js';
import { headView } from './delivery.presenter.js';

/** The candidates' door: in with number and code, 'this is me', and out. */
@Controller()
export class EntranceController {
  constructor(
    private readonly candidates: CandidateAccess,
    private readonly organization: OrganizationService,
  ) {}

  @Get()
  @Performs('public')
  home(@Ctx() ctx: RequestContext): Redirect {
    if (ctx.staff !== null) return redirect('/overview');
    return redirect(ctx.candidate === null ? '/delivery/sign-in' : '/delivery/paper');
  }

  @Get('delivery/sign-in')
  @Performs('public')
  form(@Ctx() ctx: RequestContext): Promise<Page> {
    return this.signInPage(ctx, {}, null);
  }

  @Post('delivery/sign-in')
  @Performs('public')
  async signIn(
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | Redirect> {
    const form = readForm(CandidateSignInDto, body, ctx.lang);
    if (!form.ok) return this.signInPage(ctx, form.typed, form.errors[0]?.message ?? null, 400);
    const { candidateNo, code } = form.value;
    try {
      const token = await this.candidates.signIn(candidateNo, code, ctx.address);
      if (ctx.candidate !== null) await this.candidates.signOut(ctx.candidate);
      writeCookie(reply, 'candidate', token, { secure: ctx.secure });
      clearCookie(reply, 'resume', ctx.secure);
      return redirect('/delivery/confirm');
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('auth/')) throw error;
      const status = error.code === 'auth/too-many-tries' ? 429 : 401;
      return this.signInPage(
        ctx,
        { candidateNo, code: '' },
        translate(ctx.lang, `error.${error.code}`, error.params),
        status,
      );
    }
  }

  @Get('delivery/notice')
  @Performs('public')
  async notice(@Ctx() ctx: RequestContext): Promise<Page> {
    const owner = await this.onlyOwner();
    return new Page('delivery/notice', owner, {
      layout: 'candidate',
      title: translate(ctx.lang, 'delivery.notice.title'),
    });
  }

  @Get('delivery/confirm')
  @Performs('candidate.enter')
  async confirmForm(@Candidate() candidate: CandidateActor, @Ctx() ctx: RequestContext): Promise<Page> {
    const self = await this.candidates.getSelf(candidate.entryId);
    return new Page('delivery/confirm', headView(self), {
      layout: 'candidate',
      title: translate(ctx.lang, 'delivery.confirm.title'),
    });
  }

  @Post('delivery/confirm')
  @Performs('candidate.enter')
  async confirm(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    const form = readForm(ConfirmDto, body, ctx.lang);
    if (!form.ok) return redirect('/delivery/confirm');
    if (form.value.answer === 'yes') {
      await this.candidates.confirm(candidate);
      return redirect('/delivery/paper');
    }
    await this.candidates.deny(candidate);
    forget(reply, ctx);
    return redirect('/delivery/sign-in?done=denied');
  }

  @Post('delivery/sign-out')
  @Performs('candidate.enter')
  async signOut(
    @Candidate() candidate: CandidateActor,
    @Ctx() ctx: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    await this.candidates.signOut(candidate);
    forget(reply, ctx);
    // Browsers heed it over HTTPS only, and complain about it over HTTP; there the receipt's page has wiped the journal.
    if (ctx.secure) void reply.header('clear-site-data', '"cache", "storage"');
    return redirect('/delivery/sign-in?done=signOut');
  }

  private async signInPage(
    ctx: RequestContext,
    values: Readonly<Record<string, unknown>>,
    error: string | null,
    status = 200,
  ): Promise<Page> {
    const owner = await this.onlyOwner();
    return new Page(
      'delivery/sign-in',
      { ...owner, values, error },
      { layout: 'candidate', title: translate(ctx.lang, 'delivery.signIn.title'), status },
    );
  }

  /** With one committee on the server its name stands on the door; with several none does. */
  private async onlyOwner(): Promise<{ owner?: { name: string } }> {
    const owners = await this.organization.findOwners();
    const [only] = owners;
    return owners.length === 1 && only !== undefined ? { owner: { name: only.name } } : {};
  }
}

function forget(reply: FastifyReply, { secure }: RequestContext): void {
  clearCookie(reply, 'candidate', secure);
  clearCookie(reply, 'resume', secure);
}
