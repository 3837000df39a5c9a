/** What the search promised of a tree beside what a run measured of it. Pure. */
import { walkedTokens } from '../core/asked-places.ts';
import { quotient } from '../core/known.ts';
import type { MethodFigures } from '../core/method-figures.ts';
import type { NamedTree } from '../protocol.ts';
import { type AcceptanceFile, askedAnswers } from './acceptance-format.ts';

/** Null is "not known", as without a cost curve. */
export interface StepFigures {
  tokensPerStep: number | null;
  /** Of a step, in vanilla passes. */
  overhead: number | null;
  speedup: number | null;
}

export interface PredictionCheck {
  tree: NamedTree;
  predicted: StepFigures;
  measured: StepFigures & { speedupInterval: [low: number, high: number] | null };
}

/** `tree` is what every step of the method filled; `figures` are the method's over the whole run. */
export function checkPrediction(
  tree: NamedTree,
  acceptance: AcceptanceFile,
  figures: Pick<
    MethodFigures,
    'tokensPerStep' | 'stepOverhead' | 'predictedOverhead' | 'speedup' | 'speedupInterval'
  >,
): PredictionCheck {
  const tokensPerStep = walkedTokens(askedAnswers(acceptance), tree.paths);
  const { predictedOverhead: overhead } = figures;
  return {
    tree,
    predicted: { tokensPerStep, overhead, speedup: quotient(tokensPerStep, overhead) },
    measured: {
      tokensPerStep: figures.tokensPerStep,
      overhead: figures.stepOverhead,
      speedup: figures.speedup,
      speedupInterval: figures.speedupInterval,
    },
  };
}
