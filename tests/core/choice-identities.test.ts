import { describe, expect, it } from 'vitest';
import { assertChoices, ownTokenOf, shownOwnTokenOf } from '../../engine/core/choice-identities.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL, type DecodeResult } from '../../engine/protocol.ts';
import { answerOf } from './answer-records.ts';

/** Prompt token, then a step that accepts its first node and corrects behind it; node 2 is refused. */
function answer(): DecodeResult {
  const result = answerOf({
    first: 7,
    steps: [
      {
        nodes: [
          [20, 0],
          [21, 1],
        ],
        accepted: [1],
        emitted: [20, 30],
        own: 'correction',
      },
    ],
  });
  const [step] = result.steps;
  if (!step) throw new Error('no step');
  step.targetTop.ids[1] = [30, 0];
  step.targetProbs = [null, 0.4, 0.2];
  return result;
}

const typical = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
const broken = (change: (result: DecodeResult, step: DecodeResult['steps'][number]) => void) => {
  const result = answer();
  change(result, result.steps[0] as DecodeResult['steps'][number]);
  return result;
};

describe('assertChoices', () => {
  it('lets a sound record pass', () => {
    for (const sampling of [DEFAULT_GREEDY, DEFAULT_SAMPLE, typical]) assertChoices(answer(), sampling);
  });

  it('greedy: every token is the target’s best at its place', () => {
    const wrong: [(result: DecodeResult, step: DecodeResult['steps'][number]) => void, string][] = [
      [(result) => (result.prefill.targetTop.ids[0] = [8, 7]), 'prefill: tokenId'],
      [(_, step) => (step.targetTop.ids[0] = [21, 20]), 'step 0: acceptedPath[0] is the target'],
      [(_, step) => (step.targetTop.ids[1] = [31, 30]), 'step 0: own token is the target'],
    ];
    for (const [change, message] of wrong) {
      expect(() => assertChoices(broken(change), DEFAULT_GREEDY)).toThrow(message);
      // A draw may fall on any token that has mass.
      assertChoices(broken(change), DEFAULT_SAMPLE);
    }
    expect(() =>
      assertChoices(
        broken((_, step) => (step.targetTop.ids[1] = [31, 30])),
        typical,
      ),
    ).toThrow('step 0: own token');
  });

  it('drawn: accepted tokens have mass at both, and no correction was refused before', () => {
    for (const change of [
      (step: DecodeResult['steps'][number]) => (step.targetProbs = [null, 0, 0.2]),
      (step: DecodeResult['steps'][number]) => (step.tree.draftProbs[1] = 0),
    ])
      expect(() =>
        assertChoices(
          broken((_, step) => change(step)),
          DEFAULT_SAMPLE,
        ),
      ).toThrow('has mass at target');
    expect(() =>
      assertChoices(
        broken((_, step) => (step.emitted[1] = 21)),
        DEFAULT_SAMPLE,
      ),
    ).toThrow('step 0: own token was refused before');
    expect(() =>
      assertChoices(
        broken((_, step) => (step.ownToken = 'bonus')),
        DEFAULT_SAMPLE,
      ),
    ).toThrow('step 0: ownToken (bonus against correction)');
  });
});

describe('ownTokenOf', () => {
  it('is the last of a whole run, null of a cut one', () => {
    const [step] = answer().steps;
    if (!step) throw new Error('no step');
    expect(ownTokenOf(step)).toBe(30);
    expect(ownTokenOf({ ...step, ownToken: null })).toBeNull();
    // A drawn token need not be the best.
    expect(shownOwnTokenOf({ ...step, emitted: [20, 33] })).toBe(33);
    expect(shownOwnTokenOf({ ...step, ownToken: null })).toBe(30);
  });
});
