/** The trained drafts: read from safetensors, checked against the target they were trained for, prepared, opened. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ngrams } from './core/ngrams.ts';
import { EngineError, invalidArgument } from './errors.ts';
import type { DraftBits } from './graphs/block-linear.ts';
import { HEADS_GRAPH_REVISION, prepareHeads } from './graphs/heads-graph.ts';
import { HYDRA_GRAPH_REVISION, hydraModel, prepareHydra } from './graphs/hydra-graph.ts';
import { blockInputs, type HydraShape, hydraParameters } from './graphs/hydra-shape.ts';
import type { LlamaShape } from './graphs/llama-graph.ts';
import { LLAMA_GRAPH_REVISION, prepareLlama } from './graphs/prepare-llama.ts';
import { preparedFolder } from './graphs/prepared-folder.ts';
import { foldBasis, lastStateThrough } from './graphs/state-basis.ts';
import { storeInBlocks } from './graphs/store-blocks.ts';
import type { LoadedTarget } from './load-target.ts';
import { readNgrams } from './models/ngram-tensors.ts';
import { openSafetensors, type Safetensors } from './models/safetensors.ts';
import type { ArtifactPaths } from './models/trained-drafts.ts';
import { OnnxDraftLm } from './runtime/onnx/onnx-draft-lm.ts';
import { OnnxGroundedHeads } from './runtime/onnx/onnx-grounded-heads.ts';
import { OnnxHeadBank } from './runtime/onnx/onnx-head-bank.ts';
import { OnnxSession, RUNTIME_VERSION } from './runtime/onnx/onnx-session.ts';

export interface ArtifactFile {
  sha256: string;
  bytes: number;
}

const SHIPPED = fileURLToPath(new URL('../artifacts/', import.meta.url));

/** Candidates that are asked of a Medusa head where n-grams choose among them: 10, 24 and 32 were tried. */
const WEIGHED_CANDIDATES = 24;

/** Opens the heads; at least `wanted` candidates a head. `ngrams` is null where the file has none, as published heads. */
export async function loadMedusaHeads(
  target: LoadedTarget,
  { medusaPath }: ArtifactPaths,
  wanted: number,
): Promise<{ heads: OnnxHeadBank; ngrams: Ngrams | null; artifact: ArtifactFile }> {
  const file = await openForTarget(medusaPath, 'medusa.safetensors', 'gorgon train heads', target);
  const { hiddenSize, stateDepths } = target.shape;
  const blocks: { weight: Float32Array; bias: Float32Array }[] = [];
  for (let k = 0; file.has(`${k}.0.linear.weight`); k++) {
    blocks.push({
      weight: floats(file, `${k}.0.linear.weight`, hiddenSize * hiddenSize),
      bias: floats(file, `${k}.0.linear.bias`, hiddenSize),
    });
  }
  if (blocks.length === 0)
    throw new EngineError('file-corrupt', `${file.name} holds no heads (no tensor 0.0.linear.weight)`);
  const tokenMap = tokenMapOf(file, target.shape.vocabSize);
  const ngrams = readNgrams(file, file.name, target.shape.vocabSize);
  const topK = ngrams ? Math.max(wanted, Math.min(WEIGHED_CANDIDATES, tokenMap.length)) : wanted;
  if (topK > tokenMap.length) throw invalidArgument('candidates of a head', topK, `1 to ${tokenMap.length}`);
  const fused = file.has('fuse.weight');
  if (fused) checkStateDepths(file, stateDepths);
  const folder = await preparedFolder(
    target.home,
    'medusa',
    {
      model: target.sha256,
      artifact: file.sha256,
      topK,
      bits: MEDUSA_BITS,
      precision: target.precision,
      revision: HEADS_GRAPH_REVISION,
      runtime: RUNTIME_VERSION,
    },
    async (fresh) => {
      const output = file.has('lm_head.weight')
        ? floats(file, 'lm_head.weight', tokenMap.length * hiddenSize)
        : gatherRows(await readOutput(target), tokenMap, hiddenSize);
      const basis = await target.stateBasis();
      const own = fused
        ? floats(file, 'fuse.weight', hiddenSize * hiddenSize * stateDepths.length)
        : basis && lastStateThrough(hiddenSize, 1);
      const fuse = own && basis ? foldBasis(own, basis) : own;
      await prepareHeads(fresh, { hiddenSize, fuse, blocks, output }, topK, MEDUSA_BITS);
    },
  );
  const session = await OnnxSession.create(path.join(folder, 'model.onnx'), { threads: target.threads });
  return {
    heads: new OnnxHeadBank(session, blocks.length, topK, tokenMap, fused ? target.lm.stateSize : hiddenSize),
    ngrams,
    artifact: file.artifact,
  };
}

