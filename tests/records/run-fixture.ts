import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method } from '../../engine/protocol.ts';
import { RunWriter } from '../../engine/records/run-writer.ts';
import type { RunPrompts } from '../../engine/records/schema.ts';
import { scriptedEngine } from '../bench/scripted-engine.ts';
import { byteTokenizer } from '../decoding/run.ts';
import { sampleDescription } from './sample-run.ts';

export const DESCRIPTION = sampleDescription({ questions: [1, 2, 3], settings: { traceLevel: 'full' } });

export const PROMPTS: RunPrompts = [1, 2, 3].map((questionId) => ({
  questionId,
  category: categoryOf(questionId),
  turns: [`question ${questionId}`],
}));

export const tokenBytes = (tokenId: number) => byteTokenizer.tokenBytes(tokenId);

function categoryOf(questionId: number): string {
  return questionId % 2 ? 'math' : 'stem';
}

/** Folder with a run of two groups, or as many as are named. */
export async function writeRun(
  dir: string,
  options: { status?: 'complete' | 'partial'; startedAt?: string; questions?: number[] } = {},
): Promise<void> {
  const writer = await createRun(dir, options.startedAt);
  for (const question of options.questions ?? [1, 2]) await writer.append(await answerGroup(question));
  await writer.finish(options.status ?? 'complete', '2026-11-24T10:01:00.000Z');
}

export function createRun(dir: string, startedAt = DESCRIPTION.startedAt): Promise<RunWriter> {
  return RunWriter.create(dir, { ...DESCRIPTION, startedAt }, PROMPTS, tokenBytes);
}

/** Answers of the real loops on a model by rule, full trace. */
export async function answerGroup(questionId: number, repeat = 0): Promise<AnswerGroup> {
  const engine = scriptedEngine();
  const answer = async (method: Method): Promise<DecodeResult> => {
    const events = engine.decode({
      method,
      prompt: { kind: 'raw', text: `question ${questionId}` },
      settings: { ...DESCRIPTION.settings },
    });
    for await (const event of events) if (event.type === 'run-end') return event.result;
    throw new Error('no result');
  };
  return {
    questionId,
    category: categoryOf(questionId),
    turn: 0,
    repeat,
    results: [await answer('lookup'), await answer('vanilla')],
    predictability: null,
    probes: {},
    load: { others: null, steal: null },
  };
}
