import { resolve } from 'node:path';
import { type Blueprint, MORE_KINDS } from '../../src/core/blueprint/blueprint.js';
import type { PartialCredit } from '../../src/core/item/kinds/kind.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';
import { type BankContent, readBankFolder } from '../../src/question-bank/bank-files.js';

/** Six short texts, six orderings and six matchings, each kind under a topic of its own. */
export function kindsBank(): BankContent {
  const { bank, faults } = readBankFolder(resolve('test/fixtures/kinds-bank'));
  if (bank === null) throw new Error(faults.map((f) => `${f.file}:${f.line} ${f.code}`).join('\n'));
  return bank;
}

/** Two items of each kind, ten points an item. */
export const KINDS_BLUEPRINT: Blueprint = {
  topics: ['short-text', 'ordering', 'matching'].map((topic) => ({ topic, recall: 2, understand: 0, apply: 0 })),
  maxPerClause: 1,
  moreKinds: MORE_KINDS,
};

/** The written part alone, with the credit that the plan gives for what is right in part. */
export const kindsRules = (credit: PartialCredit): RuleSet => ({
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components
    .filter((c) => c.kind === 'written')
    .map((c) => ({ ...c, multipleScoring: credit })),
  pass: 3000,
  bands: [
    { code: 'excellent', from: 5100 },
    { code: 'good', from: 4200 },
    { code: 'pass', from: 3000 },
  ],
});
