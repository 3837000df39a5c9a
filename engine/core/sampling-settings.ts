/** What sampling settings may be, and what they promise about an answer. */
import { invalidArgument } from '../errors.ts';
import type { Method, Sampling } from '../protocol.ts';

const FACTORS = 'a number from 0.01 to 100';
const SHARES = 'a number above 0 and below 1';

/** Throws `invalid-argument` with name, value and range for the first setting out of range, or not of this method. */
export function checkSampling(sampling: Sampling, method: Method): void {
  const { kind, repetitionPenalty } = sampling;
  if (kind !== 'greedy' && kind !== 'sample') throw invalidArgument('sampling', kind, 'greedy, sample');
  if (!isFactor(repetitionPenalty)) throw invalidArgument('repetitionPenalty', repetitionPenalty, FACTORS);
  if (kind === 'greedy') return;

  const { temperature, topK, topP, seed, acceptance } = sampling;
  if (!isFactor(temperature)) throw invalidArgument('temperature', temperature, FACTORS);
  if (!Number.isSafeInteger(topK) || topK < 0)
    throw invalidArgument('topK', topK, 'a whole number from 0, 0 is off');
  if (topP !== 1 && !isShare(topP))
    throw invalidArgument('topP', topP, 'a number above 0, up to 1, 1 is off');
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw invalidArgument('seed', seed, `a whole number from 0 to ${2 ** 32 - 1}`);

  if (acceptance.kind === 'lossless') return;
  if (acceptance.kind !== 'typical')
    throw invalidArgument('acceptance', (acceptance as { kind: unknown }).kind, 'lossless, typical');
  if (method !== 'medusa')
    throw invalidArgument(
      'acceptance',
      acceptance.kind,
      `lossless for ${method}, typical is for medusa only`,
    );
  if (!isShare(acceptance.epsilon)) throw invalidArgument('epsilon', acceptance.epsilon, SHARES);
  if (!isShare(acceptance.delta)) throw invalidArgument('delta', acceptance.delta, SHARES);
}

function isFactor(value: number): boolean {
  return Number.isFinite(value) && value >= 0.01 && value <= 100;
}

function isShare(value: number): boolean {
  return Number.isFinite(value) && value > 0 && value < 1;
}

/** Settings of one method where several run by the same ones: what only Medusa can do, the others do losslessly. */
export function samplingFor(sampling: Sampling, method: Method): Sampling {
  if (sampling.kind === 'greedy' || method === 'medusa') return sampling;
  return { ...sampling, acceptance: { kind: 'lossless' } };
}

/**
 * How an answer stands to vanilla's by the same settings.
 * - `same-tokens`: token by token equal, up to rounding. Greedy, and also drawn tokens where a method draws as vanilla
 *   does, one random number an emitted token.
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
