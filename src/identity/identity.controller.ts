import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { Ctx, Performs } from '../common/http/access.js';
import { Page, redirect, type Redirect } from '../common/http/answers.js';
import { clearCookie, readCookie, writeCookie } from '../common/http/cookies.js';
import { type FieldError, readForm } from '../common/http/forms.js';
import type { RequestContext } from '../common/http/request-context.js';
import { sha256Hex } from '../core/shared/digest.js';
import { type Lang, translate } from '../i18n/translator.js';
import { SetupDto, SignInDto } from './dto/staff.dto.js';
import { SetupService } from './setup.service.js';
import { StaffService } from './staff.service.js';

@Controller()
export class IdentityController {
  constructor(
    private readonly staff: StaffService,
    private readonly setup: SetupService,
  ) {}

  @Get('identity/sign-in')
  @Performs('public')
  form(@Ctx() ctx: RequestContext, @Query('back') back?: string): Page | Redirect {
    if (ctx.staff !== null) return redirect(safePath(back));
    return signInPage(ctx.lang, { back: safePath(back) });
  }

  @Post('identity/sign-in')
  @Performs('public')
  async signIn(
    @Ctx() ctx: RequestContext,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | Redirect> {
    const form = readForm(SignInDto, body, ctx.lang);
    if (!form.ok) return signInPage(ctx.lang, form.typed, form.errors, 400);
    const { username, password, back } = form.value;
    try {
      const token = await this.staff.signIn(username, password, ctx.address);
      // A new session at sign-in, and the old one of this browser ends: nobody can fix a session beforehand.
      const old = readCookie(request, 'staff', ctx.secure);
      if (old !== undefined) await this.staff.signOut(sha256Hex(old));
      writeCookie(reply, 'staff', token, { secure: ctx.secure });
      return redirect(safePath(back));
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('auth/')) throw error;
      const message = translate(ctx.lang, `error.${error.code}`, error.params);
      const status = error.code === 'auth/too-many-tries' ? 429 : 401;
      return signInPage(ctx.lang, { username, back: safePath(back) }, [{ field: 'username', message }], status);
    }
  }

  @Post('identity/sign-out')
  @Performs('home.view')
  async signOut(@Ctx() ctx: RequestContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<Redirect> {
    if (ctx.staff !== null) await this.staff.signOut(ctx.staff.sessionId);
    clearCookie(reply, 'staff', ctx.secure);
    // Browsers heed it over HTTPS only, and complain about it over HTTP.
    if (ctx.secure) void reply.header('clear-site-data', '"cache", "storage"');
    return redirect('/identity/sign-in?done=signOut');
  }

  @Get('identity/setup')
  @Performs('public')
  async setupForm(@Ctx() ctx: RequestContext, @Query('token') token?: string): Promise<Page> {
    if (typeof token !== 'string' || !(await this.setup.isOpen(token))) throw new AppError('auth/setup-closed');
    return setupPage(ctx.lang, { token });
  }

  @Post('identity/setup')
  @Performs('public')
  async completeSetup(@Ctx() ctx: RequestContext, @Body() body: unknown): Promise<Page | Redirect> {
    const form = readForm(SetupDto, body, ctx.lang);
    if (!form.ok) return setupPage(ctx.lang, { ...form.typed, password: '' }, form.errors);
    await this.setup.complete(form.value.token, form.value);
    return redirect('/identity/sign-in?done=setup');
  }

  @Get('language/vi')
  @Performs('public')
  vietnamese(
    @Ctx() ctx: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('back') back?: string,
  ): Redirect {
    return chooseLanguage('vi', ctx, reply, back);
  }

  @Get('language/en')
  @Performs('public')
  english(
    @Ctx() ctx: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('back') back?: string,
  ): Redirect {
    return chooseLanguage('en', ctx, reply, back);
  }
}

function chooseLanguage(lang: Lang, ctx: RequestContext, reply: FastifyReply, back: unknown): Redirect {
  writeCookie(reply, 'lang', lang, { secure: ctx.secure, maxAgeSeconds: 365 * 86_400 });
  return redirect(safePath(back, '/'));
}

/** A path of this site, never another one's address. */
function safePath(back: unknown, otherwise = '/overview'): string {
  return typeof back === 'string' && /^\/(?![/\\])[\w\-/.?=&%]*$/.test(back) ? back : otherwise;
}

function signInPage(
  lang: Lang,
  values: Readonly<Record<string, unknown>>,
  errors: FieldError[] = [],
  status = 200,
): Page {
  return new Page(
    'identity/sign-in',
    { values, errors },
    { layout: 'plain', title: translate(lang, 'identity.signIn.title'), status },
  );
}

function setupPage(lang: Lang, values: Readonly<Record<string, unknown>>, errors: FieldError[] = []): Page {
  const status = errors.length > 0 ? 400 : 200;
  const fieldErrors = Object.fromEntries(errors.map((e) => [e.field, e.message]));
  return new Page(
    'identity/setup',
    { values, errors, fieldErrors },
    { layout: 'plain', title: translate(lang, 'identity.setup.title'), status },
  );
}
