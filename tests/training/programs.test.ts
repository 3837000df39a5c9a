/** The training graphs against the graphs that decode, and against finite differences, on tiny shapes. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rotaryTables } from '../../engine/graphs/prepare-llama.ts';
import { lastStateThrough } from '../../engine/graphs/state-basis.ts';
import { WeightFile } from '../../engine/graphs/weight-file.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import { float32, floatsOf, idsOf, int64, type Tensor } from '../../engine/runtime/tensor-program.ts';
import {
  buildDraftProgram,
  draftParameters,
  DRAFT_TRAINING_IO as IO,
} from '../../engine/training/draft-program.ts';
import { BLOCK_TOKENS, DraftTask, packBlocks } from '../../engine/training/draft-task.ts';
import { buildHeadsProgram, HEADS_TRAINING_IO } from '../../engine/training/heads-program.ts';
import type { Sequence } from '../../engine/training/sequences.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { openTinyLlama, TINY_ROPE_THETA, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';

const shape = { ...TINY_SHAPE, contextLength: 600 };
const weights = tinyWeights(shape, 3);

async function openDraft(mode: 'train' | 'evaluate', T: number): Promise<OnnxSession> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-draft-'));
  const file = await WeightFile.create(path.join(folder, 'frozen.bin'));
  const { cos, sin } = rotaryTables(shape.contextLength, shape.headDim, TINY_ROPE_THETA);
  const embedding = await file.append(weights.get('token_embd.weight'));
  const frozen = {
    embedding,
    output: embedding,
    cos: await file.append(cos),
    sin: await file.append(sin),
    negativeSin: await file.append(sin.map((s) => -s)),
  };
  await file.close();
  const model = path.join(folder, `${mode}.onnx`);
  await writeFile(model, buildDraftProgram(shape, T, frozen, mode));
  return OnnxSession.create(model, { threads: 1 });
}

const uniform = seededUniform(8);
const tokens = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * shape.vocabSize));
const sequence = (prompt: number, answer: number): Sequence => ({
  promptId: `${prompt}-${answer}`,
  category: 'math',
  promptTokenIds: tokens(prompt),
  answerTokenIds: tokens(answer),
});
const identity = Int32Array.from({ length: shape.vocabSize }, (_, id) => id);
const parameters = () => draftParameters(shape).map(({ name }) => Float32Array.from(weights.get(name)));

describe('the draft’s training graph', () => {
  it('guesses what the decoding graph of the same weights guesses, for every sequence of a packed block', async () => {
    const sequences = [sequence(5, 9), sequence(12, 4), sequence(3, 20)];
    // Labels that the model itself would choose: accuracy is 1 only if both graphs agree at every position.
    const model = await openTinyLlama(weights, shape);
    for (const one of sequences) {
      const text = [...one.promptTokenIds];
      for (let i = 0; i < one.answerTokenIds.length; i++) {
        const pass = await prefill(model, model.createCache(), text);
        one.answerTokenIds[i] = pass.topIds[0] as number;
        text.push(pass.topIds[0] as number);
      }
    }
    await model.release();
    const blocks = packBlocks(sequences);
    expect(blocks).toHaveLength(1);
    const program = await openDraft('evaluate', BLOCK_TOKENS);
    const task = new DraftTask(
      parameters(),
      draftParameters(shape),
      shape,
      blocks,
      blocks,
      identity,
      2,
      program,
      program,
      null,
    );
    const [accuracy] = await task.evaluate();
    expect(accuracy?.[0]).toBe(1);
    await program.release();
  });

  it('has the gradient of its loss, for a weight of every kind', async () => {
    const T = 6;
    const program = await openDraft('train', T);
    const names = draftParameters(shape);
    const values = parameters();
    const groups = shape.heads / shape.kvHeads;
    const bias = new Float32Array(groups * T * T).fill(Number.NEGATIVE_INFINITY);
    for (let g = 0; g < groups; g++)
      for (let t = 0; t < T; t++) bias.fill(0, (g * T + t) * T, (g * T + t) * T + t + 1);
    const ids = tokens(T);
    const feeds = (): Record<string, Tensor> => ({
      [IO.inputIds]: int64(ids, [1, T]),
      [IO.positions]: int64([0, 1, 2, 3, 4, 5], [1, T]),
      [IO.bias]: float32(bias, [1, 1, groups * T, T]),
      [IO.rows]: int64([1, 3, 4]),
      [IO.labels]: int64([7, 0, 33], [3, 1]),
      [IO.rowWeights]: float32(Float32Array.of(0.5, 0, 0.5), [3, 1]),
      ...Object.fromEntries(
        names.map(({ name, shape: dims }, i) => [name, float32(values[i] as Float32Array, dims)]),
      ),
    });
    const loss = async () => floatsOf(await program.run(feeds(), [IO.loss]), IO.loss)[0] as number;
    const outputs = await program.run(feeds(), [IO.loss, ...names.map(({ name }) => IO.gradient(name))]);
    for (const [i, { name }] of names.entries()) {
      const value = values[i] as Float32Array;
      const gradient = floatsOf(outputs, IO.gradient(name));
      // The steepest element of each parameter: rounding of the loss drowns flat ones.
      const at = gradient.reduce(
        (best, d, j) => (Math.abs(d) > Math.abs(gradient[best] as number) ? j : best),
        0,
      );
      const before = value[at] as number;
      const step = 1e-3;
      value[at] = before + step;
      const up = await loss();
      value[at] = before - step;
      const down = await loss();
      value[at] = before;
      const slope = (up - down) / (2 * step);
      expect(Math.abs(slope - (gradient[at] as number)), name).toBeLessThan(0.03 * Math.abs(slope) + 2e-3);
    }
    await program.release();
  });
});

describe('the heads’ training graph', () => {
  it('starts as the output matrix itself, and has the gradient of its loss', async () => {
    const [H, V, K, F] = [8, 20, 2, 3];
    const shape = { heads: K, hiddenSize: H, stateDepths: [2, 4, 6], draftVocabSize: V };
    const folder = await mkdtemp(path.join(tmpdir(), 'gorgon-heads-'));
    const matrix = Float32Array.from({ length: V * H }, () => uniform() * 2 - 1);
    const open = async (mode: 'train' | 'evaluate') => {
      const model = path.join(folder, `${mode}.onnx`);
      await writeFile(model, buildHeadsProgram(shape, mode, 0.8));
      return OnnxSession.create(model, { threads: 1 });
    };
    const io = HEADS_TRAINING_IO;
    const N = 3;
    const hidden = Float32Array.from({ length: N * F * H }, () => uniform() * 2 - 1);
    const values: Record<string, Float32Array> = {
      [io.output]: matrix,
      [io.fuse]: lastStateThrough(H, F),
    };
    for (let k = 0; k < K; k++) {
      values[io.weight(k)] = new Float32Array(H * H);
      values[io.bias(k)] = new Float32Array(H);
    }
    const feeds = (): Record<string, Tensor> => ({
      [io.hidden]: float32(hidden, [N, F * H]),
      ...Object.fromEntries(
        Object.entries(values).map(([name, data]) => [
          name,
          float32(data, name === io.fuse ? [H, F * H] : data.length === H ? [H] : [data.length / H, H]),
        ]),
      ),
    });
    const evaluate = await open('evaluate');
    const outputs = await evaluate.run(feeds(), [io.top(0), io.top(1)]);
    for (let row = 0; row < N; row++) {
      const scores = Array.from({ length: V }, (_, v) =>
        hidden
          .subarray((row * F + F - 1) * H, (row + 1) * F * H)
          .reduce((sum, h, d) => sum + h * (matrix[v * H + d] as number), 0),
      );
      const best = scores.indexOf(Math.max(...scores));
      expect(idsOf(outputs, io.top(0))[5 * row]).toBe(best);
      expect(idsOf(outputs, io.top(1))[5 * row]).toBe(best);
    }
    await evaluate.release();

    const train = await open('train');
    for (const data of Object.values(values)) for (let i = 0; i < data.length; i++) data[i] = uniform() - 0.5;
    const trainFeeds = (): Record<string, Tensor> => ({
      ...feeds(),
      [io.labels(0)]: int64([3, 19, 0], [3, 1]),
      [io.rowWeights(0)]: float32(Float32Array.of(0.5, 0.5, 0), [3, 1]),
      [io.labels(1)]: int64([1, 2, 3], [3, 1]),
      [io.rowWeights(1)]: float32(Float32Array.of(0.2, 0.3, 0.5), [3, 1]),
    });
    const names = Object.keys(values);
    const gradients = await train.run(trainFeeds(), names.map(io.gradient));
    const loss = async () => floatsOf(await train.run(trainFeeds(), [io.loss]), io.loss)[0] as number;
    for (const name of names) {
      const value = values[name] as Float32Array;
      for (const at of [0, value.length - 1]) {
        const before = value[at] as number;
        value[at] = before + 1e-2;
        const up = await loss();
        value[at] = before - 1e-2;
        const down = await loss();
        value[at] = before;
        expect(floatsOf(gradients, io.gradient(name))[at] as number).toBeCloseTo((up - down) / 2e-2, 2);
      }
    }
    await train.release();
  });
});
