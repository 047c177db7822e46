import type { Blueprint } from '../../src/core/blueprint/blueprint.js';
import { DEFAULT_RULES, type RuleSet } from '../../src/core/scoring/rule-set.js';

/** 25 questions of 2 points and one essay of 10 on the theme: 60 points in all. */
export const ESSAY_BLUEPRINT: Blueprint = {
  topics: [
    { topic: 'history', recall: 4, understand: 2, apply: 0 },
    { topic: 'charter', recall: 3, understand: 2, apply: 1 },
    { topic: 'platform', recall: 2, understand: 1, apply: 1 },
    { topic: 'ho-chi-minh', recall: 2, understand: 2, apply: 0 },
    { topic: 'striving', recall: 1, understand: 0, apply: 2 },
    { topic: 'theme', recall: 2, understand: 0, apply: 0 },
  ],
  maxPerClause: 1,
  essays: [{ topic: 'theme', count: 1, points: 1000 }],
};
export const ESSAY_NO = 26;

/** The written part alone. */
export const WRITTEN_ONLY: RuleSet = {
  ...DEFAULT_RULES,
  components: DEFAULT_RULES.components.filter((c) => c.kind === 'written'),
  pass: 3000,
  bands: [
    { code: 'excellent', from: 5100 },
    { code: 'good', from: 4200 },
    { code: 'pass', from: 3000 },
  ],
};
