import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import { summarizeRun } from '../../engine/core/run-summary.ts';
import {
  type BaselineTokens,
  RECORDED_TOKENS,
  type SpecBenchAnswer,
  specBenchAnswers,
  specBenchFigures,
} from '../../engine/core/spec-bench.ts';
import { sampleGroup } from '../records/sample-run.ts';

const FIXTURES = new URL('../fixtures/spec-bench/', import.meta.url);

const read = (name: string) => readFile(new URL(name, FIXTURES), 'utf8');

async function answersOf(method: string): Promise<SpecBenchAnswer[][]> {
  const files = await Promise.all([1, 2, 3].map((run) => read(`run_${run}/${method}.jsonl`)));
  return files.map((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

/** Two bytes a token, as the stand-in tokenizer of the fixture. */
const PAIRS: BaselineTokens = ({ turns }) =>
  turns.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 2), 0);

describe("Spec-Bench's own speed.py", () => {
  const rulers: [string, BaselineTokens][] = [
    ['recorded', RECORDED_TOKENS],
    ['pairs', PAIRS],
  ];
  for (const [ruler, tokens] of rulers) {
    it(`computes the same from the same answers, baseline tokens ${ruler}`, async () => {
      const expected = JSON.parse(await read(`expected-${ruler}.json`)) as Record<
        string,
        Record<
          'meanAcceptedTokens' | 'speed' | 'speedStd' | 'base' | 'baseStd' | 'speedup' | 'speedupStd',
          number
        >
      >;
      const figures = specBenchFigures(await answersOf('lookup'), await answersOf('vanilla'), tokens);
      expect([...figures.keys()]).toEqual(['mt_bench', 'qa', 'rag', 'overall']);
      expect(Object.keys(expected).sort()).toEqual([...figures.keys()].sort());
      for (const [subtask, own] of figures) {
        const theirs = expected[subtask];
        const pairs: [number | null | undefined, number | undefined][] = [
          [own.meanAcceptedTokens, theirs?.meanAcceptedTokens],
          [own.tokensPerSecond, theirs?.speed],
          [own.deviations?.tokensPerSecond, theirs?.speedStd],
          [own.baselineTokensPerSecond, theirs?.base],
          [own.deviations?.baselineTokensPerSecond, theirs?.baseStd],
          [own.speedup, theirs?.speedup],
          [own.deviations?.speedup, theirs?.speedupStd],
        ];
        for (const [a, b] of pairs) expect((a ?? 0) / (b ?? 0)).toBeCloseTo(1, 12);
      }
    });
  }

  it('would tell the two rulers apart', async () => {
    const [recorded, pairs] = await Promise.all(['recorded', 'pairs'].map((r) => read(`expected-${r}.json`)));
    expect(recorded).not.toBe(pairs);
  });
});

describe('answers in its form', () => {
  const about = { id: 'run', model: 'model', startedAt: '2026-11-24T10:00:00.000Z' };
  const groups = async (): Promise<AnswerGroup[]> => [
    await sampleGroup(2, 0, 0, {}),
    await sampleGroup(1, 0, 0, {}),
    await sampleGroup(1, 1, 0, {}),
    await sampleGroup(1, 0, 1, {}),
  ];

  it('hold one line a question in order, its turns inside, one repeat at a time', async () => {
    const run = await groups();
    const answers = specBenchAnswers(run, 'lookup', 0, about);
    expect(answers.map((answer) => answer.question_id)).toEqual([1, 2]);
    const results = [1, 2].map((i) => run[i]?.results.find(({ method }) => method === 'lookup'));
    expect(answers[0]).toEqual({
      question_id: 1,
      category: 'math',
      answer_id: 'run-lookup-1-0',
      model_id: 'model-lookup',
      choices: [
        {
          index: 0,
          turns: results.map((result) => result?.text),
          decoding_steps: results.map((result) => result?.steps.length),
          new_tokens: results.map((result) => result?.tokenIds.length),
          wall_time: results.map((result) => (result?.totalMs as number) / 1000),
          accept_lengths: results.flatMap((result) => result?.steps.map((step) => step.emitted.length)),
        },
      ],
      tstamp: 1_795_514_400,
    });
    expect(specBenchAnswers(run, 'lookup', 1, about)).toHaveLength(1);
    expect(specBenchAnswers(run, 'medusa', 0, about)).toEqual([]);
  });

  it('count every token once: new tokens = turns + accept lengths', async () => {
    for (const method of ['vanilla', 'lookup'] as const) {
      for (const { choices } of specBenchAnswers(await groups(), method, 0, about)) {
        const { new_tokens, accept_lengths, turns, decoding_steps } = choices[0];
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(new_tokens)).toBe(turns.length + sum(accept_lengths));
        expect(accept_lengths).toHaveLength(sum(decoding_steps));
        if (method === 'vanilla') expect(new Set(accept_lengths)).toEqual(new Set([1]));
      }
    }
  });

  it('give #MAT = our tokens per step', async () => {
    const run = await groups();
    const repeats = [0, 1].map((repeat) => specBenchAnswers(run, 'lookup', repeat, about));
    const baseline = [0, 1].map((repeat) => specBenchAnswers(run, 'vanilla', repeat, about));
    const overall = specBenchFigures(repeats, baseline).get('overall');
    const ours = summarizeRun(run, { sampling: { kind: 'greedy', repetitionPenalty: 1 } }, null).summary;
    expect(overall?.meanAcceptedTokens).toBeCloseTo(ours.methods.lookup?.overall.tokensPerStep as number, 12);
  });

  it('have no deviation with one repeat, and no #MAT without steps', async () => {
    const run = [await sampleGroup(1, 0, 0, { settings: { maxNewTokens: 1 } })];
    const answers = [specBenchAnswers(run, 'lookup', 0, about)];
    const overall = specBenchFigures(answers, answers).get('overall');
    expect(overall).toMatchObject({ questions: 1, speedup: 1, deviations: null, meanAcceptedTokens: null });
  });
});
