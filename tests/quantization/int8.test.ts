import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldBasis } from '../../engine/graphs/state-basis.ts';
import { comparePrecisions } from '../../engine/quantization/compare-precisions.ts';
import { findInexactProduct } from '../../engine/quantization/exact-integers.ts';
import { linearNames, loadInt8Artifact } from '../../engine/quantization/int8-artifact.ts';
import { storeInt8, storeObserved } from '../../engine/quantization/int8-layers.ts';
import { quantizeColumns } from '../../engine/quantization/quantize-matrix.ts';
import { stateBasis } from '../../engine/quantization/rotated-preparation.ts';
import { OnnxCausalLm } from '../../engine/runtime/onnx/onnx-causal-lm.ts';
import { OnnxSession } from '../../engine/runtime/onnx/onnx-session.ts';
import { float32, floatsOf, type TensorProgram } from '../../engine/runtime/tensor-program.ts';
import { buildChangeOfBasis, changeOfBasis } from '../../engine/training/change-basis.ts';
import { seededUniform } from '../fixtures/seeded-uniform.ts';
import { openRotated, tinySteps } from '../fixtures/tiny-int8.ts';
import { openTinyLlama, TINY_SHAPE, tinyWeights } from '../fixtures/tiny-llama.ts';

describe('weights in int8', () => {
  it('keep the largest of each column and round the rest to half a step', () => {
    const matrix = Float32Array.of(1, -10, 0, 0.5, 20, 0, -0.25, 3, 0);
    const { values, scales } = quantizeColumns(matrix, 3);
    expect(Array.from(values)).toEqual([127, -64, 0, 64, 127, 0, -32, 19, 0]);
    for (const [i, weight] of matrix.entries()) {
      const scale = scales[i % 3] as number;
      expect(Math.abs((values[i] as number) * scale - weight)).toBeLessThanOrEqual(scale / 2 + 1e-6);
    }
  });
});

describe('integer products', () => {
  const open = (model: string | Uint8Array) => OnnxSession.create(model, { threads: 2 });

  it('are exact on this processor, or int8 would be refused', async () => {
    expect(await findInexactProduct(open)).toBeNull();
  });

  it('that saturate are found and told', async () => {
    const saturating = async (model: string | Uint8Array): Promise<TensorProgram> => {
      const inner = await open(model);
      return {
        run: async (feeds, fetches) => {
          const data = floatsOf(await inner.run(feeds, fetches), 'output');
          return { output: float32(data.map((value) => Math.min(value, 24_000_000))) };
        },
        release: () => inner.release(),
      };
    };
    expect(await findInexactProduct(saturating)).toMatch(/^a product of 1 rows gave 24000000 where exact/);
  });
});

