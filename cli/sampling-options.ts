/** Options for how tokens are chosen, the same for every command that decodes. Greedy unless a temperature is given. */
import { type Command, InvalidArgumentError } from 'commander';
import { type NumberRange, SAMPLING_RANGES } from '../engine/core/sampling-settings.ts';
import { invalidArgument } from '../engine/errors.ts';
import { DEFAULT_GREEDY, DEFAULT_SAMPLE, DEFAULT_TYPICAL, type Sampling } from '../engine/protocol.ts';

export interface SamplingOptions {
  temperature?: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
  /** Of the command itself, which may use it for more than drawn tokens. */
  seed: number;
  typical?: boolean;
  typicalEpsilon?: number;
  typicalDelta?: number;
}

const TEMPERATURE: NumberRange = {
  has: (value) => value === 0 || SAMPLING_RANGES.temperature.has(value),
  allowed: `0 for greedy, ${SAMPLING_RANGES.temperature.allowed}`,
};

/** Adds them all but `--seed`. */
export function addSamplingOptions(command: Command): Command {
  const ranges = SAMPLING_RANGES;
  return command
    .option(
      '--temperature <t>',
      'draw tokens at this temperature (default: greedy, as 0 is)',
      inRange(TEMPERATURE),
    )
    .option('--top-k <k>', 'draw from the best k tokens only; 0 is off', inRange(ranges.topK))
    .option(
      '--top-p <p>',
      'draw from the fewest best tokens that hold this mass; 1 is off',
      inRange(ranges.topP),
    )
    .option(
      '--repetition-penalty <x>',
      'divides positive logits of tokens that stand in prompt or answer, multiplies negative ones; greedy too; 1 is off',
      inRange(ranges.repetitionPenalty),
    )
    .option('--typical', "Medusa's typical acceptance: lossy, for medusa only", false)
    .option(
      '--typical-epsilon <e>',
      `accepts above this probability (default: ${DEFAULT_TYPICAL.epsilon})`,
      inRange(ranges.epsilon),
    )
    .option(
      '--typical-delta <d>',
      `or above this times exp(-entropy), where that is lower (default: ${DEFAULT_TYPICAL.delta})`,
      inRange(ranges.delta),
    );
}

/** Parser of an option's number. */
export function inRange({ has, allowed }: NumberRange): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!has(value)) throw new InvalidArgumentError(`Allowed: ${allowed}.`);
    return value;
  };
}

/** Throws `invalid-argument` for an option that would change nothing without another. */
export function samplingOf(options: SamplingOptions): Sampling {
  const { temperature = 0, repetitionPenalty = DEFAULT_GREEDY.repetitionPenalty } = options;
  const drawing = temperature > 0;
  const { topK, topP, typical = false, typicalEpsilon, typicalDelta } = options;
  for (const [name, value] of Object.entries({
    '--top-k': topK,
    '--top-p': topP,
    '--typical': typical || undefined,
  }))
    if (!drawing && value !== undefined)
      throw invalidArgument(name, value, 'only with --temperature above 0');
  for (const [name, value] of Object.entries({
    '--typical-epsilon': typicalEpsilon,
    '--typical-delta': typicalDelta,
  }))
    if (!typical && value !== undefined) throw invalidArgument(name, value, 'only with --typical');
  if (!drawing) return { kind: 'greedy', repetitionPenalty };
  return {
    kind: 'sample',
    temperature,
    topK: topK ?? DEFAULT_SAMPLE.topK,
    topP: topP ?? DEFAULT_SAMPLE.topP,
    repetitionPenalty,
    seed: options.seed,
    acceptance: typical
      ? {
          kind: 'typical',
          epsilon: typicalEpsilon ?? DEFAULT_TYPICAL.epsilon,
          delta: typicalDelta ?? DEFAULT_TYPICAL.delta,
        }
      : DEFAULT_SAMPLE.acceptance,
  };
}
