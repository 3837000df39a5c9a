/** `gorgon tree check RUN`: what the measured acceptance promises of a run's trees, beside what the run measured. */
import type { Command } from 'commander';
import { quotient } from '../engine/core/known.ts';
import type { MethodFigures } from '../engine/core/method-figures.ts';
import { EngineError } from '../engine/errors.ts';
import { HEADS, type HeadsKind, type MethodInfo } from '../engine/protocol.ts';
import { type RunRecord, readRun } from '../engine/records/read-run.ts';
import type { AcceptanceFile } from '../engine/trees/acceptance-format.ts';
import { loadAcceptance } from '../engine/trees/acceptance-store.ts';
import { checkPrediction, type PredictionCheck, type StepFigures } from '../engine/trees/check-prediction.ts';
import { textTable } from './table.ts';
import { shapeLine } from './tree-text.ts';
import { writeOut } from './write-out.ts';

type Checked = PredictionCheck & { method: HeadsKind; acceptance: AcceptanceFile };

const HEADER = ['', 'tokens per step', 'overhead', 'speedup', '95 % interval'];

export function registerCheck(tree: Command): void {
  tree
    .command('check')
    .description(
      "what measured acceptance and the run's cost curve predict of its trees, beside what it measured",
    )
    .argument('<run>', 'run folder, of bench with --tree or --no-dynamic')
    .option('--json', 'print one JSON object', false)
    .action(async (dir: string, { json }: { json: boolean }) => {
      const run = await readRun(dir);
      const checked = await checkRun(run);
      if (json) return writeOut(`${JSON.stringify(Object.fromEntries(checked.map(facts)))}\n`);
      await writeOut(`${checked.map(block).join('\n\n')}\n`);
    });
}

async function checkRun({ manifest, summary }: RunRecord): Promise<Checked[]> {
  const { precision, methods } = manifest.engine;
  const checked: Checked[] = [];
  for (const method of HEADS) {
    const figures = summary.methods[method]?.overall;
    const info = methods.find((one) => one.method === method);
    if (!figures || !info) continue;
    const acceptance = await loadAcceptance(method, precision);
    if (acceptance) checked.push(checkMethod(method, info, figures, acceptance));
  }
  if (checked.length > 0) return checked;
  throw new EngineError(
    'invalid-input',
    `${manifest.id} has no method whose acceptance was measured at ${precision} (needed: ${HEADS.join(' or ')})`,
  );
}

function checkMethod(
  method: HeadsKind,
  { tree, worth, artifactSha256 }: MethodInfo,
  figures: MethodFigures,
  acceptance: AcceptanceFile,
): Checked {
  if (!tree || worth !== undefined)
    throw new EngineError(
      'invalid-input',
      `${method} chose its candidates at each step, of which no search promises anything (needed: a run with --no-dynamic or --tree)`,
    );
  if (artifactSha256 !== acceptance.artifactSha256)
    throw new EngineError(
      'invalid-input',
      `${method} ran with the draft of sha256 ${artifactSha256}, its acceptance was measured on ${acceptance.artifactSha256}`,
    );
  return { method, acceptance, ...checkPrediction(tree, acceptance, figures) };
}

function facts({ method, tree, predicted, measured }: Checked): [string, PredictionCheck] {
  return [method, { tree, predicted, measured }];
}

function block({ method, tree, acceptance, predicted, measured }: Checked): string {
  const { speedupInterval: interval } = measured;
  const table = textTable(
    HEADER,
    [
      ['predicted', ...cells(predicted), ''],
      ['measured', ...cells(measured), interval ? interval.map(decimals).join(' to ') : 'n/a'],
      ['measured / predicted', ...cells(ratios(predicted, measured)), ''],
    ],
    HEADER.map((title) => title === ''),
  );
  const source = `predicted from ${acceptance.positions} places of ${acceptance.prompts} held-out answers`;
  return `${method}, ${shapeLine(tree)}; ${source}\n${table}`;
}

function ratios(predicted: StepFigures, measured: StepFigures): StepFigures {
  const of = (key: keyof StepFigures) => quotient(measured[key], predicted[key]);
  return { tokensPerStep: of('tokensPerStep'), overhead: of('overhead'), speedup: of('speedup') };
}

function cells({ tokensPerStep, overhead, speedup }: StepFigures): string[] {
  return [tokensPerStep, overhead, speedup].map((value) => (value === null ? 'n/a' : decimals(value)));
}

const decimals = (value: number): string => value.toFixed(3);
