import { describe, expect, it } from 'vitest';
import { type AcceptanceFile, parseAcceptance } from '../../engine/trees/acceptance-format.ts';
import { checkPrediction } from '../../engine/trees/check-prediction.ts';

const acceptance: AcceptanceFile = parseAcceptance(
  {
    format: 'gorgon-acceptance-2',
    method: 'medusa',
    precision: 'int8',
    modelSha256: 'm',
    artifactSha256: 'a',
    answersSha256: 'x',
    prompts: 1,
    positions: 8,
    machine: 'none',
    seconds: 0,
    width: 2,
    answers: ['00 00 00 - 00 00 00 -'],
    reliability: [[], []],
  },
  'a test',
);
const tree = { name: 'chain', paths: [[0], [0, 0]] };
const figures = { tokensPerStep: 1.8, stepOverhead: 1.3, speedup: 1.4, speedupInterval: null };

describe('a prediction beside its measurement', () => {
  it('walks the answers and divides by the predicted cost of the run’s own steps', () => {
    const check = checkPrediction(tree, acceptance, { ...figures, predictedOverhead: 1.25 });
    expect(check).toEqual({
      tree,
      predicted: { tokensPerStep: 2, overhead: 1.25, speedup: 1.6 },
      measured: { tokensPerStep: 1.8, overhead: 1.3, speedup: 1.4, speedupInterval: null },
    });
  });

  it('knows no speedup without a cost curve', () => {
    const { predicted } = checkPrediction(tree, acceptance, { ...figures, predictedOverhead: null });
    expect(predicted).toEqual({ tokensPerStep: 2, overhead: null, speedup: null });
  });

  it('refuses files of another form', () => {
    const { answers, ...rest } = acceptance;
    expect(() => parseAcceptance({ ...rest, answers: ['00 0*'] }, 'bad.json')).toThrow('acceptance bad.json');
    expect(() => parseAcceptance({ ...rest, answers, width: 37 }, 'bad.json')).toThrow('width');
  });
});
