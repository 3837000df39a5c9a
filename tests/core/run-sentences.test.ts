import { describe, expect, it } from 'vitest';
import type { MethodFigures } from '../../engine/core/method-figures.ts';
import { headlineOf } from '../../engine/core/run-sentences.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL, type Method } from '../../engine/protocol.ts';
import { figuresFixture } from './method-figures-fixture.ts';

const summary = (methods: Partial<Record<Method, Partial<MethodFigures>>>) => ({
  methods: Object.fromEntries(
    Object.entries(methods).map(([method, change]) => [
      method,
      { overall: figuresFixture(change), byCategory: {} },
    ]),
  ),
});
const faster = (speedup: number, loopFree = 10): Partial<MethodFigures> => ({
  speedup,
  loopFree: { speedup: speedup - 0.05, speedupInterval: null, prompts: loopFree },
  speedupInterval: [speedup - 0.1, speedup + 0.1],
  verdict: 'faster',
});

describe('the headline', () => {
  it('names what is clearly faster, the highest first, each with its interval, and without loops where there are some', () => {
    const run = summary({
      vanilla: {},
      speculative: faster(1.2),
      lookup: { verdict: 'slower' },
      medusa: faster(1.5, 8),
    });
    expect(headlineOf(run, DEFAULT_GREEDY)).toBe(
      'Faster than vanilla: medusa 1.50 times (1.40 to 1.60; 1.45 without loops); also speculative 1.20 times (1.10 to 1.30).',
    );
  });

  it('names none whose verdict does not hold, however high its speedup', () => {
    const run = summary({ vanilla: {}, medusa: { speedup: 3, verdict: 'no clear difference' } });
    expect(headlineOf(run, DEFAULT_GREEDY)).toBe(
      'No method is clearly faster than vanilla over all prompts of this run.',
    );
  });

  it('says that a verdict needs more prompts, and that vanilla alone is no comparison', () => {
    expect(headlineOf(summary({ vanilla: {}, medusa: { speedup: 3 } }), DEFAULT_GREEDY)).toBe(
      'Too few prompts for a verdict on any method.',
    );
    expect(headlineOf(summary({ vanilla: {} }), DEFAULT_GREEDY)).toBe(
      'Only vanilla ran: there is nothing to compare.',
    );
  });

  it('calls a lossy method so', () => {
    const typical = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };
    expect(headlineOf(summary({ vanilla: {}, medusa: faster(2) }), typical)).toContain('medusa (lossy) 2.00');
  });
});
