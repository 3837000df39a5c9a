import { describe, expect, it } from 'vitest';
import { type AskedPlace, placesText } from '../../engine/core/asked-places.ts';
import type { CostCurve } from '../../engine/core/cost-curve.ts';
import { ReliabilityCounter } from '../../engine/core/reliability.ts';
import type { AcceptanceFile, AcceptanceMethod } from '../../engine/trees/acceptance-format.ts';
import { searchTree } from '../../engine/trees/search.ts';
import { chainWorth, treePool, treeWorth } from '../../engine/trees/worth.ts';

const CURVE: CostCurve = {
  rows: [1, 2, 3, 4, 8],
  cachedTokens: [100],
  targetMs: [[10], [10], [10], [10], [20]],
  drafts: { medusa: { ms: 1, per: 'step' }, speculative: { ms: 1, per: 'depth' } },
};

/** Two depths: rank 0 right half of the time, then rank 0 right always where the first was. */
function measured(method: AcceptanceMethod): AcceptanceFile {
  const places: AskedPlace[] = [];
  const reliability = new ReliabilityCounter();
  // Easy places stand in one row, so that steps leap over them: 3 tokens a step, then 1.
  for (let i = 0; i < 4000; i++) {
    const ranks = i < 2000 ? [0, 0] : [null];
    places.push({ ranks, leaves: false });
    for (const [depth, rank] of ranks.entries()) reliability.add(depth, [0.65, 0.03], rank);
  }
  return {
    format: 'gorgon-acceptance-2',
    method,
    precision: 'int8',
    modelSha256: 'm',
    artifactSha256: 'a',
    answersSha256: 'x',
    prompts: 1,
    positions: 4000,
    machine: 'none',
    seconds: 0,
    width: 2,
    answers: [placesText(places)],
    reliability: reliability.counts(),
  };
}

describe('what a choice at each step goes by', () => {
  it('prices time by the fastest fixed tree over all places, and knows the chance behind a probability', () => {
    const file = measured('medusa');
    const { chance, price, first } = treeWorth(file, CURVE);
    const { best } = searchTree(file, CURVE, { name: 'best', maxNodes: 7, cachedTokens: 256 });
    expect(best?.paths.slice(0, 2)).toEqual([[0], [0, 0]]);
    expect(best?.search?.expectedTokens).toBeCloseTo(4000 / (2000 / 3 + 2000), 2);
    expect(price.rate).toBeCloseTo(2 / 1.1, 2);
    expect(first).toEqual([0.5, 1]);
    expect(chance(0, 0.65)).toBeCloseTo(0.5, 2);
    expect(chance(1, 0.65)).toBeCloseTo(1, 2);
    expect(chance(0, 0.03)).toBeLessThan(0.01);
  });

  it('chooses from the likeliest paths', () => {
    expect(treePool(measured('medusa')).paths.slice(0, 2)).toEqual([[0], [0, 0]]);
  });

  it('of a chain knows the first choices by depth', () => {
    const { first, price } = chainWorth(measured('speculative'), CURVE);
    expect(first[0]).toBeCloseTo(0.5, 9);
    expect(first[1]).toBeCloseTo(1, 9);
    // Two levels at a tenth each, three rows at the price of one.
    expect(price.rate).toBeCloseTo(2 / 1.2, 2);
  });
});
