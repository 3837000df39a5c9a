import { describe, expect, it } from 'vitest';
import { promptFigures } from '../../engine/core/prompt-figures.ts';
import { questionRows } from '../../engine/core/question-rows.ts';
import { summarizeRun } from '../../engine/core/run-summary.ts';
import { estimateRatio } from '../../engine/core/statistics.ts';
import { promptOf, type SampleRun, sampleGroup } from '../records/sample-run.ts';

type Place = [question: number, turn: number, repeat: number, part?: SampleRun];

async function rowsOf(places: Place[]) {
  const groups = await Promise.all(
    places.map(([question, turn, repeat, part]) => sampleGroup(question, turn, repeat, part ?? {})),
  );
  const { questions } = summarizeRun(groups, { sampling: { kind: 'greedy', repetitionPenalty: 1 } }, null);
  const prompts = [1, 2, 3].map((id) => promptOf(id, 2));
  const run = {
    questions,
    promptFigures: promptFigures(groups),
    prompts,
    answers: groups.flatMap(({ questionId, turn, repeat, results }) =>
      results.map(({ method, steps }) => {
        const gains = steps.map(({ emitted }) => emitted.length);
        return { questionId, method, turn, repeat, gains };
      }),
    ),
  };
  return { groups, questions, run, rows: questionRows(run) };
}

describe('rows of questions', () => {
  it('hold the figures of the run, and the turns that were run', async () => {
    const { rows, questions } = await rowsOf([
      [2, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
    ]);
    expect(rows.map(({ questionId, category, turns }) => [questionId, category, turns.length])).toEqual([
      [2, 'stem', 1],
      [1, 'math', 2],
    ]);
    for (const own of questions) {
      const row = rows.find(({ questionId }) => questionId === own.questionId);
      expect(row?.methods[own.method]).toMatchObject(own);
    }
    expect(rows[0]?.prompt.top1Probability).toBe(0.5);
  });

  it('tell the gains of the first repeat, turn by turn in order', async () => {
    const { rows, groups } = await rowsOf([
      [1, 0, 1],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    const lookupOf = (turn: number) =>
      groups
        .find((group) => group.turn === turn && group.repeat === 0)
        ?.results.find(({ method }) => method === 'lookup');
    const gains = rows[0]?.methods.lookup?.gains;
    expect(gains?.map((list) => list.reduce((sum, gain) => sum + gain, 0))).toEqual([
      (lookupOf(0)?.tokenIds.length ?? 0) - 1,
      (lookupOf(1)?.tokenIds.length ?? 0) - 1,
    ]);
    expect(gains?.[0]).toHaveLength(lookupOf(0)?.steps.length ?? 0);
  });

  it('have no turns where the record kept no prompts', async () => {
    const { run } = await rowsOf([[1, 0, 0]]);
    expect(questionRows({ ...run, prompts: [] })[0]?.turns).toEqual([]);
  });
});

describe("the interval of a question's speedup", () => {
  it('is over its repeats, the turns of each by their mean logarithm', async () => {
    const pace = (lookup: number) => ({ pace: { lookup } });
    const { rows } = await rowsOf([
      [1, 0, 0, pace(1)],
      [1, 1, 0, pace(4)],
      [1, 0, 1, pace(1)],
      [1, 1, 1, pace(1)],
      [1, 0, 2, pace(0.5)],
      [1, 1, 2, pace(0.5)],
    ]);
    const lookup = rows[0]?.methods.lookup;
    const whole = lookup?.speedup ?? 0;
    // Mean ratios of the repeats relative to pace 1: 1/2, 1, 2.
    const expected = estimateRatio([whole / 2, whole, whole * 2])?.interval;
    expect(lookup?.speedupInterval?.[0]).toBeCloseTo(expected?.[0] as number, 9);
    expect(lookup?.speedupInterval?.[1]).toBeCloseTo(expected?.[1] as number, 9);
    expect(rows[0]?.methods.vanilla?.speedupInterval).toBeNull();
  });

  it('is not known of one repeat', async () => {
    const { rows } = await rowsOf([
      [1, 0, 0],
      [1, 1, 0],
    ]);
    expect(rows[0]?.methods.lookup?.speedupInterval).toBeNull();
  });
});
