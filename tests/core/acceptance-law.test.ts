/** The rules of verification by law: whatever is proposed, the first emitted token follows the target exactly. */
import { describe, expect, it } from 'vitest';
import { acceptProposal, type TargetView } from '../../engine/core/accept-proposal.ts';
import { acceptanceProbability, afterRefusal, type NodeLaw } from '../../engine/core/accept-sampled.ts';
import { acceptChosen } from '../../engine/core/acceptance.ts';
import { type Distribution, draw, residual, without } from '../../engine/core/distribution.ts';
import type { Proposal } from '../../engine/core/proposal.ts';
import { SeededRandom } from '../../engine/core/random.ts';
import { addNode, rootTree } from '../../engine/core/token-tree.ts';
import { DEFAULT_SAMPLE, type TokenId } from '../../engine/protocol.ts';
import { fitOf } from '../law/chi-square.ts';
import { drawDistinct, lawOf, oneLevel, probsOf } from '../law/laws.ts';

const target = lawOf(0.5, 0.3, 0.15, 0.05);
const draft = lawOf(0.2, 0.5, 0.2, 0.1);

interface Outcome {
  /** Exact probability of every first token. */
  probs: number[];
  /** Exact probability that some child was accepted. */
  accepted: number;
}

/** Walks every way that drafting and verifying can go, each with its probability. */
function enumerate(
  drafts: number,
  rule: {
    nextDraft: (law: Distribution, drawn: TokenId) => Distribution | null;
    refuse: typeof afterRefusal;
  },
): Outcome {
  const outcome: Outcome = { probs: [0, 0, 0, 0], accepted: 0 };
  const emit = (tokenId: TokenId, probability: number) => {
    outcome.probs[tokenId] = (outcome.probs[tokenId] as number) + probability;
  };
  const verify = (law: NodeLaw, proposed: readonly TokenId[], probability: number): void => {
    const [tokenId, ...others] = proposed;
    if (tokenId === undefined) {
      for (const [i, prob] of law.target.probs.entries())
        emit(law.target.ids[i] as number, probability * prob);
      return;
    }
    const accept = acceptanceProbability(law, tokenId);
    emit(tokenId, probability * accept);
    outcome.accepted += probability * accept;
    if (accept < 1) verify(rule.refuse(law, tokenId), others, probability * (1 - accept));
  };
  const propose = (law: Distribution | null, proposed: TokenId[], probability: number): void => {
    if (proposed.length === drafts || !law) {
      verify({ target, draft }, proposed, probability);
      return;
    }
    for (const [i, prob] of law.probs.entries()) {
      const tokenId = law.ids[i] as TokenId;
      propose(rule.nextDraft(law, tokenId), [...proposed, tokenId], probability * prob);
    }
  };
  propose(draft, [], 1);
  return outcome;
}

/** SpecInfer (Miao et al. 2024, Algorithm 2): drafts drawn independently, so a refusal takes nothing from the draft. */
const independent = {
  nextDraft: (law: Distribution) => law,
  refuse: ({ target: left }: NodeLaw): NodeLaw => ({ target: residual(left, draft), draft }),
};
const withoutReplacement = { nextDraft: without, refuse: afterRefusal };

