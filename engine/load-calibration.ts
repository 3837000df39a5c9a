/** `gorgon calibrate`: steps of int8 from training answers, their price from evaluation prompts, written as one file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { EngineError } from './errors.ts';
import { prepareLlama, type StoreLinear } from './graphs/prepare-llama.ts';
import { type LoadedTarget, type LoadTargetOptions, loadTarget } from './load-target.ts';
import type { TokenId } from './protocol.ts';
import { measureSteps } from './quantization/calibrate.ts';
import { type AnsweredPrompt, comparePrecisions } from './quantization/compare-precisions.ts';
import { INT8_FILE, type Int8Artifact, loadInt8Artifact } from './quantization/int8-artifact.ts';
import { storeInt8, storeObserved } from './quantization/int8-layers.ts';
import { rotatedPreparation } from './quantization/rotated-preparation.ts';
import { BatchGenerator } from './runtime/onnx/batch-generator.ts';
import { OnnxCausalLm } from './runtime/onnx/onnx-causal-lm.ts';
import { OnnxSession } from './runtime/onnx/onnx-session.ts';
import { loadAnswers, shippedAnswers, writeWhole } from './training/answers.ts';
import { loadTrainingPrompts } from './training/prompts.ts';
import { splitSequences } from './training/sequences.ts';

export interface CalibrationSettings {
  /** Training answers to read; absent where the steps of the artifact in `out` stay and only their price is measured. */
  sequences?: number | undefined;
  /** Prompts that the price is measured on; never used for the steps. */
  evaluation: { suite: string; sha256: string; prompts: string[]; maxNewTokens: number };
  /** Folder of the artifact. */
  out: string;
}

export type CalibrationLog = (entry: { phase: string; done?: number; total?: number }) => void;

/** Longest evaluation prompt, and how many share a pass while fp32 answers them. */
const MAX_PROMPT_TOKENS = 1024;
const BATCH = 16;

export async function calibrateInt8(
  options: Partial<LoadTargetOptions>,
  settings: CalibrationSettings,
  log: CalibrationLog,
  signal?: AbortSignal,
): Promise<Int8Artifact> {
  const beganMs = performance.now();
  const threads = options.threads ?? availableParallelism();
  const target = await loadTarget({ ...options, threads, precision: 'fp32' });
  const { shape } = target;
  try {
    const rounding =
      settings.sequences === undefined
        ? await keptRounding(target, settings.out)
        : await measureRounding(target, settings.sequences, log, signal);
    const { evaluation } = settings;
    const answered = await answerAll(target, evaluation, log, signal);
    const compared = await withGraph(target, storeInt8(rounding.steps), (session) =>
      comparePrecisions(target.lm, new OnnxCausalLm(session, shape), answered, {
        onProgress: (done, total) => log({ phase: 'comparing int8 with fp32', done, total }),
        signal,
      }),
    );
    const { referencePerplexity, ...price } = compared;
    const artifact: Int8Artifact = {
      format: 'gorgon-int8-1',
      modelSha256: target.sha256,
      answersSha256: rounding.answersSha256,
      sequences: rounding.sequences,
      rows: rounding.rows,
      machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`,
      seconds: Math.round((performance.now() - beganMs) / 1000),
      price: {
        ...price,
        fp32Perplexity: referencePerplexity,
        prompts: answered.length,
        suite: evaluation.suite,
        suiteSha256: evaluation.sha256,
      },
      steps: rounding.steps,
    };
    await writeWhole(path.join(settings.out, INT8_FILE), `${JSON.stringify(artifact, null, 2)}\n`);
    return artifact;
  } finally {
    await target.release();
  }
}

type Rounding = Pick<Int8Artifact, 'answersSha256' | 'sequences' | 'rows' | 'steps'>;

async function measureRounding(
  target: LoadedTarget,
  count: number,
  log: CalibrationLog,
  signal: AbortSignal | undefined,
): Promise<Rounding> {
  const { manifest, answers } = await loadAnswers(shippedAnswers('fp32'));
  const { prompts } = await loadTrainingPrompts();
  const sequences = splitSequences(answers, prompts, target.tokenizer).training.slice(0, count);
  const texts = sequences.map(({ promptTokenIds, answerTokenIds }) => [...promptTokenIds, ...answerTokenIds]);
  const measured = await withGraph(target, storeObserved, (session) =>
    measureSteps(session, target.shape, texts, {
      onProgress: (done, total) => log({ phase: 'reading training answers', done, total }),
      signal,
    }),
  );
  return { ...measured, answersSha256: manifest.tokensSha256, sequences: sequences.length };
}

/** Throws where `folder` has no artifact, or another model's. */
async function keptRounding({ sha256, shape }: LoadedTarget, folder: string): Promise<Rounding> {
  const artifact = await loadInt8Artifact({ sha256, layers: shape.layers }, folder);
  if (artifact) return artifact;
  throw new EngineError(
    'unsupported-model',
    `the int8 steps in ${folder} are of another model than the one with sha256 ${sha256}: measure them (without --keep-steps)`,
  );
}

/** fp32's greedy answers to the evaluation prompts. */
async function answerAll(
  target: LoadedTarget,
  { prompts, maxNewTokens }: CalibrationSettings['evaluation'],
  log: CalibrationLog,
  signal: AbortSignal | undefined,
): Promise<AnsweredPrompt[]> {
  const { session, shape, tokenizer } = target;
  const encoded = prompts.map((content) => tokenizer.encodeChat([{ role: 'user', content }]));
  const answered: AnsweredPrompt[] = [];
  const generator = new BatchGenerator(session, shape, tokenizer.endTokenIds);
  await generator.generate(encoded, {
    maxNewTokens,
    maxPromptTokens: MAX_PROMPT_TOKENS,
    batchSize: BATCH,
    onAnswer: (index, answerTokenIds) => {
      answered.push({ promptTokenIds: encoded[index] as TokenId[], answerTokenIds });
      log({ phase: 'answering evaluation prompts', done: answered.length, total: encoded.length });
    },
    ...(signal ? { signal } : {}),
  });
  if (answered.length === 0)
    throw new EngineError('invalid-argument', 'there are no evaluation prompts to measure the price on');
  return answered;
}

/** A graph of the target in the rotated basis, there as long as `use` runs. */
async function withGraph<T>(
  target: LoadedTarget,
  storeLinear: StoreLinear,
  use: (session: OnnxSession) => Promise<T>,
): Promise<T> {
  const { shape, config, threads } = target;
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-calibrate-'));
  try {
    const weights = await rotatedPreparation(shape, target, config.tiedEmbeddings);
    const outputs = { topCount: 2, topProbs: false, hidden: false };
    const model = await prepareLlama(folder, {
      shape,
      ropeTheta: config.ropeTheta,
      outputs,
      ...weights,
      storeLinear,
    });
    const session = await OnnxSession.create(model, { threads });
    try {
      return await use(session);
    } finally {
      await session.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
