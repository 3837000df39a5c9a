/**
 * The engine: one target, its drafts, and every way of decoding on them, loaded once and serving one request at a
 * time. Runs under plain Node, in a process of its own when a server uses it.
 */
import { availableParallelism } from 'node:os';
import { type ArtifactFile, loadDraftModel, loadHydraHeads, loadMedusaHeads } from './artifacts.ts';
import type { WidthProbe } from './core/compare-output.ts';
import type { Predictability } from './core/run-summary.ts';
import { checkSampling } from './core/sampling-settings.ts';
import { treeTemplate } from './core/token-tree.ts';
import type { DecodingStrategy } from './decoding/decoding-strategy.ts';
import { ProposeVerifyDecoding } from './decoding/propose-verify.ts';
import { DraftModelProposer } from './decoding/proposers/draft-model.ts';
import { HydraHeadsProposer } from './decoding/proposers/hydra-heads.ts';
import { MedusaHeadsProposer } from './decoding/proposers/medusa-heads.ts';
import { PromptLookupProposer } from './decoding/proposers/prompt-lookup.ts';
import { scoreAnswer } from './decoding/score-answer.ts';
import { DRAFTING_SETTINGS, METHOD_DESCRIPTIONS } from './decoding/settings.ts';
import { VanillaDecoding } from './decoding/vanilla.ts';
import { probeWidths } from './decoding/width-probe.ts';
import { EngineError, invalidArgument } from './errors.ts';
import { type LoadedTarget, loadTarget, type PrepareProgress } from './load-target.ts';
import {
  DEFAULT_SETTINGS,
  type DecodeEvent,
  type DecodeRequest,
  type EngineInfo,
  METHODS,
  type Method,
  type MethodInfo,
  PRECISIONS,
  type Precision,
  type Prompt,
  type TokenId,
  TRACE_LEVELS,
} from './protocol.ts';
import { RUNTIME_VERSION } from './runtime/onnx/onnx-session.ts';
import type { Tokenizer } from './runtime/tokenizer.ts';

export interface EngineOptions {
  /** Cache folder for models and prepared graphs; GORGON_HOME or the platform's cache folder when absent. */
  home?: string;
  /** A GGUF file of llama architecture; the embedded model when absent. */
  modelPath?: string;
  /** Threads inside an operator; all cores when absent. */
  threads?: number;
  /** Arithmetic of the target; the default settings' when absent. A request must name the same. */
  precision?: Precision;
  /** Methods to load, vanilla always; all when absent. A request for another is an error. */
  methods?: readonly Method[] | undefined;
  /** Files of the drafts; the shipped ones when absent. */
  medusaPath?: string;
  draftPath?: string;
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

interface Loaded {
  strategy: DecodingStrategy;
  /** What was trained for it; null where nothing was. */
  artifact: ArtifactFile | null;
  release?: () => Promise<void>;
}

class OnnxEngine implements Engine {
  readonly info: EngineInfo;
  readonly tokenizer: Tokenizer;
  readonly #target: LoadedTarget;
  readonly #options: EngineOptions;
  readonly #loaded = new Map<Method, Loaded>();
  #busy = false;

  constructor(target: LoadedTarget, threads: number, options: EngineOptions) {
    this.#target = target;
    this.#options = options;
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
    const about = { method, description: METHOD_DESCRIPTIONS[method] };
    try {
      const { artifact } = await this.#load(method);
      return { ...about, available: true, ...filesOf(artifact) };
    } catch (error) {
      // A missing draft leaves the other methods whole; anything else is not ours to swallow.
      if (!(error instanceof EngineError)) throw error;
      return { ...about, available: false, reason: error.message, ...filesOf(null) };
    }
  }

  async #load(method: Method): Promise<Loaded> {
    const known = this.#loaded.get(method);
    if (known) return known;
    const loaded = await this.#create(method);
    this.#loaded.set(method, loaded);
    return loaded;
  }

  async #create(method: Method): Promise<Loaded> {
    const { lm, tokenizer } = this.#target;
    switch (method) {
      case 'vanilla':
        return { strategy: new VanillaDecoding(lm), artifact: null };
      case 'lookup': {
        const proposer = new PromptLookupProposer(DRAFTING_SETTINGS.lookup);
        return { strategy: new ProposeVerifyDecoding(method, lm, proposer), artifact: null };
      }
      case 'speculative': {
        const { draft, artifact } = await loadDraftModel(this.#target, this.#options);
        const proposer = new DraftModelProposer(draft, DRAFTING_SETTINGS.chainLength, tokenizer.endTokenIds);
        return {
          strategy: new ProposeVerifyDecoding(method, lm, proposer),
          artifact,
          release: () => draft.release(),
        };
      }
      case 'hydra': {
        const template = treeTemplate(DRAFTING_SETTINGS.hydraTree);
        const { heads, artifact } = await loadHydraHeads(this.#target, this.#options, template.width);
        return {
          strategy: new ProposeVerifyDecoding(method, lm, new HydraHeadsProposer(heads, template)),
          artifact,
          release: () => heads.release(),
        };
      }
      case 'medusa': {
        const template = treeTemplate(DRAFTING_SETTINGS.medusaTree);
        const { heads, artifact } = await loadMedusaHeads(this.#target, this.#options, template.width);
        return {
          strategy: new ProposeVerifyDecoding(method, lm, new MedusaHeadsProposer(heads, template)),
          artifact,
          release: () => heads.release(),
        };
      }
    }
  }

  async *decode(request: DecodeRequest, signal?: AbortSignal): AsyncGenerator<DecodeEvent, void> {
    const beganMs = performance.now();
    this.#check(request);
    this.#begin();
    try {
      const { strategy } = await this.#load(request.method);
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
    const opened = this.#options.precision ?? DEFAULT_SETTINGS.precision;
    if (precision !== opened)
      throw invalidArgument('precision', precision, `${opened}, which the engine was opened with`);
    if (!TRACE_LEVELS.includes(traceLevel))
      throw invalidArgument('traceLevel', traceLevel, TRACE_LEVELS.join(', '));
    checkSampling(settings.sampling, method);
  }

  async close(): Promise<void> {
    for (const { release } of this.#loaded.values()) await release?.();
    this.#loaded.clear();
    await this.#target.release();
  }
}

function filesOf(artifact: ArtifactFile | null): Pick<MethodInfo, 'artifactSha256' | 'artifactBytes'> {
  return { artifactSha256: artifact?.sha256 ?? null, artifactBytes: artifact?.bytes ?? null };
}