describe('exact vectors: p = (.50, .30, .15, .05), q = (.2, .5, .2, .1)', () => {
  const cases = [
    { drafts: 1, rule: 'without replacement', by: withoutReplacement, accepted: 7 / 10 },
    { drafts: 2, rule: 'independent', by: independent, accepted: 19 / 25 },
    { drafts: 2, rule: 'without replacement', by: withoutReplacement, accepted: 2893 / 3600 },
    { drafts: 3, rule: 'independent', by: independent, accepted: 101 / 125 },
    { drafts: 3, rule: 'without replacement', by: withoutReplacement, accepted: 23099 / 25200 },
  ];
  for (const { drafts, rule, by, accepted } of cases) {
    it(`${drafts} drafts, ${rule}: returns p, accepts ${accepted.toFixed(3)}`, () => {
      const outcome = enumerate(drafts, by);
      for (const [i, prob] of [0.5, 0.3, 0.15, 0.05].entries())
        expect(outcome.probs[i]).toBeCloseTo(prob, 12);
      expect(outcome.accepted).toBeCloseTo(accepted, 12);
    });
  }

  for (const [drafts, accepted] of [
    [2, 0.8],
    [3, 0.95],
  ] as const) {
    it(`the best ${drafts} of q as point masses: returns p, accepts ${accepted}`, () => {
      const best = [1, 0, 2].slice(0, drafts);
      let acceptance = 0;
      for (const [i, choice] of target.ids.entries()) {
        const { path, ownTokenId } = acceptChosen(oneLevel(best, null).tree, (node) =>
          node === 0 ? choice : 99,
        );
        const first = path.length > 0 ? best[(path[0] as number) - 1] : ownTokenId;
        expect(first).toBe(choice);
        if (path.length > 0) acceptance += target.probs[i] as number;
      }
      expect(acceptance).toBeCloseTo(accepted, 12);
    });
  }
});

const DRAWS = 200_000;

/** The same target after every node. */
const constant = (law: Distribution): TargetView => ({
  distributionAt: () => law,
  bestAt: () => {
    throw new Error('a drawn token asks for no best one');
  },
});

/** Counts of the first emitted token over seeded draws of proposal and verification. */
function firstTokens(
  law: Distribution,
  size: number,
  propose: (random: SeededRandom) => Proposal,
): { counts: number[]; accepted: number } {
  const random = new SeededRandom(2211);
  const counts = new Array<number>(size).fill(0);
  let accepted = 0;
  for (let i = 0; i < DRAWS; i++) {
    const proposal = propose(random);
    const { path, ownTokenId } = acceptProposal(proposal, constant(law), DEFAULT_SAMPLE, random);
    const first = path.length > 0 ? (proposal.tree.tokenIds[path[0] as number] as TokenId) : ownTokenId;
    counts[first] = (counts[first] as number) + 1;
    if (path.length > 0) accepted++;
  }
  return { counts, accepted: accepted / DRAWS };
}

const drawn = (law: Distribution, count: number) => (random: SeededRandom) =>
  oneLevel(drawDistinct(law, count, random), law);

