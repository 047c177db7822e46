import { Module } from '@nestjs/common';
import { BankImportService } from './bank-import.service.js';
import { QuestionBankController } from './question-bank.controller.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { QuestionBankService } from './question-bank.service.js';

@Module({
  controllers: [QuestionBankController],
  providers: [QuestionBankRepository, QuestionBankService, BankImportService],
  exports: [QuestionBankService, BankImportService],
})
export class QuestionBankModule {}
