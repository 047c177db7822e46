import { Global, Module } from '@nestjs/common';
import { OrganizationRepository } from './organization.repository.js';
import { OrganizationService } from './organization.service.js';

@Global()
@Module({ providers: [OrganizationRepository, OrganizationService], exports: [OrganizationService] })
export class OrganizationModule {}