describe(`${DRAWS} seeded draws follow the target`, () => {
  const cases: [string, number[], number[]][] = [
    ['the vectors', [0.5, 0.3, 0.15, 0.05], [0.2, 0.5, 0.2, 0.1]],
    ['a draft that is the target', [0.5, 0.3, 0.15, 0.05], [0.5, 0.3, 0.15, 0.05]],
    ['a draft far off', [0.9, 0.09, 0.009, 0.001], [0.001, 0.009, 0.09, 0.9]],
    ['a draft sure of what the target never says', [0.5, 0, 0.5, 0], [0, 0.9, 0, 0.1]],
    ['a draft that lacks most of the target', [0.05, 0.05, 0.1, 0.8], [0.5, 0.5, 0, 0]],
    ['a draft of one token', [0.25, 0.25, 0.25, 0.25], [0, 1, 0, 0]],
    ['a target of one token', [0, 0, 1, 0], [0.4, 0.3, 0.2, 0.1]],
  ];
  for (const [name, p, q] of cases) {
    for (const children of [1, 3]) {
      it(`${name}, ${children} drawn without replacement`, () => {
        const law = lawOf(...p);
        const { counts, accepted } = firstTokens(law, 4, drawn(lawOf(...q), children));
        const fit = fitOf(counts, probsOf(law, 4));
        expect(fit.fits, JSON.stringify({ counts, fit })).toBe(true);
        // Of one child: 1 - total variation distance (Leviathan et al. 2023, Theorem 3.5).
        const overlap = p.reduce((sum, prob, i) => sum + Math.min(prob, q[i] as number), 0);
        if (children === 1) expect(Math.abs(accepted - overlap)).toBeLessThan(0.01);
      });
    }
    it(`${name}, the best two of the draft as point masses`, () => {
      const best = q.map((_, i) => i).sort((a, b) => (q[b] as number) - (q[a] as number));
      const { counts } = firstTokens(lawOf(...p), 4, () => oneLevel(best.slice(0, 2), null));
      expect(fitOf(counts, probsOf(lawOf(...p), 4)).fits).toBe(true);
    });
  }

  it('the second token too, given the first, where the law changes with the path', () => {
    const targets = [lawOf(0.6, 0.3, 0.1), lawOf(0.1, 0.2, 0.7), lawOf(0.3, 0.4, 0.3), lawOf(0.8, 0.1, 0.1)];
    const drafts = [lawOf(0.3, 0.5, 0.2), lawOf(0.5, 0.3, 0.2), lawOf(0.1, 0.1, 0.8), lawOf(0.2, 0.7, 0.1)];
    /** After the root law 0, after token i law i + 1. */
    const lawAfter = <T>(laws: readonly T[], tokenId: TokenId | null) =>
      laws[tokenId === null ? 0 : tokenId + 1] as T;
    const random = new SeededRandom(5);
    const counts = targets.slice(1).map(() => [0, 0, 0]);
    for (let i = 0; i < DRAWS; i++) {
      const tree = rootTree(99);
      const first = draw(lawAfter(drafts, null), random);
      const second = draw(lawAfter(drafts, first), random);
      addNode(tree, 0, { tokenId: first, rank: 0, draftProb: 0 });
      addNode(tree, 1, { tokenId: second, rank: 0, draftProb: 0 });
      const origin = {
        kind: 'sampled' as const,
        draftDistributions: [lawAfter(drafts, null), lawAfter(drafts, first), null],
      };
      const view: TargetView = {
        ...constant(target),
        distributionAt: (node) => lawAfter(targets, node === 0 ? null : (tree.tokenIds[node] as TokenId)),
      };
      const { path, ownTokenId } = acceptProposal({ tree, origin }, view, DEFAULT_SAMPLE, random);
      const run = [...path.map((node) => tree.tokenIds[node] as TokenId), ownTokenId];
      const row = counts[run[0] as number];
      if (run.length > 1 && row) row[run[1] as number] = (row[run[1] as number] as number) + 1;
    }
    for (const [first, row] of counts.entries())
      expect(fitOf(row, probsOf(lawAfter(targets, first), 3)).fits, `after token ${first}`).toBe(true);
  });
});

describe('a wrong rule is caught', () => {
  /** The draft's best token, verified as if it had been drawn: transformers issue 32867. */
  const shippedBug = (law: Distribution) => {
    const best = law.ids[law.probs.indexOf(Math.max(...law.probs))] as TokenId;
    return () => oneLevel([best], law);
  };

  it('argmax drafts with soft q turn (.6, .4) into (.75, .25), and the law says so', () => {
    const { counts } = firstTokens(lawOf(0.6, 0.4), 2, shippedBug(lawOf(0.8, 0.2)));
    expect(fitOf(counts, [0.75, 0.25]).fits).toBe(true);
    expect(fitOf(counts, [0.6, 0.4]).fits).toBe(false);
  });

  it('on the vectors as well', () => {
    const { counts } = firstTokens(target, 4, shippedBug(draft));
    expect(fitOf(counts, probsOf(target, 4)).fits).toBe(false);
  });

  it('a draft whose distribution is not the one that was drawn from', () => {
    // Raw logits for q where the tokens were drawn at another temperature: transformers issue 47932.
    const { counts } = firstTokens(target, 4, (random) =>
      oneLevel(drawDistinct(lawOf(0.04, 0.25, 0.04, 0.01), 1, random), draft),
    );
    expect(fitOf(counts, probsOf(target, 4)).fits).toBe(false);
  });

  it('a token that the draft gives no mass is an error, not a guess', () => {
    const random = new SeededRandom(1);
    expect(() =>
      acceptProposal(oneLevel([3], lawOf(1, 1, 1, 0)), constant(target), DEFAULT_SAMPLE, random),
    ).toThrow('token 3 cannot have been drawn');
  });
});
