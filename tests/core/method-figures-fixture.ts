import type { MethodFigures } from '../../engine/core/method-figures.ts';

/** Figures of a method about which little is known; a test names what it is about. */
export function figuresFixture(change: Partial<MethodFigures>): MethodFigures {
  const prompts = change.prompts ?? 10;
  const identical = change.identical ?? prompts;
  return {
    prompts,
    speedup: 1,
    speedupInterval: null,
    intervalBy: null,
    pValue: null,
    adjustedPValue: null,
    verdict: null,
    slowerShare: null,
    endToEnd: { speedup: null, speedupInterval: null },
    loopFree: { speedup: null, speedupInterval: null, prompts: 0 },
    predictedSpeedup: null,
    tokensPerSecond: null,
    tokensPerSecondMacro: null,
    endToEndTokensPerSecond: null,
    ttftMs: null,
    tpotMs: null,
    chunks: null,
    tokensPerStep: null,
    tokensPerStepMacro: null,
    meanAcceptedLength: null,
    meanAcceptedLengthMacro: null,
    acceptedHistogram: [],
    acceptanceByDepth: [],
    acceptanceRate: null,
    nodeEfficiency: null,
    proposedPerStep: null,
    emptyStepShare: null,
    stepOverhead: null,
    predictedOverhead: null,
    stageShares: null,
    repeated4grams: null,
    identical,
    ledger: { identical, 'near-tie': 0, 'not-compared': 0, suspect: prompts - identical },
    ...change,
  };
}
