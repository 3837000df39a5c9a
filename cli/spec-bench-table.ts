/** A run by Spec-Bench's formulas, beside our own figures (docs/spec-bench.md says how they differ). */
import {
  OVERALL,
  type SpecBenchFigures,
  specBenchAnswers,
  specBenchFigures,
} from '../engine/core/spec-bench.ts';
import type { Method } from '../engine/protocol.ts';
import type { RunRecord } from '../engine/records/read-run.ts';
import { textTable } from './table.ts';

const HEADER = ['subtask', 'method', 'questions', 'tokens/s', 'baseline', 'speedup', '#MAT', 'our speedup'];
const WORD_COLUMNS = [true, true, false, false, false, false, false, false];

export function specBenchTable(run: RunRecord): string {
  return textTable(HEADER, rowsOf(run, figuresOf(run)), WORD_COLUMNS);
}

/** Figures by method and subtask. */
export function specBenchJson(run: RunRecord): Record<string, Record<string, SpecBenchFigures>> {
  return Object.fromEntries([...figuresOf(run)].map(([method, of]) => [method, Object.fromEntries(of)]));
}

function figuresOf({ manifest, groups }: RunRecord): Map<Method, Map<string, SpecBenchFigures>> {
  const about = { id: manifest.id, model: manifest.engine.model.name, startedAt: manifest.startedAt };
  const repeats = [...new Set(groups.map((group) => group.repeat))];
  const answers = (method: Method) =>
    repeats.map((repeat) => specBenchAnswers(groups, method, repeat, about));
  const baseline = answers('vanilla');
  return new Map(
    manifest.settings.methods.map((method) => [method, specBenchFigures(answers(method), baseline)]),
  );
}

/** Our figure stands beside the overall one only: our categories are not its subtasks. */
function rowsOf({ summary }: RunRecord, methods: ReturnType<typeof figuresOf>): string[][] {
  return [...methods].flatMap(([method, subtasks]) =>
    [...subtasks].map(([subtask, figures]) => {
      const own = subtask === OVERALL ? summary.methods[method]?.overall.speedup : undefined;
      return [
        subtask,
        method,
        `${figures.questions}`,
        figures.tokensPerSecond.toFixed(1),
        figures.baselineTokensPerSecond.toFixed(1),
        withDeviation(figures),
        figures.meanAcceptedTokens?.toFixed(2) ?? 'n/a',
        own === undefined ? '' : (own?.toFixed(2) ?? 'n/a'),
      ];
    }),
  );
}

function withDeviation({ speedup, deviations }: SpecBenchFigures): string {
  return deviations ? `${speedup.toFixed(2)} +- ${deviations.speedup.toFixed(2)}` : speedup.toFixed(2);
}
