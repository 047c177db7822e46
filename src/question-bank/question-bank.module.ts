import { Module } from '@nestjs/common';
import { BankCheckController } from './bank-check.controller.js';
import { BankCheckService } from './bank-check.service.js';
import { BankImportService } from './bank-import.service.js';
import { QuestionBankController } from './question-bank.controller.js';
import { QuestionBankRepository } from './question-bank.repository.js';
import { QuestionBankService } from './question-bank.service.js';

@Module({
  controllers: [QuestionBankController, BankCheckController],
  providers: [QuestionBankRepository, QuestionBankService, BankImportService, BankCheckService],
  exports: [QuestionBankService, BankImportService, BankCheckService],
})
export class QuestionBankModule {}
