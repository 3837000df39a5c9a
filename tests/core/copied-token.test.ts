import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiedToken, MOST_IN_COMMON } from '../../engine/core/copied-token.ts';

describe('the token that a copy goes on with', () => {
  it('follows the place with most in common, the latest of several', () => {
    expect(copiedToken([1, 2, 3, 9, 2, 3, 8, 2, 3])).toEqual({ tokenId: 8, inCommon: 2 });
    expect(copiedToken([1, 2, 3, 9, 5, 3, 8, 2, 3])).toEqual({ tokenId: 9, inCommon: 2 });
    expect(copiedToken([7, 7, 7])).toEqual({ tokenId: 7, inCommon: 2 });
  });

  it('is none where the last token is new', () => {
    for (const text of [[], [4], [4, 5, 6]])
      expect(copiedToken(text)).toEqual({ tokenId: null, inCommon: 0 });
  });

  it('counts what is in common no further than can be told apart', () => {
    expect(copiedToken(new Array(200).fill(3))).toEqual({ tokenId: 3, inCommon: MOST_IN_COMMON });
  });

  it('is what trying every place finds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }), (text) => {
        const common = (at: number) => {
          let n = 0;
          while (n <= at && text[at - n] === text[text.length - 1 - n]) n++;
          return n;
        };
        const places = text.slice(0, -1).map((_, at) => ({ at, n: common(at) }));
        const best = places.reduce((a, b) => (b.n > 0 && b.n >= a.n ? b : a), { at: -1, n: 0 });
        const tokenId = best.at < 0 ? null : text[best.at + 1];
        expect(copiedToken(text)).toEqual({ tokenId, inCommon: best.n });
      }),
    );
  });
});
