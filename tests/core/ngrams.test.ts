import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNgrams, Ngrams } from '../../engine/core/ngrams.ts';
import { fillTemplate, treeTemplate } from '../../engine/core/token-tree.ts';

const VOCAB = 10;
const list = (...tokenIds: number[]) => ({
  tokenIds,
  probs: tokenIds.map((_, rank) => 0.4 / 2 ** rank),
});

describe('n-grams', () => {
  it('count what was seen more than once, the first token as a context only', () => {
    const { bigrams, trigrams } = countNgrams([
      [9, 1, 2, 3],
      [8, 1, 2, 3],
      [8, 1, 2, 4, 1, 2],
    ]);
    expect([...bigrams]).toEqual([1, 2, 4, 2, 3, 2]);
    expect([...trigrams]).toEqual([1, 2, 3, 2, 8, 1, 2, 2]);
  });

  it('put what often follows two tokens first, and leave a list behind unknown ones as it is', () => {
    const texts = [
      ...Array.from({ length: 20 }, () => [0, 5, 6, 7]),
      ...Array.from({ length: 20 }, () => [0, 4, 6, 8]),
    ];
    const ngrams = new Ngrams(countNgrams(texts), VOCAB);
    expect([...ngrams.weighed(list(8, 7, 9), [], 5, 6).tokenIds]).toEqual([7, 8, 9]);
    expect([...ngrams.weighed(list(7, 8, 9), [], 4, 6).tokenIds]).toEqual([8, 7, 9]);
    const unknown = ngrams.weighed(list(8, 7, 9), [], 1, 3);
    expect([...unknown.tokenIds]).toEqual([8, 7, 9]);
    expect(unknown.probs[0]).toBeCloseTo(0.4, 6);
    // Where only the last token is known, both are as likely behind it.
    expect([...ngrams.weighed(list(8, 7), [], undefined, 6).tokenIds]).toEqual([8, 7]);
  });

  it('count what the text itself has behind the two tokens, far more than the answers', () => {
    const texts = Array.from({ length: 9 }, () => [0, 5, 6, 7]);
    const ngrams = new Ngrams(countNgrams(texts), VOCAB);
    const first = (text: number[], before: number) => ngrams.weighed(list(7, 8), text, before, 6).tokenIds[0];
    expect(first([1, 2, 5, 6], 5)).toBe(7);
    expect(first([5, 6, 8, 5, 6, 8, 5, 6], 5)).toBe(8);
    // Behind another token before it the pair alone counts.
    expect(first([5, 6, 8, 4, 6], 4)).toBe(8);
    expect(first([5, 6], 5)).toBe(7);
  });

  it('keep the tokens of a list and its probability as a whole, in falling order', () => {
    const token = fc.integer({ min: 0, max: VOCAB - 1 });
    const texts = fc.array(fc.array(token, { minLength: 3, maxLength: 30 }), { maxLength: 8 });
    const candidates = fc.uniqueArray(token, { minLength: 1 });
    fc.assert(
      fc.property(texts, candidates, token, token, (texts, tokenIds, before, last) => {
        const text = texts.flat();
        const given = list(...tokenIds);
        const weighed = new Ngrams(countNgrams(texts), VOCAB).weighed(given, text, before, last);
        expect([...weighed.tokenIds].sort()).toEqual([...tokenIds].sort());
        const sum = (probs: ArrayLike<number>) => Array.from(probs).reduce((a, b) => a + b, 0);
        expect(sum(weighed.probs)).toBeCloseTo(sum(given.probs), 5);
        expect([...weighed.probs]).toEqual([...weighed.probs].sort((a, b) => b - a));
      }),
    );
  });

  it('order the candidates of each path by its own tokens', () => {
    const texts = [
      ...Array.from({ length: 9 }, () => [0, 1, 2, 3]),
      ...Array.from({ length: 9 }, () => [0, 1, 4, 5]),
    ];
    const ngrams = new Ngrams(countNgrams(texts), VOCAB);
    const template = treeTemplate([[0], [1], [0, 0], [1, 0]]);
    const tree = fillTemplate(template, 1, [list(2, 4), list(5, 3)], 2, ngrams.behind([0, 1]));
    expect(tree.tokenIds).toEqual([1, 2, 4, 3, 5]);
    expect(tree.ranks).toEqual([0, 0, 1, 0, 0]);
    const plain = fillTemplate(template, 1, [list(2, 4), list(5, 3)], 2);
    expect(plain.tokenIds).toEqual([1, 2, 4, 5, 5]);
  });
});
