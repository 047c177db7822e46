import { Global, Module } from '@nestjs/common';
import { LedgerController } from './ledger.controller.js';
import { LedgerReader } from './ledger-reader.service.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { LedgerVerifier } from './ledger-verifier.js';

@Global()
@Module({
  controllers: [LedgerController],
  providers: [LedgerRepository, LedgerService, LedgerReader, LedgerVerifier],
  exports: [LedgerService, LedgerVerifier, LedgerReader],
})
export class LedgerModule {}
