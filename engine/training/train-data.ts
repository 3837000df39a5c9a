/**
 * `gorgon train data`: the target's own greedy answers to the training prompts. Each answer is a line in a work file as
 * soon as it is there, so a killed run goes on where it was; at the end all are packed.
 */
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { groupBy } from '../core/group-by.ts';
import { invalidArgument } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import { type Answer, type AnswersManifest, packAnswers, writeWhole } from './answers.ts';
import { loadTrainingPrompts, type TrainingPrompts } from './prompts.ts';
import type { TrainDataSettings } from './settings.ts';
import type { TrainingContext } from './training-context.ts';
import { workFolder } from './work-folder.ts';

/** Port: answers many prompts at once (runtime/onnx/batch-generator.ts). */
export interface AnswerGenerator {
  generate(
    prompts: readonly (readonly TokenId[])[],
    options: {
      maxNewTokens: number;
      maxPromptTokens: number;
      batchSize: number;
      onAnswer: (promptIndex: number, tokenIds: TokenId[]) => Promise<void>;
      signal?: AbortSignal | undefined;
    },
  ): Promise<void>;
}

/** Throws `invalid-argument` for settings out of range. */
export async function makeTrainingData(
  context: TrainingContext,
  generator: AnswerGenerator,
  settings: TrainDataSettings,
  out: string,
): Promise<AnswersManifest> {
  const { target, log, clock, signal, machine } = context;
  const { sha256: promptsSha256, prompts } = await promptsToAnswer(settings);
  const { maxNewTokens, maxPromptTokens, batchSize } = settings;
  const folder = await workFolder(target.home, 'answers', {
    model: target.sha256,
    precision: target.precision,
    promptsSha256,
    maxNewTokens,
    maxPromptTokens,
  });
  const workFile = path.join(folder, 'answers.jsonl');
  const secondsFile = path.join(folder, 'seconds');

  const done = await readWork(workFile);
  const encoded = prompts.map(({ id, prompt }) => ({
    id,
    tokenIds: target.tokenizer.encodeChat([{ role: 'user', content: prompt }]),
  }));
  const admitted = encoded.filter(({ tokenIds }) => tokenIds.length <= maxPromptTokens);
  const open = admitted.filter(({ id }) => !done.has(id));

  const secondsBefore = Number(await readFile(secondsFile, 'utf8').catch(() => '0'));
  const began = clock();
  const seconds = () => secondsBefore + (clock() - began) / 1000;
  let tokens = 0;
  let answered = 0;
  for (const alike of byRoom(open, maxNewTokens)) {
    await generator.generate(
      alike.map(({ tokenIds }) => tokenIds),
      {
        maxNewTokens,
        maxPromptTokens: Math.max(...alike.map(({ tokenIds }) => tokenIds.length)),
        batchSize,
        signal,
        onAnswer: async (index, tokenIds) => {
          const { id } = alike[index] as { id: string };
          await appendFile(workFile, `${JSON.stringify({ id, tokens: tokenIds })}\n`);
          await writeWhole(secondsFile, String(seconds()));
          done.set(id, tokenIds);
          tokens += tokenIds.length;
          answered++;
          const perSecond = tokens / ((clock() - began) / 1000);
          const secondsLeft = ((open.length - answered) * (clock() - began)) / 1000 / answered;
          log({
            phase: 'answering',
            done: answered,
            total: open.length,
            tokensPerSecond: perSecond,
            secondsLeft,
          });
        },
      },
    );
  }

  const answers: Answer[] = admitted.map(({ id }) => ({ promptId: id, tokenIds: done.get(id) as TokenId[] }));
  const ends = new Set(target.tokenizer.endTokenIds);
  return packAnswers(out, answers, {
    modelSha256: target.sha256,
    precision: target.precision,
    promptsSha256,
    maxNewTokens,
    maxPromptTokens,
    ended: answers.filter(({ tokenIds }) => ends.has(tokenIds.at(-1) as TokenId)).length,
    promptsTooLong: encoded.length - admitted.length,
    seconds: Math.round(seconds()),
    machine,
  });
}

/**
 * The prompts to be answered. Needs no target, so that wrong settings fail before one is loaded. Throws
 * `invalid-argument`, and as `loadTrainingPrompts` does.
 */
export async function promptsToAnswer(settings: TrainDataSettings): Promise<TrainingPrompts> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Number.isInteger(value) || value < 1) throw invalidArgument(name, value, 'a whole number from 1');
  }
  return loadTrainingPrompts(settings.prompts);
}

/** Slots by which sequences that share a pass differ at most. */
const ROOM_STEP = 128;

/**
 * Prompts that need about the same room, shortest first: every sequence of a pass reads as many cached rows as the
 * longest of it may have, and reading them is most of the cost.
 */
function byRoom<P extends { tokenIds: readonly TokenId[] }>(
  prompts: readonly P[],
  maxNewTokens: number,
): P[][] {
  const rooms = groupBy(prompts, ({ tokenIds }) =>
    String(Math.ceil((tokenIds.length + maxNewTokens) / ROOM_STEP)),
  );
  return [...rooms].sort(([a], [b]) => Number(a) - Number(b)).map(([, alike]) => alike);
}

/** Answers of earlier runs; a last line that a kill cut short is dropped. */
async function readWork(file: string): Promise<Map<string, TokenId[]>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await writeWhole(file, whole);
  const lines = whole.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const { id, tokens } = JSON.parse(line) as { id: string; tokens: TokenId[] };
      return [id, tokens];
    }),
  );
}
