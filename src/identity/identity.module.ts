import { Global, Module } from '@nestjs/common';
import { AccountsController } from './accounts.controller.js';
import { IdentityController } from './identity.controller.js';
import { IdentityRepository } from './identity.repository.js';
import { SetupService } from './setup.service.js';
import { StaffService } from './staff.service.js';
import { ThrottleService } from './throttle.service.js';

@Global()
@Module({
  controllers: [IdentityController, AccountsController],
  providers: [IdentityRepository, StaffService, SetupService, ThrottleService],
  exports: [StaffService, SetupService, ThrottleService],
})
export class IdentityModule {}
