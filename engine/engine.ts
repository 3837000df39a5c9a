/**
 * The engine: one target, its drafts, and every way of decoding on them, loaded once and serving one request at a
 * time. Runs under plain Node, in a process of its own when a server uses it.
 */
import { availableParallelism } from 'node:os';
import type { ArtifactFile } from './artifacts.ts';
import type { WidthProbe } from './core/compare-output.ts';
import type { CostCurve } from './core/cost-curve.ts';
import type { Predictability } from './core/run-summary.ts';
import { checkSampling } from './core/sampling-settings.ts';
import { scoreAnswer } from './decoding/score-answer.ts';
import { describeMethod } from './decoding/settings.ts';
import { probeWidths } from './decoding/width-probe.ts';
import { EngineError, invalidArgument } from './errors.ts';
import { MethodLoader } from './load-methods.ts';
import { type LoadedTarget, loadTarget, type PrepareProgress } from './load-target.ts';
import type { ArtifactPaths } from './models/trained-drafts.ts';
import {
  DEFAULT_SETTINGS,
  type DecodeEvent,
  type DecodeRequest,
  type EngineInfo,
  METHODS,
  type Method,
  type MethodInfo,
  type NamedTree,
  PRECISIONS,
  type Precision,
  type Prompt,
  type TokenId,
  TRACE_LEVELS,
} from './protocol.ts';
import { RUNTIME_VERSION } from './runtime/onnx/onnx-session.ts';
import type { Tokenizer } from './runtime/tokenizer.ts';

/** Drafts are the shipped ones where no file is named. */
export interface EngineOptions extends ArtifactPaths {
  /** Cache folder for models and prepared graphs; GORGON_HOME or the platform's cache folder when absent. */
  home?: string;
  /** A GGUF file of llama architecture; the embedded model when absent. */
  modelPath?: string;
  /** Threads inside an operator; all cores when absent. */
  threads?: number;
  /** Arithmetic of the target; the default settings' when absent. A request must name the same. */
  precision?: Precision;
  /** Methods to load, vanilla always; all that can be when absent. A request for another is an error. */
  methods?: readonly Method[] | undefined;
  /** Shape that heads' candidates fill; the settings' when absent. */
  tree?: NamedTree | undefined;
  /** Measured cost of passes: each step then keeps the candidates that are worth theirs. Fixed shapes when absent. */
  dynamicCost?: CostCurve | undefined;
  onProgress?: (progress: PrepareProgress) => void;
}

export interface Engine {
  readonly info: EngineInfo;
  readonly tokenizer: Tokenizer;
  /** Streams one answer; a second call before the first has ended is an error. */
  decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<DecodeEvent, void>;
  /** How sure the target is of an answer; both lists hold a token or more. Outside of all timing. */
  score(promptTokenIds: readonly TokenId[], answerTokenIds: readonly TokenId[]): Promise<Predictability>;
  /** What the plain model chooses behind the first `position` tokens of an answer, in passes of several widths. */
  probe(
    promptTokenIds: readonly TokenId[],
    answerTokenIds: readonly TokenId[],
    position: number,
  ): Promise<WidthProbe>;
  close(): Promise<void>;
}

export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const threads = options.threads ?? availableParallelism();
  if (!Number.isInteger(threads) || threads < 1)
    throw invalidArgument('threads', threads, 'a whole number from 1');
  const precision = options.precision ?? DEFAULT_SETTINGS.precision;
  if (!PRECISIONS.includes(precision)) throw invalidArgument('precision', precision, PRECISIONS.join(', '));
  const target = await loadTarget({ ...options, threads, precision });
  const engine = new OnnxEngine(target, threads, options);
  await engine.describeMethods();
  return engine;
}

class OnnxEngine implements Engine {
  readonly info: EngineInfo;
  readonly tokenizer: Tokenizer;
  readonly #target: LoadedTarget;
  readonly #options: EngineOptions;
  readonly #methods: MethodLoader;
  #busy = false;

  constructor(target: LoadedTarget, threads: number, options: EngineOptions) {
    this.#target = target;
    this.#options = options;
    this.#methods = new MethodLoader(target, options);
    this.tokenizer = target.tokenizer;
    this.info = {
      model: {
        name: target.name,
        sha256: target.sha256,
        bytes: target.bytes,
        architecture: 'llama',
        layers: target.shape.layers,
        hiddenSize: target.shape.hiddenSize,
        vocabSize: target.shape.vocabSize,
        contextLength: target.shape.contextLength,
      },
      precision: target.precision,
      ...(target.precisionNote === undefined ? {} : { precisionNote: target.precisionNote }),
      ...(target.precisionPrice === undefined ? {} : { precisionPrice: target.precisionPrice }),
      threads,
      runtime: { name: 'onnxruntime-node', version: RUNTIME_VERSION },
      methods: [],
    };
  }

