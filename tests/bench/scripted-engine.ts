import { ProposeVerifyDecoding } from '../../engine/decoding/propose-verify.ts';
import { PromptLookupProposer } from '../../engine/decoding/proposers/prompt-lookup.ts';
import { scoreAnswer } from '../../engine/decoding/score-answer.ts';
import { VanillaDecoding } from '../../engine/decoding/vanilla.ts';
import { probeWidths } from '../../engine/decoding/width-probe.ts';
import type { DecodeEvent, DecodeRequest, EngineInfo, Method, TokenId } from '../../engine/protocol.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { ScriptedCausalLm } from '../fakes/scripted-causal-lm.ts';

/** Repeats a stretch of text after some prompts and wanders after others, so that lookup has hits and misses. */
const rule = (text: readonly TokenId[]): TokenId => {
  const period = 3 + ((text[0] ?? 0) % 5);
  return 1 + (((text.length % period) * 7 + Math.floor(text.length / 20)) % 60);
};

export interface ScriptedEngineOptions {
  /** Called before every answer with the number of answers so far. */
  beforeAnswer?: (request: DecodeRequest, count: number) => void;
  /** Lookup runs on a target with another rule: its output is wrong from this position of the text on. */
  wrongFrom?: number;
}

/**
 * An engine for tests of what stands around it: the real vanilla loop and the real lookup strategy on a model by rule,
 * with a clock that counts. `speculative` and `medusa` are missing, as where no artifact is there.
 */
export function scriptedEngine(options: ScriptedEngineOptions = {}) {
  const target = new ScriptedCausalLm(rule);
  const wrong = new ScriptedCausalLm((text) =>
    text.length >= (options.wrongFrom ?? Number.POSITIVE_INFINITY) ? 61 : rule(text),
  );
  const strategies = {
    vanilla: new VanillaDecoding(target),
    lookup: new ProposeVerifyDecoding(
      'lookup',
      wrong,
      new PromptLookupProposer({ maxNgram: 3, minNgram: 2, beyondMatch: 2, copyLength: 4 }),
    ),
  };
  const requests: DecodeRequest[] = [];
  let now = 0;
  const info: EngineInfo = {
    model: {
      name: 'scripted',
      sha256: '0'.repeat(64),
      bytes: 1000,
      architecture: 'llama',
      layers: 1,
      hiddenSize: 2,
      vocabSize: 64,
      contextLength: 512,
    },
    precision: 'fp32',
    threads: 1,
    runtime: { name: 'onnxruntime-node', version: '0.0.0' },
    methods: (['vanilla', 'speculative', 'lookup', 'medusa'] satisfies Method[]).map((method) => ({
      method,
      available: method in strategies,
      ...(method in strategies ? {} : { reason: `there is no file ${method}.safetensors` }),
      description: method,
      artifactSha256: null,
      artifactBytes: null,
    })),
  };
  async function* decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<DecodeEvent, void> {
    options.beforeAnswer?.(request, requests.length);
    requests.push(request);
    const strategy = request.method === 'vanilla' ? strategies.vanilla : strategies.lookup;
    const text =
      request.prompt.kind === 'raw'
        ? request.prompt.text
        : request.prompt.turns.map((turn) => turn.content).join('');
    yield* strategy.decode({
      promptTokenIds: [...new TextEncoder().encode(text)].map((byte) => 1 + (byte % 60)),
      settings: request.settings,
      tokenizer: byteTokenizer,
      // Every look at the clock costs a third of a millisecond: no two times are equal, none is a round number.
      clock: () => {
        now += 1 / 3;
        return now;
      },
      beganMs: now,
      signal,
    });
  }
  return {
    info,
    decode,
    requests,
    tokenizer: byteTokenizer,
    score: (promptTokenIds: readonly TokenId[], answerTokenIds: readonly TokenId[]) =>
      scoreAnswer(target, promptTokenIds, answerTokenIds),
    probe: (promptTokenIds: readonly TokenId[], answerTokenIds: readonly TokenId[], position: number) =>
      probeWidths(target, [...promptTokenIds, ...answerTokenIds.slice(0, position)], position),
  };
}
