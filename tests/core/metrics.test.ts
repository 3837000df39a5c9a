import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../engine/core/metrics.ts';
import { addNode, rootTree } from '../../engine/core/token-tree.ts';
import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import type { Proposer } from '../../engine/decoding/proposers/proposer.ts';
import type { DecodeResult, StepRecord, TokenId } from '../../engine/protocol.ts';
import { run } from '../decoding/run.ts';
import { hashRule, ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';
import { answerOf, vanillaOf } from './answer-records.ts';

/**
 * Three steps over a tree of two candidates at depth 1 and one below the first: all accepted (bonus), nothing accepted
 * (correction), one accepted and the budget reached before the own token.
 */
const worked = () =>
  answerOf({
    first: 10,
    ttftMs: 100,
    gapMs: 2,
    steps: [
      {
        nodes: [
          [11, 0],
          [90, 0],
          [12, 1],
        ],
        accepted: [1, 3],
        emitted: [11, 12, 13],
        own: 'bonus',
        ms: [4, 20, 1, 2, 1],
      },
      {
        nodes: [
          [91, 0],
          [92, 0],
          [93, 1],
        ],
        accepted: [],
        emitted: [14],
        own: 'correction',
        ms: [4, 20, 1, 2, 1],
      },
      {
        nodes: [
          [15, 0],
          [94, 0],
          [95, 1],
        ],
        accepted: [1],
        emitted: [15],
        own: null,
        ms: [4, 20, 1, 2, 1],
      },
    ],
  });

describe('figures of one answer, worked by hand', () => {
  const figures = figuresOf(worked());

  it('counts', () => {
    expect(figures).toMatchObject({
      tokens: 6,
      stepTokens: 5,
      steps: 3,
      proposedNodes: 9,
      acceptedNodes: 3,
      cutTokens: 1,
      acceptedHistogram: [1, 1, 1],
    });
  });

  it('rates, each with its denominator', () => {
    // Three steps of 28 ms, each 2 ms after what came before: 90 ms from the first token to the last.
    expect(figures.decodeMs).toBeCloseTo(90, 9);
    expect(figures.decodeTokensPerSecond).toBeCloseTo(5 / 0.09, 9);
    expect(figures.endToEndTokensPerSecond).toBeCloseTo(6 / 0.19, 9);
    expect(figures.tpotMs).toBeCloseTo(90 / 5, 9);
    expect(figures.ttftMs).toBe(100);
    expect(figures.tokensPerStep).toBeCloseTo(5 / 3, 12);
    expect(figures.meanAcceptedLength).toBe(1);
    expect(figures.proposedPerStep).toBe(3);
  });

  it('acceptance by depth, of all steps and of those that reached it', () => {
    // Depth 2 is not reached by the step that refused both candidates of depth 1.
    expect(figures.acceptanceByDepth).toEqual([
      { depth: 1, reached: 3, accepted: 2, unconditional: 2 / 3, conditional: 2 / 3 },
      { depth: 2, reached: 2, accepted: 1, unconditional: 1 / 3, conditional: 1 / 2 },
    ]);
  });

  it('stage shares of the decode time, gaps between steps under other', () => {
    const shares = figures.stageShares;
    expect(shares?.draft).toBeCloseTo(12 / 90, 12);
    expect(shares?.verify).toBeCloseTo(60 / 90, 12);
    expect(shares?.accept).toBeCloseTo(3 / 90, 12);
    expect(shares?.commit).toBeCloseTo(6 / 90, 12);
    expect(shares?.other).toBeCloseTo(9 / 90, 12);
  });

  it('has no acceptance rate for trees, and one for chains', () => {
    expect(figures.acceptanceRate).toBeNull();
    const chain = answerOf({
      first: 1,
      steps: [
        {
          nodes: [
            [2, 0],
            [3, 1],
            [9, 2],
          ],
          accepted: [1, 2],
          emitted: [2, 3, 4],
          own: 'correction',
        },
      ],
    });
    expect(figuresOf(chain).acceptanceRate).toBeCloseTo(2 / 3, 12);
  });
});

describe('what is not known is null', () => {
  it('an answer of one token has no steps', () => {
    const figures = figuresOf(answerOf({ first: 5, steps: [] }));
    for (const name of [
      'decodeTokensPerSecond',
      'tpotMs',
      'tokensPerStep',
      'meanAcceptedLength',
      'proposedPerStep',
      'acceptanceRate',
      'stageShares',
    ] as const) {
      expect(figures[name], name).toBeNull();
    }
    expect(figures.acceptanceByDepth).toEqual([]);
    expect(figures.endToEndTokensPerSecond).toBeCloseTo(10, 9);
  });

  it('vanilla has exactly one token a step, and no acceptance rate', () => {
    const figures = figuresOf(vanillaOf([3, 4, 5, 6]));
    expect(figures.tokensPerStep).toBe(1);
    expect(figures.meanAcceptedLength).toBe(0);
    expect(figures.proposedPerStep).toBe(0);
    expect(figures.acceptanceRate).toBeNull();
    expect(figures.acceptanceByDepth).toEqual([]);
  });
});

describe('a record that contradicts itself is refused by the name of the identity', () => {
  const broken: [string, (result: DecodeResult) => void][] = [
    [
      'tokenIds[0] = prefill.tokenId',
      (r) => {
        r.prefill.tokenId = 77;
      },
    ],
    [
      'tokens = 1 + emitted by steps',
      (r) => {
        r.tokenIds.push(1);
      },
    ],
    [
      'step 1: emitted[0] = tokenIds[4]',
      (r) => {
        r.tokenIds[4] = 77;
      },
    ],
    [
      'step 2: root = last emitted token',
      (r) => {
        step(r, 2).tree.tokenIds[0] = 77;
      },
    ],
    [
      'step 1: index',
      (r) => {
        step(r, 1).index = 5;
      },
    ],
    [
      'step 0: emitted[1] = accepted token',
      (r) => {
        step(r, 0).tree.tokenIds[3] = 77;
      },
    ],
    [
      'step 0: parent of acceptedPath[1]',
      (r) => {
        step(r, 0).acceptedPath = [2, 3];
        step(r, 0).tree.tokenIds[2] = 11;
      },
    ],
    [
      'step 0: emitted = accepted + 1',
      (r) => {
        step(r, 0).acceptedPath = [1];
      },
    ],
    [
      'step 2: a cut step emits fewer',
      (r) => {
        step(r, 2).acceptedPath = [];
      },
    ],
    [
      'step 0: only the last step is cut',
      (r) => {
        step(r, 0).acceptedPath = [1, 3, 4];
        addTo(step(r, 0), 13, 3);
        step(r, 0).ownToken = null;
      },
    ],
    [
      'step 1: rows of targetTop = nodes',
      (r) => {
        step(r, 1).targetTop.ids.pop();
      },
    ],
    [
      'step 1: startMs >= end',
      (r) => {
        step(r, 1).startMs -= 10;
      },
    ],
    [
      'step 1: stepMs >= draftMs',
      (r) => {
        step(r, 1).verifyMs += 10;
      },
    ],
    [
      'totalMs = end of the last step',
      (r) => {
        r.totalMs += 1;
      },
    ],
    [
      'nodes of a vanilla step',
      (r) => {
        r.method = 'vanilla';
      },
    ],
  ];
  for (const [identity, change] of broken) {
    it(identity, () => {
      const result = worked();
      change(result);
      expect(() => figuresOf(result)).toThrow(identity);
    });
  }

  it('the untouched record passes', () => {
    expect(() => figuresOf(worked())).not.toThrow();
  });
});

describe('identities on answers of the real loop', () => {
  it('tokens a step = mean accepted length + 1 - what the cut took, whatever is proposed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 6 }),
        async (maxNewTokens, seed, shape) => {
          const rule = hashRule(40, seed);
          const strategy = new ProposeVerifyDecoding(
            'medusa',
            new ScriptedCausalLm(rule),
            halfRightProposer(rule, shape),
          );
          const { result } = await run(strategy, { settings: { maxNewTokens } });
          const figures = figuresOf(result);
          if (figures.steps === 0) return;
          const { tokensPerStep, meanAcceptedLength, cutTokens, steps, stageShares } = figures;
          expect(tokensPerStep).toBeCloseTo((meanAcceptedLength as number) + 1 - cutTokens / steps, 12);
          const total = Object.values(stageShares ?? {}).reduce((sum, share) => sum + share, 0);
          expect(total).toBeCloseTo(1, 9);
          for (const depth of figures.acceptanceByDepth) {
            expect(depth.accepted).toBeLessThanOrEqual(depth.reached);
            expect(depth.unconditional).toBeLessThanOrEqual(depth.conditional);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

function step(result: DecodeResult, index: number): StepRecord {
  return result.steps[index] as StepRecord;
}

function addTo(record: StepRecord, tokenId: TokenId, parent: number): void {
  addNode(record.tree, parent, { tokenId, rank: 0, draftProb: null });
  record.targetTop.ids.push([0, 1]);
  record.targetTop.logits.push([1, 0]);
}

/** Trees of a given shape; a node is right where the shape says so and its parent was right. */
function halfRightProposer(
  rule: (text: readonly TokenId[]) => TokenId,
  shape: readonly [number, boolean][],
): Proposer {
  return {
    readsHidden: false,
    begin: async () => ({
      propose: async ({ tokenIds, maxDepth }) => {
        const tree = rootTree(tokenIds.at(-1) as TokenId);
        const texts: (readonly TokenId[])[] = [tokenIds];
        for (const [at, right] of shape) {
          const parent = at % tree.tokenIds.length;
          if ((tree.depths[parent] as number) >= maxDepth) continue;
          const text = texts[parent] as readonly TokenId[];
          const tokenId = right ? rule(text) : 50 + tree.tokenIds.length;
          const twin = tree.parents.some((p, node) => p === parent && tree.tokenIds[node] === tokenId);
          if (twin) continue;
          texts.push([...text, tokenId]);
          addNode(tree, parent, {
            tokenId,
            rank: tree.parents.filter((p) => p === parent).length,
            draftProb: null,
          });
        }
        return { tree, origin: { kind: 'point-mass' } };
      },
    }),
  };
}
