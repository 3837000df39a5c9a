/** The bundled sample's answers under the questions of the whole suite, again in a second repeat, at other paces. */
import { loadSuite } from '../../bench/prompts/load-suite.ts';
import { SeededRandom } from '../../engine/core/random.ts';
import type { AnswerGroup } from '../../engine/core/run-summary.ts';
import type { DecodeResult } from '../../engine/protocol.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import type { SyntheticRun } from './write-synthetic.ts';

const TURNS = 2;
const REPEATS = 2;
/** Times are the sample's times a factor of up to this much more or less. */
const SPREAD = 0.15;

export async function manyPrompts(sample: RunRecord): Promise<SyntheticRun> {
  const { questions } = await loadSuite('builtin');
  const random = new SeededRandom(1);
  const recorded = [0, 1].map((turn) => sample.groups.filter((group) => group.turn === turn));
  const groups: AnswerGroup[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [i, { questionId, category }] of questions.entries()) {
      for (let turn = 0; turn < TURNS; turn++) {
        const answers = recorded[turn] as AnswerGroup[];
        const group = answers[i % answers.length] as AnswerGroup;
        const results = group.results.map((result) =>
          atPace(result, 1 + SPREAD * (2 * random.uniform() - 1)),
        );
        groups.push({ ...group, questionId, category, repeat, results });
      }
    }
  }
  return {
    name: 'synthetic-80-prompts',
    startedAt: '2026-01-02T00:00:00.000Z',
    prompts: questions.map(({ questionId, category, turns }) => ({
      questionId,
      category,
      turns: turns.slice(0, TURNS),
    })),
    settings: { questionIds: questions.map(({ questionId }) => questionId), repeats: REPEATS },
    groups,
  };
}

/** Every time of the answer multiplied. */
function atPace(result: DecodeResult, factor: number): DecodeResult {
  return JSON.parse(JSON.stringify(result), (key, value) => (key.endsWith('Ms') ? value * factor : value));
}
