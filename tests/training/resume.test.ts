/** What a kill leaves behind: states and answers go on where they were, broken checkpoints are named. */
import { appendFile, mkdtemp, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareLlama } from '../../engine/graphs/prepare-llama.ts';
import { halfToFloat } from '../../engine/models/half.ts';
import type { TokenId } from '../../engine/protocol.ts';
import { BatchGenerator } from '../../engine/runtime/onnx/batch-generator.ts';
import { OnnxCausalLm } from '../../engine/runtime/onnx/onnx-causal-lm.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { prefill } from '../../engine/runtime/prefill.ts';
import type { Tokenizer } from '../../engine/runtime/tokenizer.ts';
import { loadCheckpoint, saveCheckpoint } from '../../engine/training/checkpoint.ts';
import { collectHiddenStates, stateRows } from '../../engine/training/hidden-states.ts';
import type { Sequence } from '../../engine/training/sequences.ts';
import { makeTrainingData } from '../../engine/training/train-data.ts';
import type { TrainingContext } from '../../engine/training/training-context.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { TINY_ROPE_THETA, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';

const folderFor = (name: string) => mkdtemp(path.join(tmpdir(), `gorgon-${name}-`));
const END: TokenId = 7;

const idsOfText = (text: string) =>
  Array.from(text.slice(0, 30), (character) => character.charCodeAt(0) % TINY_SHAPE.vocabSize);
/** A character a token, as far as the tiny vocabulary goes: which prompts are asked is tested, not how they are split. */
const characterTokenizer: Tokenizer = {
  vocabSize: TINY_SHAPE.vocabSize,
  endTokenIds: [END],
  encode: idsOfText,
  encodeChat: (turns) => idsOfText(turns.map(({ content }) => content).join('')),
  decode: (tokenIds) => String.fromCharCode(...tokenIds),
  tokenBytes: (tokenId) => Uint8Array.of(tokenId),
  tokenText: (tokenId) => String.fromCharCode(tokenId),
};

let session: OnnxSession;
let lm: OnnxCausalLm;
beforeAll(async () => {
  const weights = tinyWeights(TINY_SHAPE, 5);
  const model = await prepareLlama(await folderFor('resume-model'), {
    shape: TINY_SHAPE,
    ropeTheta: TINY_ROPE_THETA,
    outputs: { topCount: 2, topProbs: true, hidden: true },
    layers: weights,
    embedding: weights.get('token_embd.weight'),
    output: null,
  });
  session = await OnnxSession.create(model, { threads: 1 });
  lm = new OnnxCausalLm(session, TINY_SHAPE);
});
afterAll(() => session.release());

describe('collectHiddenStates', () => {
  const uniform = seededUniform(4);
  const tokens = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * TINY_SHAPE.vocabSize));
  // Prompts shorter and longer than a chunk of 64 rows, and an answer of one token, which gives no row.
  const sequences: Sequence[] = [
    [5, 9],
    [70, 30],
    [3, 1],
    [64, 2],
  ].map(([prompt = 0, answer = 0], i) => ({
    promptId: String(i),
    category: 'math',
    promptTokenIds: tokens(prompt),
    answerTokenIds: tokens(answer),
  }));

  const filesIn = (folder: string) =>
    TINY_SHAPE.stateDepths.map((depth) => path.join(folder, `depth-${depth}.f16`));
  const read = (files: string[]) => Promise.all(files.map((file) => readFile(file)));

  it('stores the states behind each answer token but the last, a file a depth', async () => {
    const files = filesIn(await folderFor('states'));
    await collectHiddenStates(lm, sequences, files, { onProgress: () => {} });
    const bytes = await read(files);
    const H = TINY_SHAPE.hiddenSize;
    const rows = sequences.reduce((sum, sequence) => sum + stateRows(sequence), 0);
    for (const one of bytes) expect(one.length).toBe(rows * H * 2);
    let row = 0;
    for (const { promptTokenIds, answerTokenIds } of sequences) {
      for (let j = 0; j + 1 < answerTokenIds.length; j++, row++) {
        const text = [...promptTokenIds, ...answerTokenIds.slice(0, j)];
        const pass = await prefill(lm, lm.createCache(), text, { wantHidden: true });
        const hidden = pass.hidden as Float32Array;
        for (const [f, one] of bytes.entries())
          for (let d = 0; d < H; d++) {
            const stored = halfToFloat(one.readUInt16LE(2 * (row * H + d)));
            expect(Math.abs(stored - (hidden.at(f * H + d) as number))).toBeLessThan(4e-3);
          }
      }
    }
  });

  it('goes on after a kill to the same bytes', async () => {
    const files = filesIn(await folderFor('states'));
    await collectHiddenStates(lm, sequences, files, { onProgress: () => {} });
    const whole = await read(files);
    await truncate(files[1] as string, 1501); // inside a row of the second sequence
    const reports: number[] = [];
    await collectHiddenStates(lm, sequences, files, { onProgress: (rows) => reports.push(rows) });
    expect(await read(files)).toEqual(whole);
    expect(reports[0]).toBe(stateRows(sequences[0] as Sequence) + stateRows(sequences[1] as Sequence));
  });
});

