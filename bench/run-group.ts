/** One group of a run: every method on one turn of one question, then what is asked about the answers outside of all timing. */
import { compareToVanilla } from '../engine/core/compare-output.ts';
import type { AnswerGroup } from '../engine/core/run-summary.ts';
import { samplingFor } from '../engine/core/sampling-settings.ts';
import { EngineError } from '../engine/errors.ts';
import type { Engine } from '../engine/index.ts';
import type { ChatTurn, DecodeRequest, DecodeResult, DecodeSettings, Method } from '../engine/protocol.ts';
import { watchMachine } from './machine-load.ts';
import type { PlannedGroup } from './plan.ts';
import type { SuiteQuestion } from './prompts/load-suite.ts';

/** What the benchmark needs of an engine. */
export type BenchEngine = Pick<Engine, 'info' | 'decode' | 'score' | 'probe'> & {
  readonly tokenizer: Pick<Engine['tokenizer'], 'tokenBytes'>;
};

/** What the group is to be asked, before its last user message: the turns before it with vanilla's own answers. */
export type History = readonly ChatTurn[];

/** Null when cancelled: half a group pairs nothing. `onMethod` is told what begins. */
export async function runGroup(
  engine: BenchEngine,
  { question, turn, repeat, order }: PlannedGroup<SuiteQuestion>,
  history: History,
  settings: DecodeSettings,
  onMethod: (method: Method) => void,
  signal: AbortSignal | undefined,
): Promise<AnswerGroup | null> {
  const turns: ChatTurn[] = [...history, { role: 'user', content: question.turns[turn] as string }];
  const results: DecodeResult[] = [];
  const endWatch = await watchMachine();
  for (const method of order) {
    onMethod(method);
    const result = await answerOnce(engine, method, turns, settings, signal);
    if (!result) return null;
    results.push(result);
  }
  const load = await endWatch();
  const vanilla = results.find(({ method }) => method === 'vanilla') as DecodeResult;
  return {
    questionId: question.questionId,
    category: question.category,
    turn,
    repeat,
    results,
    // A repeat says the same again, or draws anew from the same distribution.
    predictability: repeat === 0 ? await engine.score(vanilla.promptTokenIds, vanilla.tokenIds) : null,
    probes: await probeSuspects(engine, vanilla, results, settings),
    load,
  };
}

/** One method's answer; null when cancelled. */
export async function answerOnce(
  engine: BenchEngine,
  method: Method,
  turns: ChatTurn[],
  settings: DecodeSettings,
  signal: AbortSignal | undefined,
): Promise<DecodeResult | null> {
  if (signal?.aborted) return null;
  const request: DecodeRequest = {
    method,
    prompt: { kind: 'chat', turns },
    settings: { ...settings, sampling: samplingFor(settings.sampling, method) },
  };
  try {
    for await (const event of engine.decode(request, signal)) {
      if (event.type === 'run-end') return event.result.stopReason === 'cancelled' ? null : event.result;
    }
  } catch (error) {
    if (error instanceof EngineError && error.code === 'cancelled') return null;
    throw error;
  }
  throw new Error(`${method} ended without a result`);
}

/** Where an output differs beyond a near-tie: does the plain model itself flip there? Of raw greedy choices only. */
export async function probeSuspects(
  engine: Pick<BenchEngine, 'probe'>,
  vanilla: DecodeResult,
  results: readonly DecodeResult[],
  { sampling }: DecodeSettings,
): Promise<AnswerGroup['probes']> {
  const probes: AnswerGroup['probes'] = {};
  if (sampling.kind !== 'greedy' || sampling.repetitionPenalty !== 1) return probes;
  for (const result of results) {
    const comparison = compareToVanilla(vanilla, result);
    if (comparison.kind !== 'suspect') continue;
    const { position, vanillaToken, otherToken } = comparison;
    if (vanillaToken === null || otherToken === null) continue;
    probes[result.method] = await engine.probe(vanilla.promptTokenIds, vanilla.tokenIds, position);
  }
  return probes;
}
