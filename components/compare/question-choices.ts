/** Questions that can be looked at side by side, with what makes one worth it. Pure. */
import type { OutputChange } from '../../engine/core/compare-runs.ts';
import { formatRatio, OUTPUT_WORDS } from '../../engine/core/comparison-sentences.ts';
import type { Method } from '../../engine/protocol.ts';
import type { RunView } from '../data/api-schema.ts';
import type { LetteredRun } from './run-letters.ts';

export interface QuestionChoice {
  /** Id as addresses have it. */
  value: string;
  label: string;
}

const ORDER: readonly OutputChange[] = ['another', 'cut off', 'same'];

/** Those of both runs; of one run alone its own. Outputs that changed come first. */
export function questionChoices(base: RunView, run: LetteredRun | null, method: Method): QuestionChoice[] {
  if (!run)
    return base.promptFigures.map(({ questionId, category }) => {
      const outcome = base.questions.find((q) => q.questionId === questionId && q.method === method)?.outcome;
      const words = method === 'vanilla' || !outcome ? '' : `, ${outcome}`;
      return { value: String(questionId), label: `${questionId}, ${category}${words}` };
    });
  const compared = run.comparison.methods[method]?.questions ?? [];
  return compared
    .toSorted((a, b) => ORDER.indexOf(a.output) - ORDER.indexOf(b.output))
    .map(({ questionId, category, speed, output }) => ({
      value: String(questionId),
      label: `${questionId}, ${category}: ${OUTPUT_WORDS[output]}, speed ${formatRatio(speed)}`,
    }));
}
