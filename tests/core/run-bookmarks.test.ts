import { describe, expect, it } from 'vitest';
import { runBookmarks } from '../../engine/core/run-bookmarks.ts';
import type { AnswerGroup, OutputDifference } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method, StepRecord } from '../../engine/protocol.ts';
import { step as fixture } from '../components/step-fixture.ts';

/** Node 1 is the draft's first choice, 2 its second; 3 and 4 the same below 2. */
function answer(method: Method, accepted: number[][], tree = fixture.tree): DecodeResult {
  const steps = accepted.map(
    (acceptedPath, index): StepRecord => ({
      ...fixture,
      index,
      tree,
      acceptedPath,
      emitted: Array.from({ length: acceptedPath.length + 1 }, () => 7),
    }),
  );
  return { method, steps } as DecodeResult;
}

function group(questionId: number, results: DecodeResult[], repeat = 0): AnswerGroup {
  return { questionId, category: 'coding', turn: 0, repeat, results } as unknown as AnswerGroup;
}

const plain = { ...fixture.tree, tokenIds: [1], parents: [-1], depths: [0], ranks: [0], draftProbs: [null] };

describe('the steps of a run to look at first', () => {
  it('are the largest of each kind, one a method, kinds in turn', () => {
    const groups = [
      group(1, [answer('vanilla', [[], []], plain), answer('medusa', [[1], [], [2]])]),
      group(2, [answer('medusa', [[2, 4]]), answer('hydra', [[2]])]),
    ];
    const found = runBookmarks(groups, []);
    expect(found.map(({ kind, method, questionId, step }) => [kind, method, questionId, step])).toEqual([
      ['longest-run', 'medusa', 2, 0],
      // The same step is the largest of another kind too and is not told twice; nor is a second run on prompt 2.
      ['sure-and-refused', 'medusa', 1, 1],
      ['other-branch', 'hydra', 2, 0],
    ]);
    expect(found[0]?.words).toBe('medusa wrote 3 tokens in one step: 2 of 4 candidates accepted');
    expect(found[1]?.words).toBe(
      'medusa gave its first choice a probability of 0.600, and the target wrote another token',
    );
  });

  it('tell a difference once for all repeats, before the others', () => {
    const comparison = { kind: 'near-tie', position: 1 } as OutputDifference['comparison'];
    const differences = [0, 1].map(
      (repeat) =>
        ({
          method: 'medusa',
          questionId: 1,
          category: 'coding',
          turn: 0,
          repeat,
          comparison,
        }) as OutputDifference,
    );
    const groups = [0, 1].map((repeat) => group(1, [answer('medusa', [[1], []])], repeat));
    const found = runBookmarks(groups, differences);
    expect(found[0]).toMatchObject({ kind: 'first-difference', repeat: 0, step: 0 });
    expect(found[0]?.words).toBe("medusa leaves vanilla's text here (near-tie)");
    expect(found.filter(({ kind }) => kind === 'first-difference')).toHaveLength(1);
  });

  it('are ten at most, of one kind on different prompts, and none of vanilla', () => {
    const methods = ['speculative', 'lookup', 'medusa', 'hydra', 'medusa-lookup', 'hydra-lookup'] as const;
    // Each method does best on a prompt of its own.
    const groups = methods.map((own, id) =>
      group(id, [
        answer('vanilla', [[], []], plain),
        ...methods.map((method) => answer(method, method === own ? [[2, 4], [1], []] : [[1], [2]])),
      ]),
    );
    const found = runBookmarks(groups, []);
    expect(found).toHaveLength(10);
    expect(new Set(found.map(({ method }) => method)).has('vanilla')).toBe(false);
    expect(new Set(found.map((one) => JSON.stringify([one.method, one.questionId, one.step]))).size).toBe(10);
    expect(new Set(found.map((one) => JSON.stringify([one.kind, one.questionId]))).size).toBe(10);
    expect(runBookmarks([group(1, [answer('vanilla', [[], []], plain)])], [])).toEqual([]);
  });
});
