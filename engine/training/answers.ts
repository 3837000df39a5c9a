/**
 * The target's own greedy answers: what heads and draft learn from. On disk they are token ids as little-endian uint16,
 * concatenated and gzipped, beside a manifest that says whose they are.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { EngineError } from '../errors.ts';
import { PRECISIONS, type Precision, type TokenId } from '../protocol.ts';

export interface Answer {
  promptId: string;
  /** The end token included where the answer ended by it. */
  tokenIds: TokenId[];
}

const manifestSchema = z.object({
  format: z.literal('gorgon-answers-1'),
  modelSha256: z.string(),
  /** Arithmetic of the target that answered. */
  precision: z.enum(PRECISIONS),
  promptsSha256: z.string(),
  maxNewTokens: z.number().int(),
  maxPromptTokens: z.number().int(),
  answers: z.number().int(),
  tokens: z.number().int(),
  /** Answers that ended by themselves; the others were cut at maxNewTokens. */
  ended: z.number().int(),
  /** Prompts left out because they were longer than maxPromptTokens. */
  promptsTooLong: z.number().int(),
  /** sha256 of the uncompressed token ids. */
  tokensSha256: z.string(),
  seconds: z.number().nullable(),
  machine: z.string(),
});
export type AnswersManifest = z.infer<typeof manifestSchema>;

/** Folder of the answers that ship with the product, those of the target at a precision. */
export function shippedAnswers(precision: Precision): string {
  const name = { fp32: 'answers', int8: 'answers-int8' }[precision];
  return fileURLToPath(new URL(`../../data/${name}/`, import.meta.url));
}

/** Writes manifest, index and token ids into a folder. */
export async function packAnswers(
  folder: string,
  answers: readonly Answer[],
  facts: Omit<AnswersManifest, 'format' | 'answers' | 'tokens' | 'tokensSha256'>,
): Promise<AnswersManifest> {
  const all = answers.flatMap((answer) => answer.tokenIds);
  const bytes = Buffer.alloc(all.length * 2);
  for (const [i, id] of all.entries()) bytes.writeUInt16LE(id, 2 * i);
  const manifest: AnswersManifest = {
    format: 'gorgon-answers-1',
    ...facts,
    answers: answers.length,
    tokens: all.length,
    tokensSha256: createHash('sha256').update(bytes).digest('hex'),
  };
  await mkdir(folder, { recursive: true });
  const index = answers.map((answer) => `${answer.promptId}\t${answer.tokenIds.length}\n`).join('');
  await writeWhole(path.join(folder, 'tokens.u16.gz'), gzipSync(bytes, { level: 9 }));
  await writeWhole(path.join(folder, 'index.tsv.gz'), gzipSync(index, { level: 9 }));
  await writeWhole(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

export async function loadAnswers(folder: string): Promise<{ manifest: AnswersManifest; answers: Answer[] }> {
  const read = (name: string) =>
    readFile(path.join(folder, name)).catch((cause: unknown) => {
      throw new EngineError(
        'file-not-found',
        `there are no answers in ${folder} (no ${name}): make them with "gorgon train data"`,
        { cause },
      );
    });
  const parsed = manifestSchema.safeParse(JSON.parse((await read('manifest.json')).toString()));
  if (!parsed.success)
    throw new EngineError('file-corrupt', `${folder}/manifest.json: ${z.prettifyError(parsed.error)}`);
  const manifest = parsed.data;
  const bytes = gunzipSync(await read('tokens.u16.gz'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.tokensSha256) {
    throw new EngineError(
      'file-corrupt',
      `${folder}/tokens.u16.gz has sha256 ${sha256}, the manifest says ${manifest.tokensSha256}`,
    );
  }
  const answers: Answer[] = [];
  let at = 0;
  for (const line of gunzipSync(await read('index.tsv.gz'))
    .toString()
    .split('\n')) {
    if (line === '') continue;
    const [promptId = '', length = ''] = line.split('\t');
    answers.push({
      promptId,
      tokenIds: Array.from({ length: Number(length) }, (_, i) => bytes.readUInt16LE(2 * (at + i))),
    });
    at += Number(length);
  }
  if (at * 2 !== bytes.length || answers.length !== manifest.answers) {
    throw new EngineError(
      'file-corrupt',
      `${folder}: the index tells of ${at} tokens, the file holds ${bytes.length / 2}`,
    );
  }
  return { manifest, answers };
}

/** One prompt in ten is held out, for every artifact alike: by a hash of its id, so that more data moves nothing. */
export function isHeldOut(promptId: string): boolean {
  return createHash('sha256').update(`held-out:${promptId}`).digest().readUInt32LE(0) % 10 === 0;
}

/** Whole or not at all. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, data);
  await rename(temporary, file);
}
