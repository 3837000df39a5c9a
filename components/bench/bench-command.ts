/** The command line that runs what a request asks for. Pure. */
import { DEFAULT_SAMPLE, DEFAULT_SETTINGS, DEFAULT_TYPICAL, type Sampling } from '../../engine/protocol.ts';
import type { BenchRequest } from '../bench-events.ts';
import { choiceArguments } from '../engine-choice.ts';

/** Arguments of `gorgon`; what is the command's own default is left out. */
export function benchArguments(request: BenchRequest): string[] {
  const { suite, categories, questionIds, prompts, methods, turns, repeats, maxNewTokens } = request;
  const option = (name: string, value: string | number | null, usual: string | number | null = null) =>
    value === null || value === usual ? [] : [name, String(value)];
  return [
    'bench',
    ...option('--suite', suite.kind === 'file' ? suite.name : null),
    ...option('--categories', categories?.join(',') ?? null),
    ...option('--questions', questionIds?.join(',') ?? null),
    ...option('--prompts', prompts),
    ...option('--methods', methods?.join(',') ?? null),
    ...option('--turns', turns),
    ...option('--repeats', repeats, 1),
    ...option('--max-new-tokens', maxNewTokens, DEFAULT_SETTINGS.maxNewTokens),
    ...choiceArguments(request.engine, methods, request.cost),
    ...option('--trace', request.traceLevel, DEFAULT_SETTINGS.traceLevel),
    ...samplingArguments(request.sampling),
    ...(request.cost ? [] : ['--no-cost']),
  ];
}

function samplingArguments(sampling: Sampling): string[] {
  const option = (name: string, value: number, usual: number | null) =>
    value === usual ? [] : [name, String(value)];
  const penalty = option('--repetition-penalty', sampling.repetitionPenalty, 1);
  if (sampling.kind === 'greedy') return penalty;
  const { temperature, topK, topP, seed, acceptance } = sampling;
  return [
    ...option('--temperature', temperature, null),
    ...option('--top-k', topK, DEFAULT_SAMPLE.topK),
    ...option('--top-p', topP, DEFAULT_SAMPLE.topP),
    ...penalty,
    ...option('--seed', seed, 0),
    ...(acceptance.kind === 'typical'
      ? [
          '--typical',
          ...option('--typical-epsilon', acceptance.epsilon, DEFAULT_TYPICAL.epsilon),
          ...option('--typical-delta', acceptance.delta, DEFAULT_TYPICAL.delta),
        ]
      : []),
  ];
}

/** As it is typed into a shell. */
export function benchCommand(request: BenchRequest): string {
  return ['npm run gorgon --', ...benchArguments(request).map(quoted)].join(' ');
}

function quoted(part: string): string {
  return /^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`;
}
