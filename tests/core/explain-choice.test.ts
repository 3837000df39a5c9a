import { describe, expect, it } from 'vitest';
import { choicesAfter, lawOf, outcomesOf } from '../../engine/core/explain-choice.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL, type StepRecord } from '../../engine/protocol.ts';
import { step } from '../components/step-fixture.ts';

const drawn: StepRecord = { ...step, targetProbs: [null, 0.15, 0.6, 0.1, 0.8] };
const typical = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };

describe('outcomes of nodes', () => {
  it('tell what the target refused from what it never came to', () => {
    expect(outcomesOf(step)).toEqual(['root', 'refused', 'accepted', 'refused', 'accepted']);
    expect(outcomesOf({ ...step, acceptedPath: [1] })).toEqual([
      'root',
      'accepted',
      'refused',
      'not-reached',
      'not-reached',
    ]);
  });
});

describe('the rule a candidate was held against', () => {
  it('is the first choice when greedy, whatever the method', () => {
    expect(lawOf(step, 1, 'medusa', DEFAULT_GREEDY)).toEqual({ kind: 'argmax' });
  });
  it('is target / draft, at most 1, where the draft drew', () => {
    expect(lawOf(drawn, 1, 'speculative', DEFAULT_SAMPLE)).toEqual({
      kind: 'ratio',
      targetProb: 0.15,
      draftProb: 0.6,
      acceptance: 0.25,
    });
    const certain = { ...drawn, targetProbs: [null, 0.9, 0.6, 0.1, 0.8] };
    expect(lawOf(certain, 1, 'speculative', DEFAULT_SAMPLE)).toMatchObject({ acceptance: 1 });
  });
  it('has no number for a sibling tried second, nor where the target’s probability is not recorded', () => {
    expect(lawOf(drawn, 2, 'speculative', DEFAULT_SAMPLE)).toMatchObject({
      targetProb: 0.6,
      acceptance: null,
    });
    expect(lawOf(step, 1, 'speculative', DEFAULT_SAMPLE)).toMatchObject({
      targetProb: null,
      acceptance: null,
    });
  });
  it('is one draw of the target for copies and heads, and the threshold where acceptance is typical', () => {
    expect(lawOf(drawn, 2, 'lookup', DEFAULT_SAMPLE)).toEqual({ kind: 'draw', targetProb: 0.6 });
    expect(lawOf(drawn, 2, 'lookup', typical)).toEqual({ kind: 'draw', targetProb: 0.6 });
    expect(lawOf(drawn, 2, 'medusa', typical)).toEqual({
      kind: 'typical',
      targetProb: 0.6,
      epsilon: 0.09,
      delta: 0.3,
      ceiling: 0.09,
    });
  });
});

describe('the target’s choices', () => {
  it('come with their gap, and only for nodes that are there', () => {
    expect(choicesAfter(step, 4)).toEqual({
      first: { tokenId: 30, logit: 2 },
      second: { tokenId: 31, logit: 1 },
      gap: 1,
    });
    expect(() => choicesAfter(step, 5)).toThrow(RangeError);
  });
});