/** As they run; the files hold more. */
const HYDRA_BITS: DraftBits = { layers: 8, output: 4 };
const DRAFT_BITS: DraftBits = { layers: 8, output: 8 };
const MEDUSA_BITS: DraftBits = { layers: 8, output: 8 };

/**
 * Tokens that Hydra's heads draft one after another at most. Deeper than they were trained the last block goes on, with as
 * many right as before (docs/experiments.md); what pays is decided step by step.
 */
const HYDRA_DEPTHS = 7;

/** Opens the Hydra heads; `topK` candidates a node. */
export async function loadHydraHeads(
  target: LoadedTarget,
  { hydraPath }: ArtifactPaths,
  topK: number,
): Promise<{ heads: OnnxGroundedHeads; artifact: ArtifactFile }> {
  const file = await openForTarget(hydraPath, 'hydra.safetensors', 'gorgon train hydra', target);
  const { hiddenSize, vocabSize, rmsEpsilon, stateDepths } = target.shape;
  if (file.metadata.format !== 'gorgon-hydra-3')
    throw new EngineError(
      'unsupported-model',
      `${file.name} has format ${JSON.stringify(file.metadata.format ?? null)} (allowed: gorgon-hydra-3)`,
    );
  let blocks = 0;
  while (file.has(`head.${blocks}.gate.weight`)) blocks++;
  if (blocks === 0)
    throw new EngineError('file-corrupt', `${file.name} holds no heads (no tensor head.0.gate.weight)`);
  const depths = Number(file.metadata.depths);
  if (!Number.isInteger(depths) || depths < blocks)
    throw new EngineError(
      'file-corrupt',
      `${file.name} says depths ${JSON.stringify(file.metadata.depths)} (allowed: a whole number from ${blocks}, its blocks)`,
    );
  const tokenMap = tokenMapOf(file, vocabSize);
  if (topK > tokenMap.length) throw invalidArgument('candidates of a head', topK, `1 to ${tokenMap.length}`);
  checkStateDepths(file, stateDepths);
  const inner = file.readFloats('head.0.gate.weight').length / blockInputs({ hiddenSize });
  const shape: HydraShape = {
    depths,
    blocks,
    hiddenSize,
    inner,
    vocabSize,
    draftVocabSize: tokenMap.length,
    rmsEpsilon,
    stateDepths,
  };
  const sizes = new Map(
    hydraParameters(shape).map(({ name, shape: dims }) => [name, dims.reduce((a, b) => a * b, 1)]),
  );
  const folder = await preparedFolder(
    target.home,
    'hydra',
    {
      model: target.sha256,
      artifact: file.sha256,
      topK,
      bits: HYDRA_BITS,
      precision: target.precision,
      revision: HYDRA_GRAPH_REVISION,
      runtime: RUNTIME_VERSION,
    },
    async (fresh) => {
      const embedding = await target.readTensor('token_embd.weight');
      const basis = await target.stateBasis();
      const tensor = (name: string) => {
        const own = floats(file, name, sizes.get(name) as number);
        return basis && name === 'fuse.weight' ? foldBasis(own, basis) : own;
      };
      await prepareHydra(fresh, { shape, tensor, embedding }, topK, HYDRA_BITS);
    },
  );
  const sessions: OnnxSession[] = [];
  for (let block = 0; block < blocks; block++)
    sessions.push(
      await OnnxSession.create(path.join(folder, hydraModel(block)), { threads: target.threads }),
    );
  return {
    heads: new OnnxGroundedHeads(sessions, shape, Math.max(depths, HYDRA_DEPTHS), topK, tokenMap),
    artifact: file.artifact,
  };
}

