/** From a GGUF file to a target ready to run: find the file, read it, prepare the graph once, open it. */

import type { LlamaShape } from './graphs/llama-graph.ts';
import { LLAMA_GRAPH_REVISION, prepareLlama } from './graphs/prepare-llama.ts';
import { preparedFolder } from './graphs/prepared-folder.ts';
import { sizeOfFile } from './models/file-size.ts';
import { type Gguf, openGguf } from './models/gguf.ts';
import { createGgufTokenizer } from './models/gguf-tokenizer.ts';
import { type LlamaConfig, readLlamaConfig } from './models/llama-config.ts';
import { MANIFEST } from './models/manifest.ts';
import { cacheHome, fetchModel } from './models/model-store.ts';
import { DEFAULT_SETTINGS, type Precision, type PrecisionPrice } from './protocol.ts';
import { findInexactProduct } from './quantization/exact-integers.ts';
import { type Int8Artifact, loadInt8Artifact } from './quantization/int8-artifact.ts';
import { INT8_REVISION, storeInt8 } from './quantization/int8-layers.ts';
import { rotatedPreparation, stateBasis } from './quantization/rotated-preparation.ts';
import { OnnxCausalLm } from './runtime/onnx/onnx-causal-lm.ts';
import { OnnxSession, RUNTIME_VERSION } from './runtime/onnx/onnx-session.ts';
import type { Tokenizer } from './runtime/tokenizer.ts';

export interface PrepareProgress {
  phase: string;
  receivedBytes?: number;
  totalBytes?: number;
}

export interface LoadTargetOptions {
  home?: string;
  modelPath?: string;
  threads: number;
  /** That of DEFAULT_SETTINGS when absent. */
  precision?: Precision | undefined;
  onProgress?: (progress: PrepareProgress) => void;
}

export interface LoadedTarget {
  /** The manifest's name for a known file, the file's own for another. */
  name: string;
  lm: OnnxCausalLm;
  session: OnnxSession;
  tokenizer: Tokenizer;
  config: LlamaConfig;
  shape: LlamaShape;
  sha256: string;
  /** Of the model file. */
  bytes: number;
  home: string;
  threads: number;
  /** What it computes in: fp32 where int8 was asked for and this processor cannot; the note then says why. */
  precision: Precision;
  precisionNote?: string;
  /** What int8 costs in quality. */
  precisionPrice?: PrecisionPrice;
  /** [H, H], from a row of its states to one in the model's own basis; null where they are in it. Made at each call. */
  stateBasis(): Promise<Float32Array | null>;
  /** A tensor of the file by its GGUF name, float32; read at each call. */
  readTensor(name: string): Promise<Float32Array>;
  release(): Promise<void>;
}

export async function loadTarget(options: LoadTargetOptions): Promise<LoadedTarget> {
  const { onProgress } = options;
  const home = options.home ?? cacheHome();
  const model = await fetchModel({ home, modelPath: options.modelPath, onProgress });
  const gguf = await openGguf(model.path);
  try {
    const bytes = await sizeOfFile(model.path);
    return { ...(await openTarget(gguf, model.sha256, home, options)), bytes };
  } catch (error) {
    await gguf.close();
    throw error;
  }
}

async function openTarget(
  gguf: Gguf,
  sha256: string,
  home: string,
  options: LoadTargetOptions,
): Promise<Omit<LoadedTarget, 'bytes'>> {
  const { threads, precision = DEFAULT_SETTINGS.precision, onProgress } = options;
  const config = readLlamaConfig(gguf);
  const shape = llamaShape(config);
  const tokenizer = createGgufTokenizer(gguf);
  const arithmetic = await chooseArithmetic(precision, sha256, shape.layers, threads);
  const { int8 } = arithmetic;
  const outputs = { topCount: 2, topProbs: false, hidden: true };
  const folder = await preparedFolder(
    home,
    int8 ? 'target-int8' : 'target',
    {
      model: sha256,
      shape,
      ropeTheta: config.ropeTheta,
      outputs,
      revision: LLAMA_GRAPH_REVISION,
      runtime: RUNTIME_VERSION,
      ...(int8 ? { int8: { revision: INT8_REVISION, steps: int8.steps } } : {}),
    },
    async (fresh) => {
      onProgress?.({ phase: int8 ? 'preparing the int8 graph' : 'preparing the graph' });
      const weights = int8
        ? {
            ...(await rotatedPreparation(shape, gguf, config.tiedEmbeddings)),
            storeLinear: storeInt8(int8.steps),
          }
        : {
            layers: gguf,
            embedding: await gguf.readTensor('token_embd.weight'),
            output: config.tiedEmbeddings ? null : await gguf.readTensor('output.weight'),
          };
      await prepareLlama(fresh, { shape, ropeTheta: config.ropeTheta, outputs, ...weights });
    },
  );
  onProgress?.({ phase: 'loading the model' });
  const session = await OnnxSession.create(`${folder}/model.onnx`, { threads });
  const lm = new OnnxCausalLm(session, shape);
  return {
    name: MANIFEST.find((entry) => entry.sha256 === sha256)?.name ?? config.name,
    lm,
    session,
    tokenizer,
    config,
    shape,
    sha256,
    home,
    threads,
    precision: int8 ? 'int8' : 'fp32',
    ...(int8 ? { precisionPrice: priceOf(int8) } : {}),
    ...(arithmetic.note === undefined ? {} : { precisionNote: arithmetic.note }),
    stateBasis: async () => (int8 ? stateBasis(shape, gguf) : null),
    readTensor: (name) => gguf.readTensor(name),
    release: async () => {
      await lm.release();
      await gguf.close();
    },
  };
}

interface Arithmetic {
  /** Null: float32. */
  int8: Int8Artifact | null;
  note?: string;
}

/** int8 only where the model's statistics are there and integers are exact on this processor. */
async function chooseArithmetic(
  precision: Precision,
  sha256: string,
  layers: number,
  threads: number,
): Promise<Arithmetic> {
  if (precision === 'fp32') return { int8: null };
  const instead = (why: string): Arithmetic => ({ int8: null, note: `${why}; fp32 is used instead of int8` });
  const int8 = await loadInt8Artifact({ sha256, layers });
  if (!int8) return instead('there are no statistics for int8 of this model (gorgon calibrate makes them)');
  const inexact = await findInexactProduct((model) => OnnxSession.create(model, { threads }));
  return inexact === null ? { int8 } : instead(`integers are not exact on this processor (${inexact})`);
}

export function llamaShape(config: LlamaConfig): LlamaShape {
  return {
    layers: config.layers,
    hiddenSize: config.hiddenSize,
    heads: config.heads,
    kvHeads: config.kvHeads,
    headDim: config.headDim,
    feedForward: config.feedForward,
    rmsEpsilon: config.rmsEpsilon,
    contextLength: config.contextLength,
    vocabSize: config.vocabSize,
    outputSize: config.vocabSize,
    stateDepths: stateDepths(config.layers),
  };
}

/** Low, middle and high layers, and the last: what heads may see of a target. */
function stateDepths(layers: number): number[] {
  return [...new Set([Math.floor(layers / 4), Math.floor(layers / 2), Math.ceil((3 * layers) / 4), layers])];
}

/** What pages and records show of it. */
function priceOf({ price }: Int8Artifact): PrecisionPrice {
  const { top1Agreement, klNats, perplexity, fp32Perplexity, positions } = price;
  return { top1Agreement, klNats, perplexity, fp32Perplexity, positions };
}
