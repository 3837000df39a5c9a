/** How a run was measured, and what its figures cannot say, in sentences. Pure. */
import { LOOP_SHARE } from '../../engine/core/method-figures.ts';
import { SIGNIFICANCE } from '../../engine/core/run-summary.ts';
import { samplingWords } from '../../report/run-facts.ts';
import type { RunView } from '../data/api-schema.ts';
import { percent } from '../format.ts';

export function protocolWords({ manifest }: RunView): string[] {
  const { settings, engine, cost } = manifest;
  const { methods, repeats, turns, seed, maxNewTokens, sampling } = settings;
  return [
    `Every method answers the same turn of the same question, one answer at a time on one engine (batch 1, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}, ${engine.precision}), with the same budget of ${maxNewTokens} tokens.`,
    `Order: repeats on the outside (${repeats}), questions inside; the ${methods.length} methods take turns in an order that is shuffled anew for every turn of a question by seed ${seed}, so that drift of the machine hits all alike.`,
    turns > 1
      ? `A later turn (at most ${turns} a question) builds on vanilla's own answers to the turns before, for every method.`
      : 'Only the first turn of a question is asked.',
    'Warm-up: one short answer a method before the first measured one, dropped.',
    'Clock: the monotonic clock of the process that decodes. Rates of decoding count from the first token to the last; the prompt pass and its token are outside, unless a figure says end to end. It stands still while a full trace works out probabilities that only the record needs.',
    `Tokens are chosen so: ${samplingWords(sampling)}. Every output is compared with vanilla's token by token.`,
    'Speedups are ratios to vanilla on the same question, turn and repeat, joined by their mean logarithm. The question is the unit: its turns and repeats count inside it.',
    `Verdicts hold at ${SIGNIFICANCE} after Holm's correction over all cells of the run.`,
    `Nothing measured is left out. Figures without loops leave out questions where ${percent(LOOP_SHARE)} or more of the 4-grams of vanilla's answer repeat, and say so.`,
    cost === null
      ? 'The cost of a pass was not measured, so no prediction can be made.'
      : `The cost of a pass was measured apart from any answer, for ${cost.rows.join(', ')} rows at ${cost.cachedTokens.join(', ')} cached tokens; predicted figures come from it.`,
  ];
}

/** What holds of every run; then what this one adds. */
export function limitWords({ manifest, watch }: RunView): string[] {
  const { settings, environment, suite } = manifest;
  return [
    'One sequence at a time: nothing is said of batches, where spare arithmetic is scarcer and speculation gains less.',
    `One machine (${environment.processor}, ${environment.cores} logical processors) and one model (${manifest.engine.model.name}); the cost of a wide pass differs from machine to machine, and with it the best tree.`,
    `The prompts of suite ${suite.name} are not those of a user; predictable text flatters every draft.`,
    `Answers end after ${settings.maxNewTokens} tokens; longer ones loop more often, and their passes cost more.`,
    'Slots and draft probabilities are counted where a run stood; a run with another tree stands elsewhere.',
    'An interval says what other questions of this kind would give, not what another machine or model would.',
    ...(manifest.status === 'complete'
      ? []
      : [`The run is ${manifest.status}: figures speak of what is done.`]),
    ...(manifest.part
      ? [`It is a part of a run of ${manifest.part.questions} questions; figures speak of the part.`]
      : []),
    ...(watch.noisy
      ? ['The machine was not quiet during the run: times are less sure than their intervals say.']
      : []),
  ];
}
