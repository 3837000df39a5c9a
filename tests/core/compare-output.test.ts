import { describe, expect, it } from 'vitest';
import { compareToVanilla } from '../../engine/core/compare-output.ts';
import type { DecodeResult } from '../../engine/protocol.ts';
import { answerOf, vanillaOf } from './answer-records.ts';

/** Emits all tokens after the first in one step, the record of a method with a perfect draft. */
const other = (tokenIds: number[]): DecodeResult => {
  const [first, ...rest] = tokenIds as [number, ...number[]];
  return { ...answerOf({ first, steps: [] }), tokenIds: [first, ...rest] };
};

/** Vanilla 5 6 7 8, where the choice of the third token is between 7 and 70 by the given gap. */
const vanillaWithGap = (gap: number): DecodeResult =>
  answerOf({
    method: 'vanilla',
    first: 5,
    steps: [{ emitted: [6] }, { emitted: [7], rootLogits: [3 + gap, 3], rootSecond: 70 }, { emitted: [8] }],
  });

describe('compareToVanilla', () => {
  it('identical with the number of tokens', () => {
    expect(compareToVanilla(vanillaOf([5, 6, 7]), other([5, 6, 7]))).toEqual({
      kind: 'identical',
      tokens: 3,
    });
  });

  it('a near-tie where vanilla was all but undecided and the other took its second choice', () => {
    const verdict = compareToVanilla(vanillaWithGap(2 ** -14), other([5, 6, 70, 1]));
    expect(verdict).toEqual({
      kind: 'near-tie',
      evidence: 'gap',
      position: 2,
      vanillaToken: 7,
      otherToken: 70,
      gap: 2 ** -14,
    });
  });

  it('a suspect where the gap is wider', () => {
    const verdict = compareToVanilla(vanillaWithGap(2 ** -13), other([5, 6, 70, 8]));
    expect(verdict).toEqual({ kind: 'suspect', position: 2, vanillaToken: 7, otherToken: 70, gap: 2 ** -13 });
  });

  it('a suspect where the other token is not the second choice, however small the gap', () => {
    expect(compareToVanilla(vanillaWithGap(0), other([5, 6, 71, 8]))).toMatchObject({
      kind: 'suspect',
      gap: 0,
    });
  });

  it('a first token is judged by the prompt pass', () => {
    const vanilla = answerOf({ method: 'vanilla', first: 5, firstLogits: [1, 1], steps: [{ emitted: [6] }] });
    expect(compareToVanilla(vanilla, other([0, 6]))).toMatchObject({ kind: 'near-tie', position: 0, gap: 0 });
  });

  it('only the first difference counts', () => {
    const verdict = compareToVanilla(vanillaWithGap(0), other([5, 6, 70, 99]));
    expect(verdict).toMatchObject({ kind: 'near-tie', position: 2 });
  });

  it('a suspect where the other ends too early', () => {
    expect(compareToVanilla(vanillaOf([5, 6, 7]), other([5, 6]))).toEqual({
      kind: 'suspect',
      position: 2,
      vanillaToken: 7,
      otherToken: null,
      gap: 8,
    });
  });

  it('a suspect where the other goes on behind the end', () => {
    expect(compareToVanilla(vanillaOf([5, 6]), other([5, 6, 7]))).toEqual({
      kind: 'suspect',
      position: 2,
      vanillaToken: null,
      otherToken: 7,
      gap: null,
    });
  });

  it('compares with vanilla only', () => {
    expect(() => compareToVanilla(other([1]), other([1]))).toThrow('medusa');
  });
});
