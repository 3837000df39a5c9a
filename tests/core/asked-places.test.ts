import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AskedPlace,
  countPlaces,
  PLACES_PATTERN,
  placesOf,
  placesText,
  walkedTokens,
  walkSteps,
} from '../../engine/core/asked-places.ts';

const place = fc
  .record({
    ranks: fc.array(fc.nat(35), { maxLength: 4 }),
    misses: fc.boolean(),
    leaves: fc.boolean(),
  })
  .filter(({ ranks, misses }) => ranks.length > 0 || misses)
  .map(({ ranks, misses, leaves }): AskedPlace => ({ ranks: misses ? [...ranks, null] : ranks, leaves }));

describe('places as text', () => {
  it('are read as they were written', () => {
    expect(placesText(placesOf('00- 0? 3 z -?'))).toBe('00- 0? 3 z -?');
    expect(placesOf('0b-?')).toEqual([{ ranks: [0, 11, null], leaves: true }]);
    expect(placesOf('')).toEqual([]);
    fc.assert(
      fc.property(fc.array(place, { maxLength: 6 }), (places) => {
        const text = placesText(places);
        expect(text).toMatch(PLACES_PATTERN);
        expect(placesOf(text)).toEqual(places);
      }),
    );
  });

  it('have a form that others do not fit', () => {
    for (const bad of ['0  1', ' 0', '0-0', '?', '0A', '0 ']) expect(bad).not.toMatch(PLACES_PATTERN);
  });
});

describe('walking', () => {
  it('begins a step where the one before it ended', () => {
    // Three easy places, of which one is seen, then a hard one.
    const answers = [placesOf('00 00 00 - 00 00 00 -')];
    const paths = [[0], [0, 0]];
    expect(walkSteps(answers, paths)).toEqual({ tokens: 8, steps: 4 });
    expect(walkedTokens(answers, [[0]])).toBe(8 / 4);
    expect(walkedTokens(answers, [[1]])).toBe(1);
    expect(walkedTokens(answers, [])).toBe(1);
    // Over all places it would be 18 / 8.
    expect(countPlaces(answers, 1).paths).toEqual({
      '': { trials: 8, hits: [6] },
      0: { trials: 6, hits: [6] },
    });
  });

  it('takes a candidate only below those that it follows', () => {
    const answers = [placesOf('10 - - 01 - - -')];
    expect(walkSteps(answers, [[0], [1], [0, 1]])).toEqual({ tokens: 7, steps: 4 });
  });

  it('ends with the answer', () => {
    expect(walkSteps([placesOf('00 0')], [[0], [0, 0]])).toEqual({ tokens: 2, steps: 1 });
  });

  it('does not count a step of which the end is not known', () => {
    // Accepted where the text went another way; refused there, which is known.
    expect(walkSteps([placesOf('0? -')], [[0]])).toEqual({ tokens: 1, steps: 1 });
    expect(walkSteps([placesOf('0? -')], [[1]])).toEqual({ tokens: 2, steps: 2 });
  });

  it('comes to as many tokens as answers have where every step is known', () => {
    const answer = fc.array(
      place.map(({ ranks }) => ({ ranks, leaves: false })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 4 }), (answers) => {
        const { tokens } = walkSteps(answers, [[0], [0, 0], [1], [1, 2]]);
        expect(tokens).toBe(answers.reduce((sum, { length }) => sum + length, 0));
      }),
    );
  });
});
