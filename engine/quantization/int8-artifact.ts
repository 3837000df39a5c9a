/** `int8.json`: how inputs of linear layers are rounded for one model, where that was measured, and what it costs. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EngineError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';

export const INT8_FILE = 'int8.json';

/** int8 against fp32, teacher-forced on fp32's own greedy answers to prompts that nothing was calibrated on. */
const priceSchema = z.object({
  /** Share of positions whose most probable token is the same. */
  top1Agreement: z.number().min(0).max(1),
  /** Mean Kullback-Leibler divergence from fp32, nats a token. */
  klNats: z.number(),
  perplexity: z.number().positive(),
  fp32Perplexity: z.number().positive(),
  positions: z.number().int().positive(),
  prompts: z.number().int().positive(),
  /** Name and sha256 of the prompts' file. */
  suite: z.string(),
  suiteSha256: z.string(),
});

const schema = z.object({
  format: z.literal('gorgon-int8-1'),
  modelSha256: z.string(),
  /** Training answers that were read. */
  answersSha256: z.string(),
  sequences: z.number().int().positive(),
  rows: z.number().int().positive(),
  machine: z.string(),
  /** What the command took that wrote the file: where it kept the steps, the price alone. */
  seconds: z.number(),
  price: priceSchema,
  /** Per linear layer: input units of one integer step. */
  steps: z.record(z.string(), z.number().positive()),
});
export type Int8Artifact = z.infer<typeof schema>;

const SHIPPED = fileURLToPath(new URL('../../artifacts/', import.meta.url));

/** Linear layers of a target by the names of graph and artifact. */
export function linearNames(layers: number): string[] {
  const kinds = ['qkv', 'attn_output', 'gate_up', 'down'];
  return [...Array.from({ length: layers }, (_, i) => kinds.map((kind) => `${kind}_${i}`)).flat(), 'output'];
}

/**
 * Reads and checks the artifact; null where it is another model's. `folder` is that of the shipped artifacts when
 * absent.
 */
export async function loadInt8Artifact(
  model: { sha256: string; layers: number },
  folder: string = SHIPPED,
): Promise<Int8Artifact | null> {
  const file = path.join(folder, INT8_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EngineError('file-not-found', `there is no ${file}: make it with "gorgon calibrate"`, {
      cause,
    });
  });
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new EngineError('file-corrupt', `${file}: ${z.prettifyError(parsed.error)}`);
  const { modelSha256, steps } = parsed.data;
  if (modelSha256 !== model.sha256) return null;
  const missing = linearNames(model.layers).find((name) => steps[name] === undefined);
  if (missing) throw new EngineError('file-corrupt', `${file} has no step for layer ${missing}`);
  return parsed.data;
}
