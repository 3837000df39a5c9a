import { describe, expect, it } from 'vitest';
import { precisionSentence } from '../../engine/core/precision-words.ts';

describe('the sentence of a precision', () => {
  it('tells the price of int8, and on what it was measured', () => {
    const price = {
      top1Agreement: 0.9573,
      klNats: 0.00853,
      perplexity: 1.7513,
      fp32Perplexity: 1.7478,
      positions: 3609,
    };
    expect(precisionSentence({ precision: 'int8', precisionPrice: price })).toBe(
      'int8: the same most probable token as fp32 at 95.7 % of 3,609 places of evaluation answers, KL divergence 0.0085 nats a token, perplexity 1.751 (fp32 1.748).',
    );
  });

  it('tells why another precision runs than was asked for, and nothing of plain fp32', () => {
    const precisionNote = 'products are not exact on this processor; fp32 is used instead of int8';
    expect(precisionSentence({ precision: 'fp32', precisionNote })).toBe(`fp32: ${precisionNote}.`);
    expect(precisionSentence({ precision: 'fp32' })).toBeNull();
  });
});
