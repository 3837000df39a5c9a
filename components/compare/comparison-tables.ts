/** The numbers behind the pictures of a comparison, and what the runs were made with, as tables. Pure. */
import type { MethodComparison, RatioComparison } from '../../engine/core/compare-runs.ts';
import { formatRatio, tokensPerStepChange } from '../../engine/core/comparison-sentences.ts';
import { formatInterval } from '../../engine/core/figure-catalog.ts';
import { METHODS, type Method } from '../../engine/protocol.ts';
import type { Cell, Table } from '../../report/table.ts';
import { METHOD_STYLES } from '../methods.ts';
import { inOrder } from './ratio-lanes.ts';
import type { LetteredRun } from './run-letters.ts';

/** Every run, method and category. */
export function comparisonTable(runs: readonly LetteredRun[]): Table {
  return {
    id: 'comparison-table',
    caption:
      'Each run against the baseline: geometric means over paired questions, 95 % intervals, verdicts after Holm over all cells of a run',
    columns: [
      { name: 'run' },
      { name: 'category' },
      { name: 'method' },
      { name: 'questions', numeric: true },
      { name: 'speedup ratio', numeric: true },
      { name: 'its interval', numeric: true },
      { name: 'its verdict' },
      { name: 'speed ratio', numeric: true },
      { name: 'interval of the speed', numeric: true },
      { name: 'verdict of the speed' },
      { name: 'tokens per step (change)', numeric: true },
      { name: 'same outputs', numeric: true },
      { name: 'cut off by a budget', numeric: true },
    ],
    rows: runs.flatMap(({ letter, comparison: { methods } }) => {
      const categories = inOrder(METHODS.flatMap((method) => Object.keys(methods[method]?.byCategory ?? {})));
      return ['overall', ...categories].flatMap((category) =>
        METHODS.flatMap((method) => {
          const of = methods[method];
          const compared = category === 'overall' ? of?.overall : of?.byCategory[category];
          return compared ? [[letter, category, METHOD_STYLES[method].label, ...cells(compared)]] : [];
        }),
      );
    }),
  };
}

function cells(compared: MethodComparison): (string | Cell)[] {
  const { questions, speed, speedup, tokensPerStep, sameOutputs, cutOutputs } = compared;
  return [
    String(questions),
    ...ratioCells(speedup),
    ...ratioCells(speed),
    { text: tokensPerStepChange(compared), sortBy: tokensPerStep.b },
    `${sameOutputs} of ${questions}`,
    String(cutOutputs),
  ];
}

/** Null: vanilla's speedup, which is 1 by definition. */
function ratioCells(ratio: RatioComparison | null): Cell[] {
  if (!ratio) return [{ text: '', sortBy: null }, { text: '', sortBy: null }, { text: '' }];
  return [
    { text: formatRatio(ratio.ratio), sortBy: ratio.ratio },
    { text: formatInterval(ratio.interval), sortBy: ratio.interval?.[0] ?? null },
    { text: ratio.verdict ?? 'n/a' },
  ];
}

/** One method of one run, question by question. */
export function questionTable({ letter, comparison }: LetteredRun, method: Method): Table {
  return {
    id: 'questions-compared-table',
    caption: `${METHOD_STYLES[method].label} of run ${letter} against the baseline, question by question`,
    columns: [
      { name: 'question', numeric: true },
      { name: 'category' },
      { name: 'speedup ratio', numeric: true },
      { name: 'speed ratio', numeric: true },
      { name: 'output' },
    ],
    rows: (comparison.methods[method]?.questions ?? []).map(
      ({ questionId, category, speedup, speed, output }) => [
        String(questionId),
        category,
        { text: formatRatio(speedup), sortBy: speedup },
        { text: formatRatio(speed), sortBy: speed },
        output,
      ],
    ),
  };
}

/** What differs between the baseline and a run, one column a run; a run that does not differ there has an empty cell. */
export function settingsTable(runs: readonly LetteredRun[]): Table {
  const names = [...new Set(runs.flatMap(({ comparison }) => comparison.settings.map(({ name }) => name)))];
  return {
    id: 'settings-table',
    caption: 'Settings and environment in which a run differs from the baseline',
    columns: [{ name: 'setting' }, { name: 'A' }, ...runs.map(({ letter }) => ({ name: letter }))],
    rows: names.map((name) => {
      const own = runs.map(({ comparison }) => comparison.settings.find((setting) => setting.name === name));
      const base = own.find((setting) => setting !== undefined);
      return [name, valueText(base?.a), ...own.map((setting) => (setting ? valueText(setting.b) : 'as A'))];
    }),
  };
}

/** Words as they are, all else as JSON, measured numbers to five figures; null is "not known", which an older record may be. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'n/a';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(5)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
