/**
 * `gorgon compare RUN_A RUN_B`: paired ratios of two runs, what their outputs and settings differ by; or one or two runs
 * by Spec-Bench's formulas.
 */
import { type Command, Option } from 'commander';
import type { MethodComparison, RatioComparison } from '../../engine/core/compare-runs.ts';
import { tokensPerStepChange } from '../../engine/core/comparison-sentences.ts';
import { CATEGORIES, METHODS } from '../../engine/protocol.ts';
import { compareRecords, type RecordComparison } from '../../engine/records/compare-records.ts';
import { readRun } from '../../engine/records/read-run.ts';
import { specBenchJson, specBenchTable } from '../spec-bench-table.ts';
import { textTable } from '../table.ts';
import { writeOut } from '../write-out.ts';

const HEADER = [
  'category',
  'method',
  'questions',
  'speed B/A',
  '95 % interval',
  'verdict',
  'speedup B/A',
  '95 % interval',
  'verdict',
  'tokens/step of B',
  'same outputs',
];
const WORD_COLUMNS = HEADER.map((title) => ['category', 'method', 'verdict'].includes(title));

const FORMULAS = ['gorgon', 'spec-bench'] as const;

interface CompareOptions {
  formulas: (typeof FORMULAS)[number];
  json: boolean;
}

export function register(program: Command): void {
  program
    .command('compare')
    .description('two runs, question by question: ratios of B to A with intervals, and what differs else')
    .argument('<run_a>', 'run folder, the baseline')
    .argument('[run_b]', "run folder; may be left out with Spec-Bench's formulas")
    .addOption(
      new Option('--formulas <name>', "gorgon's, or each run by Spec-Bench's (docs/spec-bench.md)")
        .choices(FORMULAS)
        .default('gorgon'),
    )
    .option('--json', 'print one JSON object', false)
    .action(async (dirA: string, dirB: string | undefined, options: CompareOptions, command: Command) => {
      if (options.formulas === 'spec-bench')
        return bySpecBench(dirB === undefined ? [dirA] : [dirA, dirB], options.json);
      if (dirB === undefined)
        return command.error("missing required argument 'run_b': a second run to compare with");
      const comparison = compareRecords(await readRun(dirA), await readRun(dirB));
      if (options.json) await writeOut(`${JSON.stringify(comparison)}\n`);
      else await writeOut(`${[...head(comparison), ...body(comparison)].join('\n')}\n`);
      for (const warning of comparison.warnings) process.stderr.write(`warning: ${warning}\n`);
    });
}

async function bySpecBench(dirs: readonly string[], json: boolean): Promise<void> {
  const runs = await Promise.all(dirs.map(readRun));
  if (json) {
    const byRun = Object.fromEntries(runs.map((run) => [run.manifest.id, specBenchJson(run)]));
    return writeOut(`${JSON.stringify(byRun)}\n`);
  }
  const tables = runs.map((run) => `${run.manifest.id}\n\n${specBenchTable(run)}`);
  return writeOut(`${tables.join('\n\n')}\n`);
}

function head({ a, b, questions, onlyInA, onlyInB, otherPrompts }: RecordComparison): string[] {
  const lines = [`A: ${a} (baseline)`, `B: ${b}`, `questions paired: ${questions}`];
  if (onlyInA.length > 0) lines.push(`questions only in A: ${onlyInA.length}`);
  if (onlyInB.length > 0) lines.push(`questions only in B: ${onlyInB.length}`);
  if (otherPrompts.length > 0) lines.push(`turns left out, their prompts differ: ${otherPrompts.length}`);
  return lines;
}

function body(comparison: RecordComparison): string[] {
  const lines = ['', textTable(HEADER, rowsOf(comparison), WORD_COLUMNS)];
  if (comparison.changedOutputs.length > 0) lines.push('', 'outputs that changed:');
  for (const { method, questionId, turn, repeat, position, cutOff } of comparison.changedOutputs)
    lines.push(
      `  ${method}, question ${questionId}, turn ${turn + 1}, repeat ${repeat + 1}: ${cutOff ? `the same up to token ${position}, where a budget cut one off` : `from token ${position} on`}`,
    );
  lines.push('', comparison.settings.length > 0 ? 'settings that differ (A, B):' : 'no setting differs');
  for (const { name, a, b } of comparison.settings)
    lines.push(`  ${name}: ${JSON.stringify(a)}, ${JSON.stringify(b)}`);
  return lines;
}

/** Categories in the order of MT-bench, others behind them; overall last. */
function rowsOf({ methods }: RecordComparison): string[][] {
  const found = new Set(Object.values(methods).flatMap(({ byCategory }) => Object.keys(byCategory)));
  const categories = new Set([...CATEGORIES.filter((name) => found.has(name)), ...found]);
  const rows: string[][] = [];
  for (const category of [...categories, null]) {
    let name = category ?? 'overall';
    if (rows.length > 0) rows.push([]);
    for (const method of METHODS) {
      const of = methods[method];
      const compared = category === null ? of?.overall : of?.byCategory[category];
      if (!compared) continue;
      rows.push([name, method, ...cells(compared)]);
      name = '';
    }
  }
  return rows;
}

function cells(compared: MethodComparison): string[] {
  const { questions, speed, speedup, sameOutputs } = compared;
  return [
    `${questions}`,
    ...ratioCells(speed),
    ...(speedup ? ratioCells(speedup) : ['', '', '']),
    tokensPerStepChange(compared),
    `${sameOutputs} of ${questions}`,
  ];
}

function ratioCells({ ratio, interval, verdict }: RatioComparison): string[] {
  return [
    ratio === null ? 'n/a' : short(ratio),
    interval ? `${short(interval[0])} to ${short(interval[1])}` : 'n/a',
    verdict ?? 'n/a',
  ];
}

/** Of two questions an interval may reach anywhere: its end must not make the table wide. */
function short(ratio: number): string {
  return ratio < 1000 ? ratio.toFixed(2) : ratio.toExponential(0);
}
