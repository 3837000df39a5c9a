/** From a GGUF file to a target ready to run: find the file, read it, prepare the graph once, open it. */

import type { LlamaShape } from './graphs/llama-graph.ts';
import { LLAMA_GRAPH_REVISION, prepareLlama } from './graphs/prepare-llama.ts';
import { preparedFolder } from './graphs/prepared-folder.ts';
import { type Gguf, openGguf } from './models/gguf.ts';
import { createGgufTokenizer } from './models/gguf-tokenizer.ts';
import { type LlamaConfig, readLlamaConfig } from './models/llama-config.ts';
import { MANIFEST } from './models/manifest.ts';
import { cacheHome, fetchModel } from './models/model-store.ts';
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
  home: string;
  threads: number;
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
    return await openTarget(gguf, model.sha256, home, options);
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
): Promise<LoadedTarget> {
  const { threads, onProgress } = options;
  const config = readLlamaConfig(gguf);
  const shape: LlamaShape = {
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
  };
  const tokenizer = createGgufTokenizer(gguf);
  const outputs = { topCount: 2, logSumExp: false };
  const folder = await preparedFolder(
    home,
    'target',
    {
      model: sha256,
      shape,
      ropeTheta: config.ropeTheta,
      outputs,
      revision: LLAMA_GRAPH_REVISION,
      runtime: RUNTIME_VERSION,
    },
    async (fresh) => {
      onProgress?.({ phase: 'preparing the graph' });
      await prepareLlama(fresh, {
        shape,
        ropeTheta: config.ropeTheta,
        outputs,
        layers: gguf,
        embedding: await gguf.readTensor('token_embd.weight'),
        output: config.tiedEmbeddings ? null : await gguf.readTensor('output.weight'),
      });
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
    readTensor: (name) => gguf.readTensor(name),
    release: async () => {
      await lm.release();
      await gguf.close();
    },
  };
}
