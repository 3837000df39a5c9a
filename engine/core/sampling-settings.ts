/** What sampling settings may be, and what they promise about an answer. */
import { invalidArgument } from '../errors.ts';
import type { Method, Sampling } from '../protocol.ts';

/** Which numbers a setting takes, for code and in words. */
export interface NumberRange {
  has(value: number): boolean;
  allowed: string;
}

const FACTOR: NumberRange = {
  has: (value) => Number.isFinite(value) && value >= 0.01 && value <= 100,
  allowed: 'a number from 0.01 to 100',
};
const SHARE: NumberRange = {
  has: (value) => Number.isFinite(value) && value > 0 && value < 1,
  allowed: 'a number above 0 and below 1',
};

export const SAMPLING_RANGES = {
  temperature: FACTOR,
  topK: {
    has: (value) => Number.isSafeInteger(value) && value >= 0,
    allowed: 'a whole number from 0, 0 is off',
  },
  topP: {
    has: (value) => value === 1 || SHARE.has(value),
    allowed: 'a number above 0, up to 1, 1 is off',
  },
  repetitionPenalty: FACTOR,
  seed: {
    has: (value) => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 32,
    allowed: `a whole number from 0 to ${2 ** 32 - 1}`,
  },
  epsilon: SHARE,
  delta: SHARE,
} as const satisfies Record<string, NumberRange>;

function check(name: keyof typeof SAMPLING_RANGES, value: number): void {
  const { has, allowed } = SAMPLING_RANGES[name];
  if (!has(value)) throw invalidArgument(name, value, allowed);
}

/** Throws `invalid-argument` with name, value and range for the first setting out of range, or not of this method. */
export function checkSampling(sampling: Sampling, method: Method): void {
  if (sampling.kind !== 'greedy' && sampling.kind !== 'sample')
    throw invalidArgument('sampling', (sampling as { kind: unknown }).kind, 'greedy, sample');
  check('repetitionPenalty', sampling.repetitionPenalty);
  if (sampling.kind === 'greedy') return;
  check('temperature', sampling.temperature);
  check('topK', sampling.topK);
  check('topP', sampling.topP);
  check('seed', sampling.seed);

  const { acceptance } = sampling;
  if (acceptance.kind === 'lossless') return;
  if (acceptance.kind !== 'typical')
    throw invalidArgument('acceptance', (acceptance as { kind: unknown }).kind, 'lossless, typical');
  if (method !== 'medusa')
    throw invalidArgument(
      'acceptance',
      acceptance.kind,
      `lossless for ${method}, typical is for medusa only`,
    );
  check('epsilon', acceptance.epsilon);
  check('delta', acceptance.delta);
}

/** Settings of one method where several run by the same ones: what only Medusa can do, the others do losslessly. */
export function samplingFor(sampling: Sampling, method: Method): Sampling {
  if (sampling.kind === 'greedy' || method === 'medusa') return sampling;
  return { ...sampling, acceptance: { kind: 'lossless' } };
}

/**
 * How an answer stands to vanilla's by the same settings.
 * - `same-tokens`: token by token equal, up to rounding. Greedy, and also drawn tokens where a method draws as vanilla
 *   does, once an emitted token.
 * - `same-law`: drawn from the same distribution by other random numbers; single answers differ.
 * - `lossy`: from another distribution.
 */
export type Faithfulness = 'same-tokens' | 'same-law' | 'lossy';

export function faithfulnessOf(sampling: Sampling, method: Method): Faithfulness {
  if (sampling.kind === 'greedy') return 'same-tokens';
  if (method === 'speculative') return 'same-law';
  return method === 'medusa' && sampling.acceptance.kind === 'typical' ? 'lossy' : 'same-tokens';
}

/** True where the answer's distribution is not the target's. */
export function isLossy(settings: { sampling: Sampling }, method: Method): boolean {
  return faithfulnessOf(settings.sampling, method) === 'lossy';
}
