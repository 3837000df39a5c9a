import { describe, expect, it } from 'vitest';
import { checkSampling, faithfulnessOf, isLossy, samplingFor } from '../../engine/core/sampling-settings.ts';
import {
  DEFAULT_GREEDY,
  DEFAULT_SAMPLE,
  DEFAULT_TYPICAL,
  METHODS,
  type Method,
  type Sampling,
} from '../../engine/protocol.ts';

const typical: Sampling = { ...DEFAULT_SAMPLE, acceptance: DEFAULT_TYPICAL };

describe('checkSampling', () => {
  it('takes the defaults, and the ends of every range', () => {
    for (const method of METHODS) {
      checkSampling(DEFAULT_GREEDY, method);
      checkSampling(DEFAULT_SAMPLE, method);
      checkSampling(
        {
          ...DEFAULT_SAMPLE,
          temperature: 0.01,
          repetitionPenalty: 100,
          topK: 1,
          topP: 1e-9,
          seed: 2 ** 32 - 1,
        },
        method,
      );
    }
    checkSampling(typical, 'medusa');
  });

  const refused: [object, string][] = [
    [{ temperature: 0 }, 'invalid temperature: 0 (allowed: a number from 0.01 to 100)'],
    [{ temperature: Number.NaN }, 'invalid temperature: null (allowed'],
    [{ temperature: '1' }, 'invalid temperature: "1" (allowed'],
    [{ topK: -1 }, 'invalid topK: -1 (allowed: a whole number from 0, 0 is off)'],
    [{ topK: 1.5 }, 'invalid topK: 1.5'],
    [{ topP: 0 }, 'invalid topP: 0 (allowed: a number above 0, up to 1, 1 is off)'],
    [{ topP: 1.01 }, 'invalid topP: 1.01'],
    [{ repetitionPenalty: 0 }, 'invalid repetitionPenalty: 0 (allowed: a number from 0.01 to 100)'],
    [{ seed: -1 }, 'invalid seed: -1 (allowed: a whole number from 0 to 4294967295)'],
    [{ seed: 2 ** 32 }, 'invalid seed: 4294967296'],
    [{ kind: 'beam' }, 'invalid sampling: "beam" (allowed: greedy, sample)'],
    [{ acceptance: { kind: 'loose' } }, 'invalid acceptance: "loose" (allowed: lossless, typical)'],
    [{ acceptance: { ...DEFAULT_TYPICAL, epsilon: 1 } }, 'invalid epsilon: 1 (allowed: a number above 0'],
    [{ acceptance: { ...DEFAULT_TYPICAL, delta: 0 } }, 'invalid delta: 0 (allowed: a number above 0'],
  ];
  for (const [change, message] of refused) {
    it(`refuses ${JSON.stringify(change)}`, () => {
      expect(() => checkSampling({ ...DEFAULT_SAMPLE, ...change } as Sampling, 'medusa')).toThrow(message);
    });
  }

  it('names the method that cannot accept typically', () => {
    expect(() => checkSampling(typical, 'lookup')).toThrow(
      'invalid acceptance: "typical" (allowed: lossless for lookup, typical is for medusa only)',
    );
    for (const method of METHODS) checkSampling(samplingFor(typical, method), method);
  });
});

describe('what an answer promises', () => {
  const promises = (sampling: Sampling) =>
    Object.fromEntries(
      METHODS.map((method: Method) => [method, faithfulnessOf(samplingFor(sampling, method), method)]),
    );
  it('greedy is equal token by token; drawn chains are equal in law; typical acceptance is lossy', () => {
    const same = Object.fromEntries(METHODS.map((method) => [method, 'same-tokens']));
    expect(promises(DEFAULT_GREEDY)).toEqual(same);
    expect(promises(DEFAULT_SAMPLE)).toEqual({ ...same, speculative: 'same-law' });
    expect(promises(typical)).toEqual({ ...same, speculative: 'same-law', medusa: 'lossy' });
    expect(METHODS.filter((method) => isLossy({ sampling: typical }, method))).toEqual(['medusa']);
  });
});