/** Opens the draft model: layers of the target's shape, which share its embedding and, restricted, its output matrix. */
export async function loadDraftModel(
  target: LoadedTarget,
  { draftPath }: ArtifactPaths,
): Promise<{ draft: OnnxDraftLm; artifact: ArtifactFile }> {
  const file = await openForTarget(draftPath, 'draft.safetensors', 'gorgon train draft', target);
  let layers = 0;
  while (file.has(`blk.${layers}.attn_q.weight`)) layers++;
  if (layers === 0)
    throw new EngineError('file-corrupt', `${file.name} holds no layers (no tensor blk.0.attn_q.weight)`);
  const tokenMap = tokenMapOf(file, target.shape.vocabSize);
  const shape: LlamaShape = { ...target.shape, layers, outputSize: tokenMap.length, stateDepths: [layers] };
  const outputs = { topCount: 4, topProbs: true, hidden: false };
  const folder = await preparedFolder(
    target.home,
    'draft',
    {
      model: target.sha256,
      artifact: file.sha256,
      shape,
      outputs,
      bits: DRAFT_BITS,
      revision: LLAMA_GRAPH_REVISION,
      runtime: RUNTIME_VERSION,
    },
    async (fresh) => {
      const embedding = await target.readTensor('token_embd.weight');
      await prepareLlama(fresh, {
        shape,
        ropeTheta: target.config.ropeTheta,
        outputs,
        layers: { readTensor: async (name) => file.readFloats(name) },
        embedding,
        output: gatherRows(await readOutput(target), tokenMap, shape.hiddenSize),
        storeLinear: storeInBlocks(DRAFT_BITS),
      });
    },
  );
  const session = await OnnxSession.create(path.join(folder, 'model.onnx'), { threads: target.threads });
  return { draft: new OnnxDraftLm(session, shape, tokenMap), artifact: file.artifact };
}

/**
 * The file of the user's choice, or the shipped one. What is said of the shipped one goes into records and pages: it is
 * named by its place in the product, not on this machine.
 */
async function openForTarget(
  chosen: string | undefined,
  shipped: string,
  trainCommand: string,
  target: LoadedTarget,
): Promise<Safetensors & { name: string; artifact: ArtifactFile }> {
  const name = chosen ?? `artifacts/${shipped}`;
  const opened = await openSafetensors(chosen ?? path.join(SHIPPED, shipped)).catch((cause: unknown) => {
    if (chosen === undefined && cause instanceof EngineError && cause.code === 'file-not-found')
      throw new EngineError('file-not-found', `there is no ${name} (make it with "${trainCommand}")`, {
        cause,
      });
    throw cause;
  });
  const base = opened.metadata.base_model_sha256;
  if (base !== target.sha256) {
    throw new EngineError(
      'unsupported-model',
      `${path.basename(name)} was trained for the model with sha256 ${base ?? 'unknown'}, not for ${target.sha256}`,
    );
  }
  return { ...opened, name, artifact: { sha256: opened.sha256, bytes: opened.bytes } };
}

function checkStateDepths(
  { name, metadata }: Safetensors & { name: string },
  stateDepths: readonly number[],
): void {
  const wanted = metadata.state_depths;
  const offered = stateDepths.join(',');
  if (wanted !== offered)
    throw new EngineError(
      'unsupported-model',
      `${name} sees states of depths ${wanted ?? 'unknown'} (allowed: those of this target, ${offered})`,
    );
}

function floats(file: Safetensors, name: string, length: number): Float32Array {
  const data = file.readFloats(name);
  if (data.length !== length)
    throw new EngineError('file-corrupt', `tensor ${name} holds ${data.length} values, not ${length}`);
  return data;
}

/** Draft index to target id. */
function tokenMapOf(file: Safetensors, vocabSize: number): Int32Array {
  const map = file.readInts('token_map');
  const bad = map.findIndex((id) => id < 0 || id >= vocabSize);
  if (map.length === 0 || bad >= 0) {
    throw new EngineError(
      'file-corrupt',
      `token_map[${Math.max(bad, 0)}] is ${map[bad]} (allowed: 0 to ${vocabSize - 1})`,
    );
  }
  return map;
}

/** The target's output matrix, [vocabSize, hiddenSize]. */
export function readOutput({
  config,
  readTensor,
}: Pick<LoadedTarget, 'config' | 'readTensor'>): Promise<Float32Array> {
  return readTensor(config.tiedEmbeddings ? 'token_embd.weight' : 'output.weight');
}

/** Rows of a matrix [n, width] by index. */
export function gatherRows(matrix: Float32Array, rows: Int32Array, width: number): Float32Array {
  const result = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    result.set(matrix.subarray(row * width, (row + 1) * width), i * width);
  return result;
}