describe('a tiny model', () => {
  const weights = tinyWeights();
  const uniform = seededUniform(21);
  const tokens = (n: number) => Array.from({ length: n }, () => Math.floor(uniform() * TINY_SHAPE.vocabSize));
  const texts = Array.from({ length: 3 }, () => ({ promptTokenIds: tokens(20), answerTokenIds: tokens(70) }));
  let plain: OnnxCausalLm;
  beforeAll(async () => {
    plain = await openTinyLlama(weights);
  });
  afterAll(() => plain.release());

  it('computes the same in the rotated basis', async () => {
    const rotated = new OnnxCausalLm(await openRotated(weights, storeObserved), TINY_SHAPE);
    const same = await comparePrecisions(plain, rotated, texts);
    expect(same.positions).toBe(210);
    expect(same.top1Agreement).toBe(1);
    expect(Math.abs(same.klNats)).toBeLessThan(1e-6);
    expect(same.perplexity).toBeCloseTo(same.referencePerplexity, 2);
    const request = { tokenIds: [3], parents: [-1], outputRows: [0], wantHidden: true };
    const states = [plain, rotated].map((lm) => lm.forward({ cache: lm.createCache(), ...request }));
    const [own, back] = (await Promise.all(states)).map(({ hidden }) => hidden as Float32Array);
    const basis = await stateBasis(TINY_SHAPE, { readTensor: async (name) => weights.get(name).slice() });
    const program = await OnnxSession.create(buildChangeOfBasis(TINY_SHAPE.hiddenSize), { threads: 1 });
    const brought = await changeOfBasis(program, basis)(back as Float32Array);
    for (const [i, value] of own?.entries() ?? []) expect(brought[i]).toBeCloseTo(value, 4);

    // A layer on the model's own states says the same of the rotated ones once the basis is folded in.
    const [H, F] = [TINY_SHAPE.hiddenSize, TINY_SHAPE.stateDepths.length];
    const layer = Float32Array.from({ length: 3 * F * H }, () => uniform() - 0.5);
    const apply = (matrix: Float32Array, state?: Float32Array) =>
      [0, 1, 2].map((o) =>
        matrix
          .subarray(o * F * H, (o + 1) * F * H)
          .reduce((sum, w, i) => sum + w * (state?.[i] as number), 0),
      );
    const expected = apply(layer, own);
    for (const [o, value] of apply(foldBasis(layer, basis), back).entries())
      expect(value).toBeCloseTo(expected[o] as number, 3);
    await program.release();
    await rotated.release();
  });

  it('stays close at int8, and far from it with steps that are wrong', async () => {
    const steps = await tinySteps(weights);
    const compare = async (scale: number) => {
      const scaled = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step * scale]));
      const lm = new OnnxCausalLm(await openRotated(weights, storeInt8(scaled)), TINY_SHAPE);
      const compared = await comparePrecisions(plain, lm, texts);
      await lm.release();
      return compared;
    };
    const [close, coarse, cut] = [await compare(1), await compare(8), await compare(1 / 12)];
    expect(close.klNats).toBeGreaterThan(0);
    for (const far of [coarse, cut]) {
      expect(far.klNats).toBeGreaterThan(2 * close.klNats);
      expect(far.top1Agreement).toBeLessThan(close.top1Agreement);
    }
  });

  it('has a step for every layer, of the size of its inputs', async () => {
    const steps = await tinySteps(weights);
    expect(Object.keys(steps)).toEqual(linearNames(TINY_SHAPE.layers));
    for (const name of ['qkv_0', 'gate_up_1', 'output']) {
      // Behind a norm the root mean square is 1, so the largest of 24 lies between 1 and their square root.
      expect((steps[name] as number) * 127).toBeGreaterThan(0.85);
      expect((steps[name] as number) * 127).toBeLessThan(Math.sqrt(24));
    }
  });
});

describe('int8.json', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gorgon-int8-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('of the repository has a step for each layer and a price within what int8 may cost', async () => {
    const shipped = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
    const artifact = await loadInt8Artifact({ sha256: shipped, layers: 30 });
    expect(Object.keys(artifact?.steps ?? {})).toHaveLength(121);
    expect(artifact?.price.top1Agreement).toBeGreaterThanOrEqual(0.95);
  });

  it('is none of another model, and refused with a layer missing, damaged or absent', async () => {
    const model = { sha256: 'x'.repeat(64), layers: 2 };
    expect(await loadInt8Artifact(model)).toBeNull();
    await expect(loadInt8Artifact(model, folder)).rejects.toThrow(/there is no .*int8\.json/);
    await writeFile(path.join(folder, 'int8.json'), '{"format":');
    await expect(loadInt8Artifact(model, folder)).rejects.toThrow(/int8\.json: /);
    const price = {
      top1Agreement: 1,
      klNats: 0,
      perplexity: 1,
      fp32Perplexity: 1,
      positions: 1,
      prompts: 1,
      suite: 's',
      suiteSha256: 'h',
    };
    const facts = {
      modelSha256: model.sha256,
      answersSha256: 'a',
      sequences: 1,
      rows: 1,
      machine: 'm',
      seconds: 1,
    };
    const artifact = { format: 'gorgon-int8-1', ...facts, price, steps: { qkv_0: 0.1 } };
    await writeFile(path.join(folder, 'int8.json'), JSON.stringify(artifact));
    await expect(loadInt8Artifact(model, folder)).rejects.toThrow(/no step for layer attn_output_0/);
  });
});