describe('makeTrainingData', () => {
  const settings = { prompts: 9, maxNewTokens: 12, maxPromptTokens: 40, batchSize: 3 };
  const context = async (home: string): Promise<TrainingContext> => ({
    target: {
      lm,
      tokenizer: characterTokenizer,
      shape: TINY_SHAPE,
      ropeTheta: TINY_ROPE_THETA,
      sha256: 'tiny',
      precision: 'fp32',
      home,
      readOutputRows: () => Promise.reject(new Error('not asked for')),
      stateBasis: async () => null,
      readEmbedding: () => Promise.reject(new Error('not asked for')),
      readTensor: () => Promise.reject(new Error('not asked for')),
    },
    openProgram: () => Promise.reject(new Error('not asked for')),
    clock: () => 0,
    log: () => {},
    machine: 'test',
  });

  it('goes on after a kill without asking again, to the same answers', async () => {
    const generator = new BatchGenerator(session, TINY_SHAPE, [END]);
    const whole = await folderFor('answers-whole');
    const reference = await makeTrainingData(
      await context(await folderFor('home')),
      generator,
      settings,
      whole,
    );
    expect(reference.answers).toBe(9);

    const home = await folderFor('home');
    let asked = 0;
    const dying = {
      generate: (
        prompts: readonly (readonly TokenId[])[],
        options: Parameters<BatchGenerator['generate']>[1],
      ) =>
        generator.generate(prompts, {
          ...options,
          onAnswer: async (index, tokenIds) => {
            if (++asked > 4) throw new Error('killed');
            await options.onAnswer(index, tokenIds);
          },
        }),
    };
    const out = await folderFor('answers');
    await expect(makeTrainingData(await context(home), dying, settings, out)).rejects.toThrow('killed');
    expect(await readdir(out)).toEqual([]);
    const [work = ''] = (await readdir(path.join(home, 'training'))).map((name) =>
      path.join(home, 'training', name, 'answers.jsonl'),
    );
    await appendFile(work, '{"id":"half a li'); // what a kill in the middle of a write leaves

    let counted = 0;
    const counting = {
      generate: (
        prompts: readonly (readonly TokenId[])[],
        options: Parameters<BatchGenerator['generate']>[1],
      ) => {
        counted = prompts.length;
        return generator.generate(prompts, options);
      },
    };
    const rest = await makeTrainingData(await context(home), counting, settings, out);
    expect(counted).toBe(5);
    expect(rest).toEqual(reference);
    expect(await readFile(path.join(out, 'tokens.u16.gz'))).toEqual(
      await readFile(path.join(whole, 'tokens.u16.gz')),
    );
  });
});

describe('a checkpoint', () => {
  it('is refused by name when it is cut short or no checkpoint at all', async () => {
    const file = path.join(await folderFor('checkpoint'), 'checkpoint.bin');
    expect(await loadCheckpoint(file, {}, [3])).toBeNull();
    const state = {
      settings: { seed: 1 },
      step: 3,
      seconds: 2,
      curves: [],
      arrays: [Float32Array.of(1, 2, 3)],
    };
    await saveCheckpoint(file, state);
    expect(await loadCheckpoint(file, { seed: 1 }, [3])).toMatchObject({
      step: 3,
      arrays: [Float32Array.of(1, 2, 3)],
    });
    await expect(loadCheckpoint(file, { seed: 1 }, [2, 1])).rejects.toThrow(
      'made for weights of 3 values, not 2 + 1',
    );
    await truncate(file, (await stat(file)).size - 4);
    await expect(loadCheckpoint(file, { seed: 1 }, [3])).rejects.toThrow('is not a whole checkpoint');
    await writeFile(file, 'something else');
    await expect(loadCheckpoint(file, { seed: 1 }, [3])).rejects.toThrow('is not a whole checkpoint');
  });
});
