import type { QuestionFigures } from '../../core/method-figures.ts';
import { runName } from './place.ts';
import { defineTable } from './table.ts';

export const QUESTIONS = defineTable<QuestionFigures & { run: string }>(
  'questions',
  'One method on one question, its turns and repeats inside: the unit of every interval.',
  [
    ['run', 'VARCHAR', 'Name of the run folder', (q) => q.run],
    ['question_id', 'VARCHAR', 'Of the suite', (q) => `${q.questionId}`],
    ['category', 'VARCHAR', 'Of the question', (q) => q.category],
    ['method', 'VARCHAR', 'vanilla, speculative, lookup or medusa', (q) => q.method],
    ['answers', 'INTEGER', 'Turns times repeats that were run', (q) => q.answers],
    ['tokens', 'INTEGER', 'Emitted tokens of all answers', (q) => q.tokens],
    ['speedup', 'DOUBLE', "Geometric mean of its answers' decode rates over vanilla's", (q) => q.speedup],
    ['speedup_low', 'DOUBLE', 'Least of those ratios', (q) => q.speedupRange?.[0]],
    ['speedup_high', 'DOUBLE', 'Largest of those ratios', (q) => q.speedupRange?.[1]],
    ['tokens_per_second', 'DOUBLE', 'Step tokens / decode seconds', (q) => q.tokensPerSecond],
    [
      'tokens_per_step',
      'DOUBLE',
      "Step tokens / steps, the target's own token counted in",
      (q) => q.tokensPerStep,
    ],
    [
      'mean_accepted_length',
      'DOUBLE',
      "Accepted nodes / steps, the target's own token left out",
      (q) => q.meanAcceptedLength,
    ],
    ['step_overhead', 'DOUBLE', "Mean step time / vanilla's", (q) => q.stepOverhead],
    [
      'empty_step_share',
      'DOUBLE',
      'Share of steps that accepted nothing of what they proposed',
      (q) => q.emptyStepShare,
    ],
    [
      'repeated_4grams',
      'DOUBLE',
      'Share of 4-grams of an answer that stood in it before',
      (q) => q.repeated4grams,
    ],
    [
      'outcome',
      'VARCHAR',
      'Gravest ledger entry: identical, near-tie, not-compared, suspect',
      (q) => q.outcome,
    ],
  ],
  function* (run) {
    for (const question of run.questions) yield { ...question, run: runName(run) };
  },
);
