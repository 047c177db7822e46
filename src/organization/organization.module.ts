import { Global, Module } from '@nestjs/common';
import { CouncilVerifier } from './council-verifier.js';
import { OrganizationRepository } from './organization.repository.js';
import { OrganizationService } from './organization.service.js';

@Global()
@Module({ providers: [OrganizationRepository, OrganizationService, CouncilVerifier], exports: [OrganizationService] })
export class OrganizationModule {}
