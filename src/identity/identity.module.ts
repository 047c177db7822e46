import { Global, Module } from '@nestjs/common';
import { AccountsController } from './accounts.controller.js';
import { ApiTokenRepository } from './api-token.repository.js';
import { ApiTokenService } from './api-token.service.js';
import { IdentityController } from './identity.controller.js';
import { IdentityRepository } from './identity.repository.js';
import { SetupService } from './setup.service.js';
import { StaffService } from './staff.service.js';
import { ThrottleService } from './throttle.service.js';
import { TokensController } from './tokens.controller.js';

@Global()
@Module({
  controllers: [IdentityController, AccountsController, TokensController],
  providers: [IdentityRepository, StaffService, SetupService, ThrottleService, ApiTokenRepository, ApiTokenService],
  exports: [StaffService, SetupService, ThrottleService, ApiTokenService],
})
export class IdentityModule {}