  /** Loads every wanted method once, so that availability is known and the first request is as fast as the second. */
  async describeMethods(): Promise<void> {
    const wanted = this.#options.methods ?? METHODS;
    for (const method of METHODS)
      if (method === 'vanilla' || wanted.includes(method))
        this.info.methods.push(await this.#describe(method));
  }

  async #describe(method: Method): Promise<MethodInfo> {
    try {
      const { artifact, tree, worth, weighed } = await this.#methods.load(method);
      return {
        method,
        description: describeMethod(method, { tree, dynamic: worth !== undefined, weighed }),
        available: true,
        ...filesOf(artifact),
        ...(tree ? { tree } : {}),
        ...(worth === undefined ? {} : { worth }),
      };
    } catch (error) {
      // A missing draft leaves the other methods whole, and so does a tree that only this one's heads cannot fill, unless
      // the method was asked for by name; anything else is not ours to swallow.
      const asked = this.#options.methods !== undefined;
      if (!(error instanceof EngineError) || (asked && error.code === 'invalid-argument')) throw error;
      const description = describeMethod(method, { tree: this.#options.tree });
      return { method, description, available: false, reason: error.message, ...filesOf(null) };
    }
  }

  async *decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<DecodeEvent, void> {
    const beganMs = performance.now();
    this.#check(request);
    this.#begin();
    try {
      const { strategy } = await this.#methods.load(request.method);
      const promptTokenIds = this.#encode(request.prompt);
      yield* strategy.decode({
        promptTokenIds,
        settings: request.settings,
        tokenizer: this.tokenizer,
        clock: () => performance.now(),
        beganMs,
        signal,
      });
    } finally {
      this.#busy = false;
    }
  }

  async score(
    promptTokenIds: readonly TokenId[],
    answerTokenIds: readonly TokenId[],
  ): Promise<Predictability> {
    return this.#alone(() => scoreAnswer(this.#target.lm, promptTokenIds, answerTokenIds));
  }

  async probe(
    promptTokenIds: readonly TokenId[],
    answerTokenIds: readonly TokenId[],
    position: number,
  ): Promise<WidthProbe> {
    const before = [...promptTokenIds, ...answerTokenIds.slice(0, position)];
    return this.#alone(() => probeWidths(this.#target.lm, before, position));
  }

  async #alone<T>(run: () => Promise<T>): Promise<T> {
    this.#begin();
    try {
      return await run();
    } finally {
      this.#busy = false;
    }
  }

  #begin(): void {
    if (this.#busy) throw new EngineError('runtime-failure', 'the engine is busy with another request');
    this.#busy = true;
  }

  #encode(prompt: Prompt): TokenId[] {
    const limit = this.info.model.contextLength;
    const text = prompt.kind === 'raw' ? prompt.text : prompt.turns.map((turn) => turn.content).join('');
    if (text === '') throw invalidArgument('prompt', text, 'at least one character');
    const ids =
      prompt.kind === 'raw' ? this.tokenizer.encode(prompt.text) : this.tokenizer.encodeChat(prompt.turns);
    if (ids.length > limit) {
      throw new EngineError(
        'context-overflow',
        `the prompt has ${ids.length} tokens (allowed: 1 to ${limit}, the model's context)`,
      );
    }
    return ids;
  }

  #check({ method, settings }: DecodeRequest): void {
    const loaded = this.info.methods.map((info) => info.method);
    if (!loaded.includes(method)) throw invalidArgument('method', method, loaded.join(', '));
    const limit = this.info.model.contextLength;
    const { maxNewTokens, stopStrings, precision, traceLevel } = settings;
    if (!Number.isInteger(maxNewTokens) || maxNewTokens < 1 || maxNewTokens > limit) {
      throw invalidArgument('maxNewTokens', maxNewTokens, `a whole number from 1 to ${limit}`);
    }
    if (stopStrings.some((s) => s === ''))
      throw invalidArgument('stopStrings', stopStrings, 'strings of one character or more');
    // What was asked for may have fallen back to another (precisionNote says why): both names mean what runs then.
    const opened = this.#options.precision ?? DEFAULT_SETTINGS.precision;
    if (precision !== opened && precision !== this.info.precision)
      throw invalidArgument('precision', precision, `${opened}, which the engine was opened with`);
    if (!TRACE_LEVELS.includes(traceLevel))
      throw invalidArgument('traceLevel', traceLevel, TRACE_LEVELS.join(', '));
    checkSampling(settings.sampling, method);
  }

  async close(): Promise<void> {
    await this.#methods.release();
    await this.#target.release();
  }
}

function filesOf(artifact: ArtifactFile | null): Pick<MethodInfo, 'artifactSha256' | 'artifactBytes'> {
  return { artifactSha256: artifact?.sha256 ?? null, artifactBytes: artifact?.bytes ?? null };
}
