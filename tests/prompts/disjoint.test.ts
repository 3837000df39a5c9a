import { describe, expect, it } from 'vitest';
import { loadSuite } from '../../bench/prompts/load-suite.ts';
import { loadTrainingPrompts } from '../../engine/training/prompts.ts';
import { findOverlap, normalise } from './prompt-overlap.ts';

const eightWords = 'one two three four five six seven eight';

describe('the rule', () => {
  it('sees equal text through case, punctuation and spacing', () => {
    expect(normalise('  Why, then: DO cats\nsleep?')).toBe(' why then do cats sleep ');
    expect(findOverlap(['Why do cats sleep?'], ['why do cats - sleep']).pairs).toEqual([
      { left: 0, right: 0 },
    ]);
  });

  it('sees one text inside the other, both ways, but only at whole words', () => {
    expect(
      findOverlap(['Please tell me: why do cats sleep so much?'], ['Why do cats sleep']).pairs,
    ).toHaveLength(1);
    expect(
      findOverlap(['Why do cats sleep'], ['Please tell me: why do cats sleep so much?']).pairs,
    ).toHaveLength(1);
    expect(findOverlap(['do cats sleep'], ['do cats sleepwalk']).pairs).toEqual([]);
  });

  it('counts shared shingles against the smaller set, from half of it', () => {
    // Two shingles on the left; the right, with four, shares one of them.
    const left = `${eightWords} nine`;
    const right = `zero ${eightWords} ten eleven`;
    expect(findOverlap([left], [right])).toEqual({ largestShare: 0.5, pairs: [{ left: 0, right: 0 }] });
    // Three shingles on the left, one of them shared.
    expect(findOverlap([`${left} more`], [right])).toEqual({ largestShare: 1 / 3, pairs: [] });
  });
});

describe('shipped prompts', () => {
  it('training prompts resemble no turn of the evaluation suite', async () => {
    const { questions } = await loadSuite('builtin');
    const { prompts } = await loadTrainingPrompts();
    const texts = questions.flatMap(({ turns }) => [...turns, turns.join('\n')]);
    const overlap = findOverlap(
      texts,
      prompts.map(({ prompt }) => prompt),
    );
    expect(overlap.pairs.map(({ left, right }) => [texts[left], prompts[right]!.id])).toEqual([]);
    expect(overlap.largestShare).toBeLessThan(0.5);
  }, 10_000);
});
