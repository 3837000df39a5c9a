/** The only importer of onnxruntime-node. A session runs one graph on the CPU; `run` blocks the thread it is called in. */
import * as ort from 'onnxruntime-node';
import { EngineError } from '../../errors.ts';
import type { Tensor, TensorProgram } from '../tensor-program.ts';
import { collectSeldom } from './collect-seldom.ts';

export const RUNTIME_VERSION: string = ort.env.versions.node ?? 'unknown';

export interface SessionOptions {
  /** Threads inside one operator, 1 or more. */
  threads: number;
  /** Where the runtime writes its profile, if it is to profile. */
  profilePrefix?: string;
}

/** Shapes for people: "past_key_0 float32[1,3,64,256]". */
function shapesOf(feeds: Record<string, Tensor>): string {
  return Object.entries(feeds)
    .map(([name, t]) => `${name} ${t.type}[${t.dims.join(',')}]`)
    .join(', ');
}

export class OnnxSession implements TensorProgram {
  readonly #session: ort.InferenceSession;
  readonly #wrappers = new WeakMap<Tensor, ort.Tensor>();
  /** The runtime's view of the feeds, filled anew for every run: a graph has up to a hundred inputs and more. */
  readonly #inputs: Record<string, ort.Tensor> = {};
  #running = false;
  /** Milliseconds spent in the runtime's own call so far: a step's other time is ours. */
  runtimeMs = 0;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /** `model` is a path (weights beside it are mapped) or the bytes of a model that carries its own weights. */
  static async create(model: string | Uint8Array, options: SessionOptions): Promise<OnnxSession> {
    collectSeldom();
    const settings: ort.InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(options.profilePrefix ? { enableProfiling: true, profileFilePrefix: options.profilePrefix } : {}),
      // Target and draft take turns on the same cores: a session that spins after its run steals the other's time.
      extra: { session: { intra_op: { allow_spinning: '1' }, force_spinning_stop: '1' } },
    };
    try {
      const session =
        typeof model === 'string'
          ? await ort.InferenceSession.create(model, settings)
          : await ort.InferenceSession.create(model, settings);
      return new OnnxSession(session);
    } catch (cause) {
      const name = typeof model === 'string' ? model : `${model.length} bytes of model`;
      throw new EngineError('runtime-failure', `ONNX Runtime cannot load ${name}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  async run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<Record<string, Tensor>> {
    if (this.#running) throw new Error('this session is in the middle of a run');
    this.#running = true;
    try {
      for (const name of this.#session.inputNames) {
        const fed = feeds[name];
        if (!fed) throw new Error(`input ${name} is not fed`);
        this.#inputs[name] = this.#wrapped(fed);
      }
      const beganMs = performance.now();
      const outputs = await this.#session.run(this.#inputs, fetches);
      this.runtimeMs += performance.now() - beganMs;
      return outputs as unknown as Record<string, Tensor>;
    } catch (cause) {
      throw new EngineError(
        'runtime-failure',
        `ONNX Runtime failed: ${messageOf(cause)} (inputs: ${shapesOf(feeds)})`,
        {
          cause,
        },
      );
    } finally {
      this.#running = false;
    }
  }

  /** A tensor that is fed again (a cache's block does not move) is wrapped once; the wrapper sees its data, not a copy. */
  #wrapped(tensor: Tensor): ort.Tensor {
    const known = this.#wrappers.get(tensor);
    if (known) return known;
    const wrapper = new ort.Tensor(tensor.type, tensor.data as Float32Array, tensor.dims);
    this.#wrappers.set(tensor, wrapper);
    return wrapper;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  /** Ends profiling; the runtime then writes its file. */
  endProfiling(): void {
    this.#session.endProfiling();
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
