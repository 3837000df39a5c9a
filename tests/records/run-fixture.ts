import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult, Method } from '../../engine/protocol.ts';
import type { RunDescription } from '../../engine/records/run-writer.ts';
import { scriptedEngine } from '../bench/scripted-engine.ts';

export const DESCRIPTION: RunDescription = {
  startedAt: '2026-11-24T10:00:00.000Z',
  environment: {
    processor: 'a processor',
    cores: 2,
    memoryBytes: 8e9,
    os: 'Linux',
    node: '20.20.2',
    onnxruntime: '1.30.0',
    gorgon: '0.1.0',
    commit: null,
  },
  engine: scriptedEngine().info,
  suite: { name: 'builtin', sha256: 'a'.repeat(64), questions: 80 },
  settings: {
    methods: ['vanilla', 'lookup'],
    questionIds: [1, 2, 3],
    repeats: 1,
    maxNewTokens: 40,
    stopStrings: [],
    precision: 'fp32',
    sampling: { kind: 'greedy', repetitionPenalty: 1 },
    traceLevel: 'full',
    seed: 0,
  },
};

/** Answers of the real loops on a model by rule, full trace. */
export async function answerGroup(questionId: number): Promise<AnswerGroup> {
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
    category: questionId % 2 ? 'math' : 'stem',
    repeat: 0,
    results: [await answer('lookup'), await answer('vanilla')],
  };
}
